// Fields that say something about an identifiable person: those marked (clearway.type.v1.personal).
#ifndef CLEARWAY_COMMON_RESOURCE_PERSONAL_H_
#define CLEARWAY_COMMON_RESOURCE_PERSONAL_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

bool IsPersonal(const google::protobuf::FieldDescriptor* field);

// Where a message has such fields, itself or in messages within it (not in an Any). Thread-safe.
class PersonalFields {
 public:
  // Null when it has none anywhere. Found once for each type, then always the same.
  static const PersonalFields* Of(const google::protobuf::Descriptor* type);

  // The names of the resources whose personal fields are set in `message`, each once, in the order
  // in which they come: a resource's own `name`, else that of the message around it; "" when there
  // is none.
  std::vector<std::string> Owners(const google::protobuf::Message& message) const;

  // Clears them all.
  void Clear(google::protobuf::Message* message) const;

 private:
  using Fields = std::vector<const google::protobuf::FieldDescriptor*>;
  struct Plan {
    Fields personal;
    Fields within;  // messages that have some
  };

  explicit PersonalFields(const google::protobuf::Descriptor* type);
  void Find(const google::protobuf::Message& message, const std::string& around,
            std::vector<std::string>* owners) const;

  std::unordered_map<const google::protobuf::Descriptor*, Plan> plans_;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_PERSONAL_H_
