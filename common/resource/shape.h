// What the collection must know of a resource's message, found once: the fields that it keeps
// (name, create_time, update_time, delete_time, purge_time, etag) and what its indexes read.
#ifndef CLEARWAY_COMMON_RESOURCE_SHAPE_H_
#define CLEARWAY_COMMON_RESOURCE_SHAPE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "re2/re2.h"

namespace clearway::resource {

class Shape {
 public:
  // Stops the process when the message has no `string name`, a kept field is of another type, or
  // the pattern does not compile: mistakes in the program, found at start.
  Shape(const google::protobuf::Descriptor* type, const std::string& id_pattern);

  const std::string& type_name() const { return type_->full_name(); }
  // The field of a Create request that holds the id: "assistance_request_id".
  const std::string& id_field() const { return id_field_; }
  // The resource in a Create or Update request: "assistance_request".
  const std::string& resource_field() const { return resource_field_; }
  // The name in an Update request: "assistance_request.name".
  const std::string& name_path() const { return name_path_; }
  bool IdFits(absl::string_view id) const;
  bool soft_delete() const { return delete_time_ != nullptr; }

  std::string Name(const google::protobuf::Message& record) const;
  std::string Etag(const google::protobuf::Message& record) const;
  void SetName(google::protobuf::Message* record, const std::string& name) const;
  void SetEtag(google::protobuf::Message* record, const std::string& etag) const;
  void SetCreateTime(google::protobuf::Message* record, absl::Time time) const;
  void SetUpdateTime(google::protobuf::Message* record, absl::Time time) const;
  void SetDeleted(google::protobuf::Message* record, absl::Time now, absl::Time purge) const;
  void ClearDeleted(google::protobuf::Message* record) const;
  void SetEraseTime(google::protobuf::Message* record, absl::Time time) const;
  // InfiniteFuture when there is none.
  absl::Time PurgeTime(const google::protobuf::Message& record) const;
  // Copies all that the collection keeps, so that a writer cannot change it.
  void CopyKept(const google::protobuf::Message& from, google::protobuf::Message* to) const;

 private:
  const google::protobuf::FieldDescriptor* Find(const char* name, bool timestamp) const;
  void SetTime(google::protobuf::Message* record, const google::protobuf::FieldDescriptor* field,
               absl::Time time) const;

  const google::protobuf::Descriptor* type_;
  const google::protobuf::FieldDescriptor* name_;
  const google::protobuf::FieldDescriptor* create_time_;
  const google::protobuf::FieldDescriptor* update_time_;
  const google::protobuf::FieldDescriptor* delete_time_;
  const google::protobuf::FieldDescriptor* purge_time_;
  const google::protobuf::FieldDescriptor* erase_time_;
  const google::protobuf::FieldDescriptor* etag_;
  std::string resource_field_, id_field_, name_path_;
  re2::RE2 id_pattern_;
};

// Prints what is wrong with the program and stops it.
[[noreturn]] void ProgramMistake(absl::string_view message);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_SHAPE_H_
