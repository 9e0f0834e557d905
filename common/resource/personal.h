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

  // Whose personal fields are set.
  struct Owner {
    std::string name;                           // of the resource; "" when they are in none
    const google::protobuf::Message* resource;  // within the message; null when there is none
  };
  // The resources whose personal fields are set in `message`, each once, in the order in which they
  // come. Theirs is what stands in the message with their `name` or in messages within it.
  std::vector<Owner> Owners(const google::protobuf::Message& message) const;

  // Clears them all.
  void Clear(google::protobuf::Message* message) const;

  // Where in a message one of them stands, or can stand.
  struct Place {
    // Field numbers: "3", "9[2].2"; in a map the key with its length, "10{4:home}.2.2".
    std::string path;
    std::string owner;  // the resource's name, as in Owner
    google::protobuf::Message* message = nullptr;
    const google::protobuf::FieldDescriptor* field = nullptr;
    bool set() const;
  };
  // All of them, in the messages that are there, in the order of their paths. The paths stay the
  // same when the fields themselves are cleared.
  std::vector<Place> Places(google::protobuf::Message* message) const;

 private:
  using Fields = std::vector<const google::protobuf::FieldDescriptor*>;
  struct Plan {
    Fields personal;
    Fields within;  // messages that have some
  };

  explicit PersonalFields(const google::protobuf::Descriptor* type);
  void Find(const google::protobuf::Message& message, const Owner& around,
            std::vector<Owner>* owners) const;
  void AddPlaces(google::protobuf::Message* message, const std::string& prefix,
                 const std::string& around, std::vector<Place>* places) const;

  std::unordered_map<const google::protobuf::Descriptor*, Plan> plans_;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_PERSONAL_H_
