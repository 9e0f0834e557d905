#include "common/resource/sealed.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/secrets/siv.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using storage::v1::SealedField;
using storage::v1::SealedFields;
using storage::v1::StoredRecord;

std::string Associated(absl::string_view key_id, absl::string_view path,
                       absl::string_view binding) {
  return secrets::Joined({"clearway/field/1", key_id, path, binding});
}

// Something in the field, whatever it is.
void SetAny(Message* message, const FieldDescriptor* field) {
  const Reflection* reflection = message->GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      many ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
      return;
    case FieldDescriptor::CPPTYPE_STRING:
      many ? reflection->AddString(message, field, "x")
           : reflection->SetString(message, field, "x");
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      many ? reflection->AddEnumValue(message, field, 1)
           : reflection->SetEnumValue(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      many ? reflection->AddBool(message, field, true) : reflection->SetBool(message, field, true);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      many ? reflection->AddInt32(message, field, 1) : reflection->SetInt32(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      many ? reflection->AddInt64(message, field, 1) : reflection->SetInt64(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      many ? reflection->AddUInt32(message, field, 1) : reflection->SetUInt32(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      many ? reflection->AddUInt64(message, field, 1) : reflection->SetUInt64(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      many ? reflection->AddDouble(message, field, 1) : reflection->SetDouble(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_FLOAT:
      many ? reflection->AddFloat(message, field, 1) : reflection->SetFloat(message, field, 1);
      return;
  }
}

}  // namespace

std::vector<TakenField> TakeOut(const PersonalFields& personal, Message* message) {
  std::vector<TakenField> taken;
  const std::vector<PersonalFields::Place> places = personal.Places(message);
  for (const PersonalFields::Place& place : places) {
    if (!place.set()) continue;
    // Alone in a message of its own it serializes as it does in its place.
    const std::unique_ptr<Message> alone(place.message->New());
    place.message->GetReflection()->SwapFields(place.message, alone.get(), {place.field});
    taken.push_back({place.path, place.owner, DeterministicBytes(*alone)});
  }
  return taken;
}

void SetPaths(const std::vector<TakenField>& fields, const secrets::PersonKey& key,
              SealedFields* sealed) {
  sealed->set_format_version(kSealedFormat);
  sealed->set_key_id(key.id);
  for (const TakenField& field : fields) sealed->add_fields()->set_path(field.path);
}

absl::Status SealValues(const std::vector<TakenField>& fields, const secrets::PersonKey& key,
                        absl::string_view binding, SealedFields* sealed) {
  for (size_t i = 0; i < fields.size(); ++i) {
    ASSIGN_OR_RETURN(*sealed->mutable_fields(static_cast<int>(i))->mutable_value(),
                     key.siv->Seal(fields[i].bytes, Associated(key.id, fields[i].path, binding)));
  }
  return absl::OkStatus();
}

absl::Status OpenFields(absl::string_view where, const SealedFields& sealed,
                        const secrets::PersonKey& key, absl::string_view binding,
                        const PersonalFields* personal,
                        const std::function<bool(const std::string&)>& wanted, Message* message) {
  if (sealed.format_version() == 0) return Damaged(where, "is not encrypted as it says");
  if (sealed.format_version() > kSealedFormat) return Damaged(where, "is of a newer format");
  if (key.id != sealed.key_id())
    return Damaged(where, "is encrypted with a key that is not its own");
  std::vector<PersonalFields::Place> places;
  if (personal != nullptr) places = personal->Places(message);
  for (const SealedField& field : sealed.fields()) {
    const auto place = std::lower_bound(
        places.begin(), places.end(), field.path(),
        [](const PersonalFields::Place& a, const std::string& path) { return a.path < path; });
    if (place == places.end() || place->path != field.path()) {
      return Damaged(where, "holds a personal field that has no place in it");
    }
    if (wanted && !wanted(field.path())) continue;
    const auto opened = key.siv->Open(field.value(), Associated(key.id, field.path(), binding));
    if (!opened.ok()) {
      return Damaged(where, absl::StrCat("holds a personal field (", place->field->full_name(),
                                         ") that ", opened.status().message()));
    }
    const absl::string_view bytes = opened->view();
    google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                              static_cast<int>(bytes.size()));
    if (!place->message->MergeFromCodedStream(&in) || !in.ConsumedEntireMessage()) {
      return Damaged(where, "holds a personal field that cannot be read");
    }
  }
  return absl::OkStatus();
}

std::string BindingOf(const secrets::Person& person, const StoredRecord& record) {
  std::string paths;
  for (const SealedField& field : record.sealed().fields()) {
    paths += secrets::Joined({field.path()});
  }
  const absl::string_view sight =
      record.has_sight_before() ? absl::string_view(record.sight_before()) : "-";
  return Sha256(
      secrets::Joined({"clearway/record/1", person.collection, person.id,
                       record.deleted() ? "1" : "0", record.type(), BigEndian(record.version()),
                       BigEndian(record.revision()), absl::StrCat(record.verb()), record.action(),
                       record.actor(), record.method(), absl::StrCat(record.time_micros()),
                       record.has_sight_before() ? "1" : "0", sight, paths, record.resource()}));
}

bool SightIsPersonal(const auth::Visibility& visibility, const PersonalFields& personal,
                     const Message& prototype) {
  const std::unique_ptr<Message> filled(prototype.New());
  for (const PersonalFields::Place& place : personal.Places(filled.get())) {
    SetAny(place.message, place.field);
  }
  return visibility.restricts() && visibility.SightOf(*filled) != visibility.SightOf(prototype);
}

std::vector<std::string> SeenPaths(const auth::Visibility& visibility, const auth::Caller& caller,
                                   const PersonalFields& personal, const SealedFields& sealed,
                                   const Message& record) {
  std::vector<std::string> all;
  for (const SealedField& field : sealed.fields()) all.push_back(field.path());
  // A record with something in those fields, redacted: what is left is what the caller sees.
  const std::unique_ptr<Message> probe(record.New());
  probe->CopyFrom(record);
  const auto before = personal.Places(probe.get());
  for (const PersonalFields::Place& place : before) {
    if (std::find(all.begin(), all.end(), place.path) != all.end()) {
      SetAny(place.message, place.field);
    }
  }
  visibility.Redact(caller, probe.get());
  std::vector<std::string> seen;
  const auto after = personal.Places(probe.get());
  for (const PersonalFields::Place& place : after) {
    if (place.set()) seen.push_back(place.path);
  }
  // Where elements of lists were taken out, paths are others than before: then all are opened, and
  // what is not the caller's is taken out afterwards.
  return before.size() == after.size() || seen.empty() ? seen : all;
}

}  // namespace clearway::resource
