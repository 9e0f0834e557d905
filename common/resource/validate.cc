#include "common/resource/validate.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/field_text.h"
#include "common/resource/mask_tree.h"
#include "common/resource/message_rules.h"
#include "common/resource/value_rules.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = FieldRules::Kind;

// Where the walk is; written out only when something is wrong there.
struct Place {
  const Place* outer = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;
  const std::string* key = nullptr;

  std::string Text() const {
    std::string text = outer == nullptr ? "" : outer->Text();
    if (field != nullptr) absl::StrAppend(&text, text.empty() ? "" : ".", field->name());
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    if (key != nullptr) absl::StrAppend(&text, "[", rpc::Quote(*key), "]");
    return text;
  }
};

// The value of a field of a well-known type. The pool may hold another class for it when a message
// is dynamic; then it is copied into `copy` through its bytes. For use within one expression.
template <typename T>
const T& As(const Message& message, T&& copy = T()) {
  if (message.GetReflection() == T::default_instance().GetReflection()) {
    return static_cast<const T&>(message);
  }
  copy.ParsePartialFromString(message.SerializePartialAsString());
  return copy;
}

bool IsSet(const Reflection& reflection, const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0
                              : reflection.HasField(message, field);
}

class Walk {
 public:
  rpc::Violations& violations() { return violations_; }

  // `mask` null: every field.
  void Check(const MessageRules& rules, const Message& message, const Place& place, int depth,
             const MaskTree* mask, bool demand_required);
  void CheckRequest(const MessageRules& rules, const Message& request);

 private:
  bool Full() const { return violations_.size() >= Validator::kMaxViolations; }
  void Add(const Place& place, const Wrong& wrong) {
    if (!wrong.ok() && !Full()) violations_.Add(place.Text(), wrong.text, wrong.reason);
  }
  void CheckField(const FieldRules& rules, const Message& message, const Place& place, int depth,
                  const MaskTree* mask);
  // One value: of a singular field (index -1) or of an element.
  void CheckValue(const FieldRules& rules, const Message& message, const FieldDescriptor* field,
                  int index, const Place& place, int depth, const MaskTree* mask);
  void CheckUnique(const FieldRules& rules, const Message& message, const Place& place);

  rpc::Violations violations_;
};

void Walk::Check(const MessageRules& rules, const Message& message, const Place& place, int depth,
                 const MaskTree* mask, bool demand_required) {
  if (depth > Validator::kMaxDepth) {
    return Add(place, {absl::StrCat("is nested deeper than ", Validator::kMaxDepth, " messages")});
  }
  const Reflection* reflection = message.GetReflection();
  for (const FieldRules* field : rules.required()) {
    if (mask != nullptr ? mask->fields.count(field->field) == 0 : !demand_required) continue;
    if (!IsSet(*reflection, message, field->field)) Add({&place, field->field}, Missing(*field));
  }
  for (const FieldRules* field : rules.filled_in()) {
    if (Full()) return;
    if (!IsSet(*reflection, message, field->field)) continue;
    const MaskTree* inner = nullptr;
    if (mask != nullptr) {
      auto found = mask->fields.find(field->field);
      if (found == mask->fields.end()) continue;
      if (!found->second.fields.empty()) inner = &found->second;
    }
    CheckField(*field, message, {&place, field->field}, depth, inner);
  }
}

void Walk::CheckField(const FieldRules& rules, const Message& message, const Place& place,
                      int depth, const MaskTree* mask) {
  const FieldDescriptor* field = rules.field;
  if (!field->is_repeated()) return CheckValue(rules, message, field, -1, place, depth, mask);
  const Reflection* reflection = message.GetReflection();
  int count = reflection->FieldSize(message, field);
  if (Wrong wrong = CheckCount(rules, count); !wrong.ok()) {
    Add(place, wrong);
    if (count > rules.max_items) return;  // what follows would cost as much as the sender likes
  }
  for (int i = 0; i < count && !Full(); ++i) {
    if (!field->is_map()) {
      CheckValue(rules, message, field, i, {place.outer, field, i}, depth, nullptr);
      continue;
    }
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    std::string key = FieldText(entry, field->message_type()->map_key());
    Place at{place.outer, field, -1, &key};
    if (key.size() > 10000) {
      Add(at, {"has a key of more than 10000 bytes"});
    } else {
      CheckValue(rules, entry, rules.value, -1, at, depth, nullptr);
    }
  }
  if (rules.rule.unique() && count > 1) CheckUnique(rules, message, place);
}

void Walk::CheckUnique(const FieldRules& rules, const Message& message, const Place& place) {
  std::set<std::string> seen;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, rules.field) && !Full(); ++i) {
    std::string text = rules.value->message_type() == nullptr
                           ? FieldText(message, rules.field, i)
                           : message.GetReflection()
                                 ->GetRepeatedMessage(message, rules.field, i)
                                 .SerializeAsString();
    if (!seen.insert(text).second) {
      Add({place.outer, rules.field, i}, {"repeats an earlier element; the elements must differ"});
    }
  }
}

void Walk::CheckValue(const FieldRules& rules, const Message& message, const FieldDescriptor* field,
                      int index, const Place& place, int depth, const MaskTree* mask) {
  const Reflection* reflection = message.GetReflection();
  std::string scratch;
  auto text = [&]() -> const std::string& {
    return index < 0 ? reflection->GetStringReference(message, field, &scratch)
                     : reflection->GetRepeatedStringReference(message, field, index, &scratch);
  };
  auto sub = [&]() -> const Message& {
    return index < 0 ? reflection->GetMessage(message, field)
                     : reflection->GetRepeatedMessage(message, field, index);
  };
  switch (rules.kind) {
    case Kind::kString:
      return Add(place, CheckString(rules, text()));
    case Kind::kBytes:
      return Add(place, CheckBytes(rules, text()));
    case Kind::kInteger: {
      int64_t value = 0;
      uint64_t magnitude = 0;
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
          value = index < 0 ? reflection->GetInt32(message, field)
                            : reflection->GetRepeatedInt32(message, field, index);
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          value = index < 0 ? reflection->GetInt64(message, field)
                            : reflection->GetRepeatedInt64(message, field, index);
          break;
        case FieldDescriptor::CPPTYPE_UINT32:
          value = index < 0 ? reflection->GetUInt32(message, field)
                            : reflection->GetRepeatedUInt32(message, field, index);
          break;
        default:
          magnitude = index < 0 ? reflection->GetUInt64(message, field)
                                : reflection->GetRepeatedUInt64(message, field, index);
          return Add(place, CheckInteger(rules, magnitude, false));
      }
      magnitude = value < 0 ? ~static_cast<uint64_t>(value) + 1 : static_cast<uint64_t>(value);
      return Add(place, CheckInteger(rules, magnitude, value < 0));
    }
    case Kind::kFloating: {
      double value = 0;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
        value = index < 0 ? reflection->GetDouble(message, field)
                          : reflection->GetRepeatedDouble(message, field, index);
      } else {
        value = index < 0 ? reflection->GetFloat(message, field)
                          : reflection->GetRepeatedFloat(message, field, index);
      }
      return Add(place, CheckFloating(rules, value));
    }
    case Kind::kEnum:
      return Add(place, CheckEnum(rules, index < 0 ? reflection->GetEnumValue(message, field)
                                                   : reflection->GetRepeatedEnumValue(
                                                         message, field, index)));
    case Kind::kMoney:
      return Add(place, CheckMoney(rules, As<google::type::Money>(sub())));
    case Kind::kDate:
      return Add(place, CheckDate(rules, As<google::type::Date>(sub())));
    case Kind::kTimestamp:
      return Add(place, CheckTimestamp(As<google::protobuf::Timestamp>(sub())));
    case Kind::kDuration:
      return Add(place, CheckDuration(As<google::protobuf::Duration>(sub())));
    case Kind::kMessage:
      return Check(*rules.message, sub(), place, depth + 1, mask, true);
    case Kind::kBool:
    case Kind::kFieldMask:
    case Kind::kOpaque:
      return;
  }
}

void Walk::CheckRequest(const MessageRules& rules, const Message& request) {
  Place root;
  if (rules.masked() == nullptr) return Check(rules, request, root, 0, nullptr, true);
  const Reflection* reflection = request.GetReflection();
  FieldMask mask = As<FieldMask>(reflection->GetMessage(request, rules.update_mask()));
  const FieldRules& masked = rules.field(rules.masked()->index());
  // All fields of the request but the resource, which is looked at under its mask.
  MaskTree others;
  for (int i = 0; i < rules.type()->field_count(); ++i) {
    const FieldDescriptor* field = rules.type()->field(i);
    if (field != rules.masked()) others.fields[field];
  }
  Check(rules, request, root, 0, &others, true);
  if (!reflection->HasField(request, rules.masked())) {
    if (masked.required) Add({&root, rules.masked()}, Missing(masked));
    return;
  }
  const Message& resource = reflection->GetMessage(request, rules.masked());
  Place place{&root, rules.masked()};
  if (mask.paths_size() == 1 && mask.paths(0) == "*") {
    return Check(*masked.message, resource, place, 1, nullptr, true);
  }
  if (mask.paths_size() == 0) {
    return Check(*masked.message, resource, place, 1, nullptr, false);
  }
  MaskTree tree = ReadMaskTree(mask, rules.masked()->message_type(), &violations_);
  Check(*masked.message, resource, place, 1, &tree, true);
}

}  // namespace

absl::StatusOr<const Validator*> Validator::For(const Descriptor* type) {
  ASSIGN_OR_RETURN(const MessageRules* rules, MessageRules::For(type));
  // A validator is nothing but its rules, which live for ever.
  static std::mutex mutex;
  static auto* validators = new std::map<const MessageRules*, std::unique_ptr<Validator>>;
  std::lock_guard<std::mutex> lock(mutex);
  auto& validator = (*validators)[rules];
  if (validator == nullptr) validator.reset(new Validator(rules));
  return validator.get();
}

absl::Status Validator::Validate(const Message& message) const {
  Walk walk;
  walk.CheckRequest(*rules_, message);
  return walk.violations().ToStatus();
}

absl::Status Validate(const Message& message) {
  ASSIGN_OR_RETURN(const Validator* validator, Validator::For(message.GetDescriptor()));
  return validator->Validate(message);
}

}  // namespace clearway::resource
