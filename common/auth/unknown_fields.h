// Takes the unknown fields out of messages of one type and of all within them. Private to
// common/auth.
//
// Message::DiscardUnknownFields asks every field of every message, by reflection, whether it is
// set: a third of a read's time. Nearly always nothing is unknown, so this first looks for that in
// the serialized bytes, by a table of field numbers.
#ifndef CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
#define CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/message.h"

namespace clearway::auth {

class UnknownFields {
 public:
  explicit UnknownFields(const google::protobuf::Descriptor* type);

  // `message` is of the type.
  void Discard(google::protobuf::Message* message) const;

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
  static bool MayBeIn(const Node& node, google::protobuf::io::CodedInputStream* in);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Node>> nodes_;
  const Node* root_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
