// Finds whether a message of one type, or one within it, has unknown fields. Private to
// common/auth.
//
// Message::DiscardUnknownFields asks every field of every message, by reflection, whether it is
// set: a third of a read's time. Nearly always nothing is unknown, which the serialized bytes tell
// some thirty times quicker, by a table of field numbers.
#ifndef CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
#define CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace clearway::auth {

class UnknownFields {
 public:
  explicit UnknownFields(const google::protobuf::Descriptor* type);

  // False only when a message of the type that is parsed from `bytes` has no unknown field, at any
  // depth.
  bool MayBeIn(absl::string_view bytes) const;

 private:
  struct Node;
  // The field of a number: on which wire types it is known, a bit each, and the type of its
  // messages.
  struct Field {
    uint32_t wire_types = 0;
    const Node* node = nullptr;
  };
  // A message type; its fields by their numbers.
  struct Node {
    std::vector<Field> fields;
  };

  const Node* Compile(const google::protobuf::Descriptor* type);
  static bool MayBeIn(const Node& node, const uint8_t* at, const uint8_t* end, int depth);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Node>> nodes_;
  const Node* root_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
