#include "common/resource/behavior.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/field_text.h"
#include "google/protobuf/util/message_differencer.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;

bool IsSingularMessage(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

}  // namespace

bool HasBehavior(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

namespace {

// What ClearOutputOnly does in messages of one type.
struct Clearing {
  std::vector<const FieldDescriptor*> cleared;  // OUTPUT_ONLY
  std::vector<const FieldDescriptor*> entered;  // messages that may hold such fields, at any depth
};

// Whether messages of a type may hold an OUTPUT_ONLY field. `seen`: types looked at before.
bool MayHoldOutputOnly(const Descriptor* type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (HasBehavior(field, google::api::OUTPUT_ONLY)) return true;
    if (field->message_type() != nullptr && MayHoldOutputOnly(field->message_type(), seen)) {
      return true;
    }
  }
  return false;
}

// Made once per type, never destroyed.
const Clearing& ClearingOf(const Descriptor* type) {
  static std::mutex mutex;
  static auto* known = new std::map<const Descriptor*, Clearing>;
  std::lock_guard<std::mutex> lock(mutex);
  const auto [at, is_new] = known->try_emplace(type);
  Clearing& clearing = at->second;
  for (int i = 0; is_new && i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    std::set<const Descriptor*> seen;
    if (HasBehavior(field, google::api::OUTPUT_ONLY)) {
      clearing.cleared.push_back(field);
    } else if (field->message_type() != nullptr &&
               MayHoldOutputOnly(field->message_type(), &seen)) {
      clearing.entered.push_back(field);
    }
  }
  return clearing;
}

}  // namespace

void ClearOutputOnly(Message* message) {
  const Reflection* reflection = message->GetReflection();
  const Clearing& clearing = ClearingOf(message->GetDescriptor());
  for (const FieldDescriptor* field : clearing.cleared) reflection->ClearField(message, field);
  for (const FieldDescriptor* field : clearing.entered) {
    if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        ClearOutputOnly(reflection->MutableRepeatedMessage(message, field, i));
      }
    } else if (reflection->HasField(*message, field)) {
      ClearOutputOnly(reflection->MutableMessage(message, field));
    }
  }
}

void CopyFields(const Message& from, const std::vector<const FieldDescriptor*>& fields,
                Message* to) {
  if (fields.empty()) return;
  std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  from.GetReflection()->SwapFields(to, copy.get(), fields);
}

namespace {

// What tells the elements of a list of messages or a map apart: their field `string id`, or the
// key; null when there is none.
const FieldDescriptor* IdOfElements(const FieldDescriptor* field) {
  if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
    return nullptr;
  if (field->is_map()) {
    return field->message_type()->map_value()->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
               ? field->message_type()->map_key()
               : nullptr;
  }
  const FieldDescriptor* id = field->message_type()->FindFieldByName("id");
  bool fits = id != nullptr && !id->is_repeated() && id->type() == FieldDescriptor::TYPE_STRING;
  return fits ? id : nullptr;
}

void KeepElements(const Message& from, const FieldDescriptor* field, const FieldDescriptor* id,
                  Message* to) {
  const Reflection* reflection = from.GetReflection();
  std::map<std::string, int> by_id;
  for (int i = 0; i < reflection->FieldSize(from, field); ++i) {
    by_id.emplace(FieldText(reflection->GetRepeatedMessage(from, field, i), id), i);
  }
  for (int i = 0; i < reflection->FieldSize(*to, field); ++i) {
    Message* element = reflection->MutableRepeatedMessage(to, field, i);
    auto found = by_id.find(FieldText(*element, id));
    if (found == by_id.end() || (found->first.empty() && !field->is_map())) continue;
    KeepOutputOnly(reflection->GetRepeatedMessage(from, field, found->second), element);
  }
}

}  // namespace

bool SameValue(const Message& a, const Message& b, const FieldDescriptor* field) {
  MessageDifferencer differencer;
  return differencer.CompareWithFields(a, b, {field}, {field});
}

void KeepOutputOnly(const Message& from, Message* to) {
  const Reflection* reflection = from.GetReflection();
  std::vector<const FieldDescriptor*> kept;
  for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = from.GetDescriptor()->field(i);
    if (HasBehavior(field, google::api::OUTPUT_ONLY)) {
      kept.push_back(field);
    } else if (IsSingularMessage(field) && reflection->HasField(from, field) &&
               reflection->HasField(*to, field)) {
      KeepOutputOnly(reflection->GetMessage(from, field), reflection->MutableMessage(to, field));
    } else if (const FieldDescriptor* id = IdOfElements(field); id != nullptr) {
      KeepElements(from, field, id, to);
    }
  }
  CopyFields(from, kept, to);
}

std::string ChangedImmutable(const Message& before, const Message& after) {
  const Reflection* reflection = before.GetReflection();
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = before.GetDescriptor()->field(i);
    if (HasBehavior(field, google::api::IMMUTABLE)) {
      if (!SameValue(before, after, field)) return field->name();
    } else if (IsSingularMessage(field) && reflection->HasField(before, field) &&
               reflection->HasField(after, field)) {
      std::string inner = ChangedImmutable(reflection->GetMessage(before, field),
                                           reflection->GetMessage(after, field));
      if (!inner.empty()) return absl::StrCat(field->name(), ".", inner);
    }
  }
  return "";
}

}  // namespace clearway::resource
