#include "common/resource/shape.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/behavior.h"
#include "google/protobuf/timestamp.pb.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

std::string SnakeCase(absl::string_view camel) {
  std::string out;
  for (char c : camel) {
    if (absl::ascii_isupper(c) && !out.empty()) out += '_';
    out += absl::ascii_tolower(c);
  }
  return out;
}

}  // namespace

void ProgramMistake(absl::string_view message) {
  std::fprintf(stderr, "clearway: mistake in the program: %s\n", std::string(message).c_str());
  std::abort();
}

Shape::Shape(const Descriptor* type, const std::string& id_pattern)
    : type_(type),
      name_(Find("name", false)),
      create_time_(Find("create_time", true)),
      update_time_(Find("update_time", true)),
      delete_time_(Find("delete_time", true)),
      purge_time_(Find("purge_time", true)),
      erase_time_(Find("erase_time", true)),
      etag_(Find("etag", false)),
      resource_field_(SnakeCase(type->name())),
      id_field_(absl::StrCat(SnakeCase(type->name()), "_id")),
      name_path_(absl::StrCat(SnakeCase(type->name()), ".name")),
      id_pattern_(id_pattern, re2::RE2::Quiet) {
  if (name_ == nullptr) ProgramMistake(absl::StrCat(type->full_name(), " has no name"));
  if (!id_pattern_.ok()) {
    ProgramMistake(absl::StrCat("id pattern ", id_pattern, ": ", id_pattern_.error()));
  }
}

const FieldDescriptor* Shape::Find(const char* name, bool timestamp) const {
  const FieldDescriptor* field = type_->FindFieldByName(name);
  if (field == nullptr) return nullptr;
  bool right =
      !field->is_repeated() && (timestamp ? field->message_type() == Timestamp::descriptor()
                                          : field->type() == FieldDescriptor::TYPE_STRING);
  if (!right) ProgramMistake(absl::StrCat(field->full_name(), " is of another type"));
  return field;
}

bool Shape::IdFits(absl::string_view id) const {
  return re2::RE2::FullMatch(re2::StringPiece(id.data(), id.size()), id_pattern_);
}

std::string Shape::Name(const Message& record) const {
  return record.GetReflection()->GetString(record, name_);
}

std::string Shape::Etag(const Message& record) const {
  return etag_ == nullptr ? "" : record.GetReflection()->GetString(record, etag_);
}

void Shape::SetName(Message* record, const std::string& name) const {
  record->GetReflection()->SetString(record, name_, name);
}

void Shape::SetEtag(Message* record, const std::string& etag) const {
  if (etag_ != nullptr) record->GetReflection()->SetString(record, etag_, etag);
}

void Shape::SetTime(Message* record, const FieldDescriptor* field, absl::Time time) const {
  if (field == nullptr) return;
  auto* timestamp = static_cast<Timestamp*>(record->GetReflection()->MutableMessage(record, field));
  int64_t micros = absl::ToUnixMicros(time);
  int64_t rest = micros % 1000000;
  if (rest < 0) rest += 1000000;
  timestamp->set_seconds((micros - rest) / 1000000);
  timestamp->set_nanos(static_cast<int32_t>(rest * 1000));
}

void Shape::SetCreateTime(Message* record, absl::Time time) const {
  SetTime(record, create_time_, time);
}

void Shape::SetUpdateTime(Message* record, absl::Time time) const {
  SetTime(record, update_time_, time);
}

void Shape::SetDeleted(Message* record, absl::Time now, absl::Time purge) const {
  SetTime(record, delete_time_, now);
  SetTime(record, purge_time_, purge);
}

void Shape::SetEraseTime(Message* record, absl::Time time) const {
  SetTime(record, erase_time_, time);
}

void Shape::ClearDeleted(Message* record) const {
  for (const FieldDescriptor* field : {delete_time_, purge_time_}) {
    if (field != nullptr) record->GetReflection()->ClearField(record, field);
  }
}

absl::Time Shape::PurgeTime(const Message& record) const {
  if (purge_time_ == nullptr || !record.GetReflection()->HasField(record, purge_time_)) {
    return absl::InfiniteFuture();
  }
  const auto& timestamp =
      static_cast<const Timestamp&>(record.GetReflection()->GetMessage(record, purge_time_));
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

void Shape::CopyKept(const Message& from, Message* to) const {
  std::vector<const FieldDescriptor*> kept = {name_};
  for (const FieldDescriptor* field :
       {create_time_, update_time_, delete_time_, purge_time_, erase_time_, etag_}) {
    if (field != nullptr) kept.push_back(field);
  }
  CopyFields(from, kept, to);
}

}  // namespace clearway::resource
