#include "common/auth/unknown_fields.h"

#include "google/protobuf/unknown_field_set.h"

namespace clearway::auth {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

UnknownFields::UnknownFields(const Descriptor* type) : root_(Compile(type)) {}

const UnknownFields::Node* UnknownFields::Compile(const Descriptor* type) {
  auto [place, added] = nodes_.try_emplace(type);
  if (!added) return place->second.get();
  place->second = std::make_unique<Node>();
  Node* node = place->second.get();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->message_type() == nullptr) continue;
    if (!field->is_map()) {
      node->children.push_back({field, Compile(field->message_type())});
    } else if (field->message_type()->map_value()->message_type() != nullptr) {
      node->by_protobuf = true;
    }
  }
  return node;
}

void UnknownFields::Discard(const Node& node, Message* message) {
  if (node.by_protobuf) return message->DiscardUnknownFields();
  const Reflection* reflection = message->GetReflection();
  if (!reflection->GetUnknownFields(*message).empty()) {
    reflection->MutableUnknownFields(message)->Clear();
  }
  for (const auto& [field, child] : node.children) {
    if (field->is_repeated()) {
      const int size = reflection->FieldSize(*message, field);
      for (int i = 0; i < size; ++i) {
        Discard(*child, reflection->MutableRepeatedMessage(message, field, i));
      }
    } else if (reflection->HasField(*message, field)) {
      Discard(*child, reflection->MutableMessage(message, field));
    }
  }
}

}  // namespace clearway::auth
