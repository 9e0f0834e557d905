#include "common/resource/personal.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/access.pb.h"
#include "common/resource/field_text.h"
#include "common/resource/keys.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void AddReachable(const Descriptor* type, std::set<const Descriptor*>* types) {
  if (!types->insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->message_type() != nullptr) AddReachable(field->message_type(), types);
  }
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

// Calls `fn` with the messages of a field.
template <typename Fn>
void ForEachMessage(const Message& message, const FieldDescriptor* field, Fn fn) {
  const Reflection* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    if (reflection->HasField(message, field)) fn(reflection->GetMessage(message, field));
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    fn(reflection->GetRepeatedMessage(message, field, i));
  }
}

// The resource's name that the message itself has; empty when it has none.
std::string OwnName(const Message& message) {
  const FieldDescriptor* name = message.GetDescriptor()->FindFieldByName("name");
  if (name == nullptr || name->is_repeated() || name->type() != FieldDescriptor::TYPE_STRING) {
    return "";
  }
  std::string text = message.GetReflection()->GetString(message, name);
  return RecordKeyOfName(text).empty() ? "" : text;
}

}  // namespace

bool IsPersonal(const FieldDescriptor* field) {
  return field->options().GetExtension(type::v1::personal);
}

const PersonalFields* PersonalFields::Of(const Descriptor* type) {
  static std::mutex mutex;
  static auto* const known =
      new std::unordered_map<const Descriptor*, std::unique_ptr<const PersonalFields>>;
  std::lock_guard<std::mutex> lock(mutex);
  auto [it, inserted] = known->try_emplace(type);
  if (inserted) {
    std::unique_ptr<const PersonalFields> fields(new PersonalFields(type));
    if (fields->plans_.count(type) > 0) it->second = std::move(fields);
  }
  return it->second.get();
}

PersonalFields::PersonalFields(const Descriptor* root) {
  std::set<const Descriptor*> types;
  AddReachable(root, &types);
  for (const Descriptor* type : types) {
    for (int i = 0; i < type->field_count(); ++i) {
      if (IsPersonal(type->field(i))) plans_[type].personal.push_back(type->field(i));
    }
  }
  // From those that have some to those that have them within, until there are no more.
  for (bool grew = true; grew;) {
    grew = false;
    for (const Descriptor* type : types) {
      for (int i = 0; i < type->field_count(); ++i) {
        const FieldDescriptor* field = type->field(i);
        if (field->message_type() == nullptr || IsPersonal(field) ||
            plans_.count(field->message_type()) == 0) {
          continue;
        }
        Fields& within = plans_[type].within;
        if (std::find(within.begin(), within.end(), field) != within.end()) continue;
        within.push_back(field);
        grew = true;
      }
    }
  }
}

std::vector<PersonalFields::Owner> PersonalFields::Owners(const Message& message) const {
  std::vector<Owner> owners;
  Find(message, {"", nullptr}, &owners);
  return owners;
}

void PersonalFields::Find(const Message& message, const Owner& around,
                          std::vector<Owner>* owners) const {
  const auto plan = plans_.find(message.GetDescriptor());
  if (plan == plans_.end()) return;
  Owner owner{OwnName(message), &message};
  if (owner.name.empty()) owner = around;
  const bool set =
      std::any_of(plan->second.personal.begin(), plan->second.personal.end(),
                  [&message](const FieldDescriptor* field) { return IsSet(message, field); });
  const auto same = [&owner](const Owner& other) { return other.name == owner.name; };
  if (set && std::none_of(owners->begin(), owners->end(), same)) owners->push_back(owner);
  for (const FieldDescriptor* field : plan->second.within) {
    ForEachMessage(message, field, [&](const Message& part) { Find(part, owner, owners); });
  }
}

void PersonalFields::Clear(Message* message) const {
  const auto plan = plans_.find(message->GetDescriptor());
  if (plan == plans_.end()) return;
  const Reflection* reflection = message->GetReflection();
  for (const FieldDescriptor* field : plan->second.personal) reflection->ClearField(message, field);
  for (const FieldDescriptor* field : plan->second.within) {
    if (!field->is_repeated()) {
      if (reflection->HasField(*message, field)) Clear(reflection->MutableMessage(message, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      Clear(reflection->MutableRepeatedMessage(message, field, i));
    }
  }
}

bool PersonalFields::Place::set() const { return IsSet(*message, field); }

std::vector<PersonalFields::Place> PersonalFields::Places(Message* message) const {
  std::vector<Place> places;
  AddPlaces(message, "", "", &places);
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.path < b.path; });
  return places;
}

void PersonalFields::AddPlaces(Message* message, const std::string& prefix,
                               const std::string& around, std::vector<Place>* places) const {
  const auto plan = plans_.find(message->GetDescriptor());
  if (plan == plans_.end()) return;
  std::string owner = OwnName(*message);
  if (owner.empty()) owner = around;
  for (const FieldDescriptor* field : plan->second.personal) {
    places->push_back({absl::StrCat(prefix, field->number()), owner, message, field});
  }
  const Reflection* reflection = message->GetReflection();
  for (const FieldDescriptor* field : plan->second.within) {
    const std::string path = absl::StrCat(prefix, field->number());
    if (!field->is_repeated()) {
      if (!reflection->HasField(*message, field)) continue;
      AddPlaces(reflection->MutableMessage(message, field), absl::StrCat(path, "."), owner, places);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      Message* const part = reflection->MutableRepeatedMessage(message, field, i);
      // The order of a map's entries is nobody's.
      const std::string key =
          field->is_map() ? FieldText(*part, field->message_type()->map_key()) : "";
      const std::string which = field->is_map() ? absl::StrCat("{", key.size(), ":", key, "}.")
                                                : absl::StrCat("[", i, "].");
      AddPlaces(part, absl::StrCat(path, which), owner, places);
    }
  }
}

}  // namespace clearway::resource
