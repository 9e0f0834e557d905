#include "clients/cli/field_text.h"

#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clearway/cooperation/v1/quantity.pb.h"
#include "clearway/type/v1/rules.pb.h"
#include "common/calendar/date.h"
#include "common/refdata/money.h"
#include "common/status_macros.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/money.pb.h"

namespace clearway::cli {
namespace {

using cooperation::v1::Quantity;
using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::type::Money;

absl::Status Wrong(absl::string_view text, absl::string_view want) {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not ", want));
}

// "-1234.5" → units and nanos; thousands separators are let through.
absl::Status ParseAmount(absl::string_view text, Money* money) {
  std::string digits = absl::StrReplaceAll(text, {{",", ""}, {"_", ""}});
  std::vector<std::string> parts = absl::StrSplit(digits, '.');
  int64_t units = 0;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &units)) {
    return Wrong(text, "an amount, e.g. 2730000 or 2,730,000.50");
  }
  int32_t nanos = 0;
  if (parts.size() == 2) {
    std::string fraction = parts[1];
    if (fraction.empty() || fraction.size() > 9) return Wrong(text, "an amount, e.g. 1000.50");
    fraction.resize(9, '0');
    if (!absl::SimpleAtoi(fraction, &nanos)) return Wrong(text, "an amount, e.g. 1000.50");
  }
  money->set_units(units);
  money->set_nanos(absl::StartsWith(parts[0], "-") ? -nanos : nanos);
  return absl::OkStatus();
}

absl::Status ParseMoney(absl::string_view text, Money* money) {
  std::vector<std::string> words = absl::StrSplit(text, absl::ByAnyChar(" :"), absl::SkipEmpty());
  if (words.size() != 2 || words[0].size() != 3) {
    return Wrong(text, "money, e.g. \"USD 2730000\"");
  }
  money->set_currency_code(absl::AsciiStrToUpper(words[0]));
  return ParseAmount(words[1], money);
}

absl::Status ParseQuantity(absl::string_view text, Quantity* quantity) {
  std::vector<std::string> words = absl::StrSplit(text, absl::ByAnyChar(" :"), absl::SkipEmpty());
  if (words.size() == 2 && !words[0].empty() && absl::ascii_isalpha(words[0][0])) {
    return ParseMoney(text, quantity->mutable_money());
  }
  int64_t units = 0;
  if (words.size() != 2 || !absl::SimpleAtoi(words[0], &units)) {
    return Wrong(text,
                 "a quantity, e.g. \"USD 2730000\" or \"3 C62\" (pieces), \"12 MON\" (months)");
  }
  quantity->mutable_count()->set_units(units);
  quantity->mutable_count()->set_unit_code(absl::AsciiStrToUpper(words[1]));
  return absl::OkStatus();
}

std::string Choices(const EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    names.push_back(absl::AsciiStrToLower(ShortEnumName(type->value(i))));
  }
  return absl::StrJoin(names, "|");
}

absl::Status SetEnum(Message* message, const FieldDescriptor* field, absl::string_view text) {
  std::string wanted = absl::StrReplaceAll(absl::AsciiStrToUpper(text), {{"-", "_"}});
  for (int i = 0; i < field->enum_type()->value_count(); ++i) {
    const auto* value = field->enum_type()->value(i);
    if (ShortEnumName(value) != wanted && value->name() != wanted) continue;
    if (field->is_repeated()) {
      message->GetReflection()->AddEnum(message, field, value);
    } else {
      message->GetReflection()->SetEnum(message, field, value);
    }
    return absl::OkStatus();
  }
  return Wrong(text, absl::StrCat("one of ", Choices(field->enum_type())));
}

// A bare id where only one kind of resource can be meant gets its collection.
std::string FullName(const FieldDescriptor* field, absl::string_view text) {
  const auto& rule = field->options().GetExtension(type::v1::rule);
  // Of what is within another, an id alone is no name.
  if (rule.reference_size() != 1 || text.empty() || absl::StrContains(text, '/') ||
      absl::StrContains(rule.reference(0), '.')) {
    return std::string(text);
  }
  if (rule.reference(0) == "states") return absl::StrCat("states/", absl::AsciiStrToUpper(text));
  return absl::StrCat(rule.reference(0), "/", text);
}

absl::Status SetMessage(Message* message, const FieldDescriptor* field, absl::string_view text) {
  const Reflection* reflection = message->GetReflection();
  Message* value = field->is_repeated() ? reflection->AddMessage(message, field)
                                        : reflection->MutableMessage(message, field);
  if (auto* date = dynamic_cast<google::type::Date*>(value)) {
    auto day = calendar::ParseDay(text);
    if (!day.ok()) return Wrong(text, "a day, e.g. 2010-11-12");
    *date = *day;
    return absl::OkStatus();
  }
  if (auto* money = dynamic_cast<Money*>(value)) return ParseMoney(text, money);
  if (auto* quantity = dynamic_cast<Quantity*>(value)) return ParseQuantity(text, quantity);
  if (auto* mask = dynamic_cast<google::protobuf::FieldMask*>(value)) {
    google::protobuf::util::FieldMaskUtil::FromString(std::string(text), mask);
    return absl::OkStatus();
  }
  return FromJson(text, value);
}

std::string WithSeparators(int64_t number) {
  std::string digits = absl::StrCat(number < 0 ? 0 - static_cast<uint64_t>(number) : number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, ",");
  return number < 0 ? "-" + digits : digits;
}

// For people with thousands separators; plainly for CSV: "USD 20000000.50".
std::string MoneyText(const Money& money, bool plain) {
  std::string text = refdata::FormatMoney(money);
  return plain ? absl::StrReplaceAll(text, {{",", ""}}) : text;
}

std::string MessageText(const Message& value, bool plain) {
  if (const auto* date = dynamic_cast<const google::type::Date*>(&value)) {
    return calendar::ToString(*date);
  }
  if (const auto* money = dynamic_cast<const Money*>(&value)) return MoneyText(*money, plain);
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
    return google::protobuf::util::TimeUtil::ToString(*time);
  }
  if (const auto* quantity = dynamic_cast<const Quantity*>(&value)) {
    if (quantity->has_money()) return MoneyText(quantity->money(), plain);
    if (!quantity->has_count()) return "";
    int64_t units = quantity->count().units();
    return absl::StrCat(plain ? absl::StrCat(units) : WithSeparators(units), " ",
                        quantity->count().unit_code());
  }
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(value, &json, options).ok()) return "?";
  return json;
}

std::string ScalarText(const Message& message, const FieldDescriptor* field, int index,
                       bool plain) {
  const Reflection* r = message.GetReflection();
  bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? r->GetRepeatedString(message, field, index) : r->GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? r->GetRepeatedBool(message, field, index) : r->GetBool(message, field)) ? "yes"
                                                                                             : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(many ? r->GetRepeatedInt32(message, field, index)
                               : r->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t value =
          many ? r->GetRepeatedInt64(message, field, index) : r->GetInt64(message, field);
      return plain ? absl::StrCat(value) : WithSeparators(value);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value =
          many ? r->GetRepeatedEnum(message, field, index) : r->GetEnum(message, field);
      return value->number() == 0 ? "" : ShortEnumName(value);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(
          many ? r->GetRepeatedMessage(message, field, index) : r->GetMessage(message, field),
          plain);
    default:
      return "";
  }
}

}  // namespace

std::string ShortEnumName(const google::protobuf::EnumValueDescriptor* value) {
  // The prefix is the enum's name in upper snake case: AreaOfWork → AREA_OF_WORK_.
  std::string prefix;
  for (char c : value->type()->name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  absl::string_view name = value->name();
  absl::ConsumePrefix(&name, prefix + "_");
  return std::string(name);
}

absl::Status FromJson(absl::string_view text, Message* message) {
  std::string json(text);
  std::string from = "JSON";
  if (absl::ConsumePrefix(&text, "@")) {
    std::ifstream file{std::string(text)};
    if (!file) return absl::NotFoundError(absl::StrCat("cannot read the file ", text));
    std::stringstream all;
    all << file.rdbuf();
    json = all.str();
    from = std::string(text);
  }
  auto status = google::protobuf::util::JsonStringToMessage(json, message);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(from, " is no ", message->GetDescriptor()->name(),
                                                 ": ", std::string(status.message())));
}

absl::Status SetField(Message* message, const FieldDescriptor* field, absl::string_view text) {
  const Reflection* r = message->GetReflection();
  bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value = FullName(field, text);
      many ? r->AddString(message, field, value) : r->SetString(message, field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      bool value = false;
      if (!absl::SimpleAtob(text, &value)) return Wrong(text, "true or false");
      many ? r->AddBool(message, field, value) : r->SetBool(message, field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return Wrong(text, "a whole number, e.g. 2012");
      many ? r->AddInt32(message, field, value) : r->SetInt32(message, field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return Wrong(text, "a whole number below 2^63");
      many ? r->AddInt64(message, field, value) : r->SetInt64(message, field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, text);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(message, field, text);
    default:
      return absl::UnimplementedError(absl::StrCat("no text form for ", field->full_name()));
  }
}

std::string Placeholder(const FieldDescriptor* field) {
  const auto& rule = field->options().GetExtension(type::v1::rule);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Choices(field->enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Descriptor* type = field->message_type();
      if (type == google::type::Date::descriptor()) return "YYYY-MM-DD";
      if (type == Money::descriptor()) return "\"USD 1000\"";
      if (type == Quantity::descriptor()) return "\"USD 1000\" or \"3 C62\"";
      if (type == google::protobuf::FieldMask::descriptor()) return "FIELD,FIELD";
      return "JSON or @FILE";
    }
    case FieldDescriptor::CPPTYPE_STRING:
      if (rule.reference_size() == 1) {
        return absl::StrCat(absl::StrReplaceAll(rule.reference(0), {{".", "/ID/"}}), "/ID");
      }
      if (rule.reference_size() > 1) return "NAME";
      return "TEXT";
    default:
      return "NUMBER";
  }
}

const FieldDescriptor* FieldAt(const Descriptor* type, absl::string_view path) {
  const FieldDescriptor* field = nullptr;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    if (type == nullptr) return nullptr;
    field = type->FindFieldByName(std::string(part));
    if (field == nullptr) return nullptr;
    type = field->message_type();
  }
  return field;
}

std::string TextAt(const Message& message, absl::string_view path, bool plain) {
  std::pair<absl::string_view, absl::string_view> split =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(split.first));
  if (field == nullptr) return "";
  const Reflection* r = message.GetReflection();
  std::vector<std::string> texts;
  int count = field->is_repeated()
                  ? r->FieldSize(message, field)
                  : (field->has_presence() && !r->HasField(message, field) ? 0 : 1);
  for (int i = 0; i < count; ++i) {
    if (split.second.empty()) {
      texts.push_back(ScalarText(message, field, i, plain));
    } else if (field->message_type() != nullptr) {
      const Message& inner = field->is_repeated() ? r->GetRepeatedMessage(message, field, i)
                                                  : r->GetMessage(message, field);
      texts.push_back(TextAt(inner, split.second, plain));
    }
  }
  return absl::StrJoin(texts, ", ");
}

}  // namespace clearway::cli
