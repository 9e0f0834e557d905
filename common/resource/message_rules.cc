#include "common/resource/message_rules.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/behavior.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Kind = FieldRules::Kind;

Kind KindOf(const FieldDescriptor* value) {
  switch (value->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return value->type() == FieldDescriptor::TYPE_BYTES ? Kind::kBytes : Kind::kString;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return Kind::kInteger;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Kind::kFloating;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Kind::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  const std::string& name = value->message_type()->full_name();
  if (name == "google.type.Money") return Kind::kMoney;
  if (name == "google.type.Date") return Kind::kDate;
  if (name == "google.protobuf.Timestamp") return Kind::kTimestamp;
  if (name == "google.protobuf.Duration") return Kind::kDuration;
  if (name == "google.protobuf.FieldMask") return Kind::kFieldMask;
  if (name == "google.protobuf.Any") return Kind::kOpaque;
  return Kind::kMessage;
}

// "" when the rule fits its field, else what does not.
std::string WhatDoesNotFit(const FieldRules& rules) {
  const auto& rule = rules.rule;
  Kind kind = rules.kind;
  bool text = kind == Kind::kString;
  bool number = kind == Kind::kInteger || kind == Kind::kFloating;
  if ((!rule.pattern().empty() || rule.format() != 0 || rule.reference_size() > 0) && !text) {
    return "pattern, format and reference are of strings";
  }
  if ((rule.min_length() != 0 || rule.has_max_length()) && !text && kind != Kind::kBytes) {
    return "lengths are of strings and bytes";
  }
  if ((rule.has_min() || rule.has_max() || rule.signed_()) && !number && kind != Kind::kMoney) {
    return "min, max and signed are of numbers and Money";
  }
  if ((rule.min_items() != 0 || rule.has_max_items() || rule.unique()) &&
      !rules.field->is_repeated()) {
    return "min_items, max_items and unique are of repeated fields";
  }
  if (rule.unique() && (rules.field->is_map() || kind == Kind::kMessage)) {
    return "unique is of scalars";
  }
  if (rule.partial_date() && kind != Kind::kDate) return "partial_date is of google.type.Date";
  return "";
}

absl::Status Mistake(const FieldDescriptor* field, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("the rule of ", field->full_name(), " is wrong: ", what));
}

absl::StatusOr<FieldRules> Compile(const FieldDescriptor* field) {
  FieldRules rules;
  rules.field = field;
  rules.value = field->is_map() ? field->message_type()->map_value() : field;
  rules.kind = KindOf(rules.value);
  rules.required = HasBehavior(field, google::api::REQUIRED);
  rules.output_only = HasBehavior(field, google::api::OUTPUT_ONLY);
  rules.rule = field->options().GetExtension(type::v1::rule);
  if (std::string wrong = WhatDoesNotFit(rules); !wrong.empty()) return Mistake(field, wrong);
  if (rules.rule.has_max_length()) rules.max_length = rules.rule.max_length();
  if (rules.rule.has_max_items()) rules.max_items = rules.rule.max_items();
  if (rules.rule.min_length() > rules.max_length || rules.rule.min_items() > rules.max_items ||
      (rules.rule.has_min() && rules.rule.has_max() && rules.rule.min() > rules.rule.max())) {
    return Mistake(field, "a least value above the greatest");
  }
  if (!rules.rule.pattern().empty()) {
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(1 << 20);
    rules.pattern = std::make_unique<re2::RE2>(rules.rule.pattern(), options);
    if (!rules.pattern->ok()) return Mistake(field, rules.pattern->error());
  }
  // What requests have by convention (AIP-155, AIP-158).
  if (field->name() == "request_id" && rules.kind == Kind::kString) {
    rules.rule.set_format(type::v1::FieldRule::FORMAT_UUID);
  }
  if (field->name() == "page_size" && rules.kind == Kind::kInteger && !rules.rule.has_min()) {
    rules.rule.set_min(0);
  }
  return rules;
}

bool IsResource(const FieldDescriptor* field) {
  return !field->is_repeated() && field->message_type() != nullptr &&
         field->message_type()->FindFieldByName("name") != nullptr;
}

}  // namespace

// All compiled types of the process.
class RulesRegistry {
 public:
  static RulesRegistry& Get() {
    static auto* registry = new RulesRegistry;
    return *registry;
  }

  absl::StatusOr<const MessageRules*> Find(const Descriptor* type) {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<const Descriptor*> added;
    auto rules = FindLocked(type, &added);
    // A type with a mistake leaves nothing behind: the next question gets the same answer.
    if (!rules.ok()) {
      for (const Descriptor* descriptor : added) types_.erase(descriptor);
    }
    return rules;
  }

 private:
  absl::StatusOr<const MessageRules*> FindLocked(const Descriptor* type,
                                                 std::vector<const Descriptor*>* added) {
    auto [at, is_new] = types_.try_emplace(type);
    if (!is_new) return at->second.get();
    // Entered before its fields are looked at, since messages may contain themselves.
    added->push_back(type);
    at->second = std::make_unique<MessageRules>();
    MessageRules* rules = at->second.get();
    rules->type_ = type;
    for (int i = 0; i < type->field_count(); ++i) {
      ASSIGN_OR_RETURN(FieldRules field, Compile(type->field(i)));
      if (field.kind == Kind::kMessage) {
        ASSIGN_OR_RETURN(field.message, FindLocked(field.value->message_type(), added));
      }
      if (type->field(i)->name() == "update_mask" && field.kind == Kind::kFieldMask) {
        rules->update_mask_ = type->field(i);
      } else if (rules->masked_ == nullptr && IsResource(type->field(i))) {
        rules->masked_ = type->field(i);
      }
      rules->fields_.push_back(std::move(field));
    }
    if (rules->update_mask_ == nullptr) rules->masked_ = nullptr;
    for (const FieldRules& field : rules->fields_) {
      if (field.output_only) continue;
      rules->filled_in_.push_back(&field);
      if (field.required) rules->required_.push_back(&field);
    }
    std::sort(rules->filled_in_.begin(), rules->filled_in_.end(),
              [](const FieldRules* a, const FieldRules* b) {
                return a->field->number() < b->field->number();
              });
    return rules;
  }

  std::mutex mutex_;
  std::map<const Descriptor*, std::unique_ptr<MessageRules>> types_;
};

absl::StatusOr<const MessageRules*> MessageRules::For(const Descriptor* type) {
  return RulesRegistry::Get().Find(type);
}

}  // namespace clearway::resource
