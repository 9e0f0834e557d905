#include "common/auth/visibility.h"

#include <mutex>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/access_rule.h"
#include "common/auth/redaction_plan.h"
#include "common/auth/unknown_fields.h"
#include "common/status_macros.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace clearway::auth {
namespace {

using google::protobuf::Reflection;

// Copies what the rules read of one field. Of a time they read only that it is there.
void CopyField(const Message& from, const FieldDescriptor* field, Message* to) {
  const Reflection* reflection = from.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (!field->is_repeated()) {
        reflection->SetString(to, field, reflection->GetString(from, field));
        return;
      }
      for (int i = 0; i < reflection->FieldSize(from, field); ++i) {
        reflection->AddString(to, field, reflection->GetRepeatedString(from, field, i));
      }
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection->SetEnumValue(to, field, reflection->GetEnumValue(from, field));
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(to, field, reflection->GetBool(from, field));
      return;
    default: {
      if (!reflection->HasField(from, field)) return;
      Message* copy = reflection->MutableMessage(to, field);
      if (field->message_type() != type::v1::Audience::descriptor()) return;
      copy->CopyFrom(reflection->GetMessage(from, field));
    }
  }
}

}  // namespace

Visibility::Visibility() = default;
Visibility::~Visibility() = default;

absl::StatusOr<std::unique_ptr<Visibility>> Visibility::Compile(const Descriptor* type) {
  auto visibility = std::unique_ptr<Visibility>(new Visibility);
  if (type->options().HasExtension(type::v1::access)) {
    ASSIGN_OR_RETURN(visibility->access_, AccessRule::Make(type));
  }
  ASSIGN_OR_RETURN(visibility->plan_, RedactionPlan::Make(type));
  if (visibility->redacts()) {
    visibility->unknown_ = std::make_unique<const UnknownFields>(type);
  }
  return visibility;
}

absl::StatusOr<const Visibility*> Visibility::For(const Descriptor* type) {
  static auto* const mutex = new std::mutex;
  static auto* const known =
      new std::unordered_map<const Descriptor*, std::unique_ptr<const Visibility>>;
  std::lock_guard<std::mutex> lock(*mutex);
  auto& place = (*known)[type];
  if (place == nullptr) {
    ASSIGN_OR_RETURN(place, Compile(type));
  }
  return place.get();
}

bool Visibility::redacts() const { return !plan_->empty(); }

bool Visibility::Sees(const Caller& caller, const Message& record) const {
  return access_ == nullptr || access_->Sees(caller, record);
}

bool Visibility::Owns(const Caller& caller, const Message& record) const {
  return access_ != nullptr && access_->Owns(caller, record);
}

bool Visibility::Concerns(const Caller& caller, const Message& record) const {
  return access_ != nullptr && (access_->Owns(caller, record) || access_->IsParty(caller, record));
}

bool Visibility::Redact(const Caller& caller, Message* message) const {
  if (unknown_ == nullptr || caller.unrestricted) return false;
  std::string bytes;
  if (!message->SerializePartialToString(&bytes) || unknown_->MayBeIn(bytes)) {
    message->DiscardUnknownFields();
  }
  return RedactKnown(caller, message);
}

bool Visibility::RedactKnown(const Caller& caller, Message* message) const {
  return plan_->Redact(caller, message);
}

bool Visibility::MayHaveUnknown(absl::string_view bytes) const {
  return unknown_ != nullptr && unknown_->MayBeIn(bytes);
}

bool Visibility::Protects(const std::vector<const FieldDescriptor*>& path) const {
  return plan_->Protects(path);
}

std::string Visibility::SightOf(const Message& record) const {
  std::string bytes;
  if (access_ == nullptr) return bytes;
  std::unique_ptr<Message> sight(record.New());
  for (const FieldDescriptor* field : access_->fields()) CopyField(record, field, sight.get());
  {
    google::protobuf::io::StringOutputStream out(&bytes);
    google::protobuf::io::CodedOutputStream coded(&out);
    coded.SetSerializationDeterministic(true);
    sight->SerializePartialToCodedStream(&coded);
  }
  return bytes;
}

std::string SightKey(const Caller& caller) {
  if (caller.unrestricted) return "*";
  std::string key =
      absl::StrCat(caller.roles.bits(), caller.vetted ? " v" : "", caller.state_party ? " p" : "");
  for (const std::string& name : caller.names) absl::StrAppend(&key, " ", name);
  return key;
}

}  // namespace clearway::auth
