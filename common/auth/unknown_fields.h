// Takes the unknown fields out of messages of one type and of all within them. Private to
// common/auth.
//
// As Message::DiscardUnknownFields, which asks every field of every message whether it is set; this
// looks only where there are messages, found once, which is some ten times quicker where nothing is
// unknown. That is nearly always so, and on the way of every read.
#ifndef CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
#define CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_

#include <map>
#include <memory>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::auth {

class UnknownFields {
 public:
  explicit UnknownFields(const google::protobuf::Descriptor* type);

  // `message` is of the type.
  void Discard(google::protobuf::Message* message) const { Discard(*root_, message); }

 private:
  struct Child;
  // A message type.
  struct Node {
    std::vector<Child> children;
    bool by_protobuf = false;  // it has maps of messages, which reflection does not reach into
  };
  // A field of it that holds messages.
  struct Child {
    const google::protobuf::FieldDescriptor* field;
    const Node* node;
  };

  const Node* Compile(const google::protobuf::Descriptor* type);
  static void Discard(const Node& node, google::protobuf::Message* message);

  std::map<const google::protobuf::Descriptor*, std::unique_ptr<Node>> nodes_;
  const Node* root_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_UNKNOWN_FIELDS_H_
