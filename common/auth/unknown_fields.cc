#include "common/auth/unknown_fields.h"

#include <string>

#include "google/protobuf/wire_format_lite.h"

namespace clearway::auth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// A table is not longer; fields of higher numbers count as unknown.
constexpr int kMostFields = 1024;

uint32_t Bit(WireFormatLite::WireType type) { return uint32_t{1} << type; }

uint32_t WireTypesOf(const FieldDescriptor* field) {
  const auto type = static_cast<WireFormatLite::FieldType>(field->type());
  uint32_t types = Bit(WireFormatLite::WireTypeForFieldType(type));
  if (field->is_packable()) types |= Bit(WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  return types;
}

}  // namespace

UnknownFields::UnknownFields(const Descriptor* type) : root_(Compile(type)) {}

const UnknownFields::Node* UnknownFields::Compile(const Descriptor* type) {
  auto [place, added] = nodes_.try_emplace(type);
  if (!added) return place->second.get();
  place->second = std::make_unique<Node>();
  Node* node = place->second.get();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const int number = field->number();
    if (number >= kMostFields) continue;
    if (number >= static_cast<int>(node->fields.size())) node->fields.resize(number + 1);
    node->fields[number].wire_types = WireTypesOf(field);
    if (field->message_type() == nullptr) continue;
    const Node* child = Compile(field->message_type());
    node->fields[number].node = child;
  }
  return node;
}

void UnknownFields::Discard(google::protobuf::Message* message) const {
  thread_local std::string bytes;
  bytes.clear();
  if (!message->AppendPartialToString(&bytes) || MayBeIn(bytes)) message->DiscardUnknownFields();
}

bool UnknownFields::MayBeIn(absl::string_view bytes) const {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  return MayBeIn(*root_, &in) || !in.ConsumedEntireMessage();
}

// Whatever cannot be read may be unknown.
bool UnknownFields::MayBeIn(const Node& node, CodedInputStream* in) {
  while (const uint32_t tag = in->ReadTag()) {
    const auto number = static_cast<size_t>(WireFormatLite::GetTagFieldNumber(tag));
    const WireFormatLite::WireType type = WireFormatLite::GetTagWireType(tag);
    if (number >= node.fields.size() || (node.fields[number].wire_types & Bit(type)) == 0) {
      return true;
    }
    uint64_t value;
    int size;
    switch (type) {
      case WireFormatLite::WIRETYPE_VARINT:
        if (!in->ReadVarint64(&value)) return true;
        break;
      case WireFormatLite::WIRETYPE_FIXED64:
        if (!in->Skip(8)) return true;
        break;
      case WireFormatLite::WIRETYPE_FIXED32:
        if (!in->Skip(4)) return true;
        break;
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        if (!in->ReadVarintSizeAsInt(&size)) return true;
        const Node* child = node.fields[number].node;
        if (child == nullptr) {
          if (!in->Skip(size)) return true;
          break;
        }
        const auto limits = in->IncrementRecursionDepthAndPushLimit(size);
        if (limits.second < 0 || MayBeIn(*child, in)) return true;
        if (!in->DecrementRecursionDepthAndPopLimit(limits.first)) return true;
        break;
      }
      default:
        return true;
    }
  }
  return false;
}

}  // namespace clearway::auth
