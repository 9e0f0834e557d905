#include "common/auth/unknown_fields.h"

#include "google/protobuf/wire_format_lite.h"

namespace clearway::auth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

// A table is not longer; fields of higher numbers count as unknown.
constexpr int kMostFields = 1024;
constexpr int kMaxDepth = 100;  // protobuf's own

uint32_t Bit(WireFormatLite::WireType type) { return uint32_t{1} << type; }

uint32_t WireTypesOf(const FieldDescriptor* field) {
  const auto type = static_cast<WireFormatLite::FieldType>(field->type());
  uint32_t types = Bit(WireFormatLite::WireTypeForFieldType(type));
  if (field->is_packable()) types |= Bit(WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  return types;
}

// The place after the varint at `at`; null when it does not end, or is none.
const uint8_t* ReadVarint(const uint8_t* at, const uint8_t* end, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && at != end; shift += 7) {
    const uint8_t byte = *at++;
    *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return at;
  }
  return nullptr;
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

bool UnknownFields::MayBeIn(absl::string_view bytes) const {
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  return MayBeIn(*root_, begin, begin + bytes.size(), kMaxDepth);
}

// Whatever cannot be read may be unknown.
bool UnknownFields::MayBeIn(const Node& node, const uint8_t* at, const uint8_t* end, int depth) {
  if (depth == 0) return true;
  while (at != end) {
    uint64_t tag;
    uint64_t size = 0;
    if ((at = ReadVarint(at, end, &tag)) == nullptr) return true;
    const uint64_t number = tag >> 3;
    const auto type = static_cast<WireFormatLite::WireType>(tag & 7);
    if (number >= node.fields.size()) return true;
    const Field& field = node.fields[number];
    if ((field.wire_types & Bit(type)) == 0) return true;
    switch (type) {
      case WireFormatLite::WIRETYPE_VARINT:
        if ((at = ReadVarint(at, end, &tag)) == nullptr) return true;
        break;
      case WireFormatLite::WIRETYPE_FIXED64:
        size = 8;
        break;
      case WireFormatLite::WIRETYPE_FIXED32:
        size = 4;
        break;
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        if ((at = ReadVarint(at, end, &size)) == nullptr) return true;
        break;
      default:
        return true;
    }
    if (size > static_cast<uint64_t>(end - at)) return true;
    if (field.node != nullptr && MayBeIn(*field.node, at, at + size, depth - 1)) return true;
    at += size;
  }
  return false;
}

}  // namespace clearway::auth
