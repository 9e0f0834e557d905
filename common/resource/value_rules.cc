#include "common/resource/value_rules.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/calendar/date.h"
#include "common/refdata/codes.h"
#include "common/refdata/currencies.h"
#include "common/refdata/money.h"
#include "common/refdata/units.h"
#include "common/rpc/errors.h"

namespace clearway::resource {
namespace {

using type::v1::FieldRule;

constexpr int kMinYear = 1900, kMaxYear = 2200;
constexpr size_t kMaxIdLength = 63;

Wrong OutOfRange(std::string text) {
  return {std::move(text), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE};
}

std::string Example(const FieldRules& rules, absl::string_view other = "") {
  absl::string_view example = rules.rule.example().empty() ? other : rules.rule.example();
  return example.empty() ? "" : absl::StrCat(", e.g. \"", example, "\"");
}

int64_t CodePoints(absl::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

Wrong CheckLength(const FieldRules& rules, int64_t length, absl::string_view unit) {
  if (length < rules.rule.min_length()) {
    return {absl::StrCat("has ", length, " ", unit, "; at least ", rules.rule.min_length(),
                         " are needed", Example(rules))};
  }
  if (length > rules.max_length) {
    return {
        absl::StrCat("has ", length, " ", unit, "; at most ", rules.max_length, " are allowed")};
  }
  return {};
}

struct Format {
  bool fits;
  const char* what;
  const char* example;
};

Format CheckFormat(FieldRule::Format format, absl::string_view value) {
  switch (format) {
    case FieldRule::FORMAT_UUID:
      return {refdata::IsUuidForm(value), "a UUID of 36 characters",
              "4f8b2c1e-9a3d-4e5f-8b1c-2d3e4f5a6b7c"};
    case FieldRule::FORMAT_CURRENCY:
      return {refdata::FindCurrency(value) != nullptr, "a currency code of ISO 4217", "USD"};
    case FieldRule::FORMAT_UNIT:
      return {refdata::FindUnit(value) != nullptr,
              "a unit code of UN/ECE Recommendation 20 that is in use here", "MTK"};
    case FieldRule::FORMAT_COUNTRY:
      return {refdata::IsCountryForm(value), "a country code of ISO 3166-1 alpha-3", "LAO"};
    case FieldRule::FORMAT_LANGUAGE:
      return {refdata::IsLanguageForm(value), "a language tag of BCP 47", "zh-Hans"};
    case FieldRule::FORMAT_URI:
      return {refdata::IsWebUri(value), "an absolute http or https URI",
              "https://example.org/plan.pdf"};
    case FieldRule::FORMAT_M49:
      return {refdata::IsM49Form(value), "an area code of UN M49", "035"};
    default:
      return {true, "", ""};
  }
}

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || absl::StrContains("-._~", c);
  });
}

// A resource name whose last collection is one of those referred to, by itself or with those that
// it is within ("meetings.officers").
bool IsReference(const FieldRules& rules, absl::string_view value) {
  std::vector<absl::string_view> parts = absl::StrSplit(value, '/');
  if (parts.size() % 2 != 0) return false;
  std::string path;
  for (size_t i = 1; i < parts.size(); i += 2) {
    if (!IsId(parts[i]) || parts[i - 1].empty()) return false;
    absl::StrAppend(&path, path.empty() ? "" : ".", parts[i - 1]);
  }
  absl::string_view collection = parts[parts.size() - 2], id = parts.back();
  if (parts.size() == 2 && collection == "states" && !refdata::IsCountryForm(id)) return false;
  return std::any_of(
      rules.rule.reference().begin(), rules.rule.reference().end(),
      [&](const std::string& reference) { return reference == collection || reference == path; });
}

std::string ReferenceForm(const FieldRules& rules) {
  return absl::StrJoin(
      rules.rule.reference(), " or ", [](std::string* out, const std::string& collection) {
        absl::StrAppend(out, "\"", absl::StrReplaceAll(collection, {{".", "/{id}/"}}),
                        collection == "states" ? "/LAO\"" : "/{id}\"");
      });
}

// Within rule.min and rule.max. `show` writes the value out, which only a wrong one needs.
template <typename Show>
Wrong CheckRange(const FieldRules& rules, absl::int128 value, Show show) {
  const FieldRule& rule = rules.rule;
  if (rule.has_min() && value < rule.min()) {
    return OutOfRange(
        absl::StrCat("is ", show(), "; must be at least ", rule.min(), Example(rules)));
  }
  if (rule.has_max() && value > rule.max()) {
    return OutOfRange(
        absl::StrCat("is ", show(), "; must be at most ", rule.max(), Example(rules)));
  }
  return {};
}

}  // namespace

Wrong CheckString(const FieldRules& rules, absl::string_view value) {
  if (Wrong wrong = CheckLength(rules, CodePoints(value), "characters"); !wrong.ok()) return wrong;
  if (rules.pattern != nullptr &&
      !re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *rules.pattern)) {
    return {absl::StrCat("is ", rpc::Quote(value), "; must match ", rules.rule.pattern(),
                         Example(rules))};
  }
  if (Format format = CheckFormat(rules.rule.format(), value); !format.fits) {
    return {absl::StrCat("is ", rpc::Quote(value), "; must be ", format.what,
                         Example(rules, format.example))};
  }
  if (rules.rule.reference_size() > 0 && !IsReference(rules, value)) {
    return {absl::StrCat("is ", rpc::Quote(value), "; must be a name of the form ",
                         ReferenceForm(rules), Example(rules))};
  }
  return {};
}

Wrong CheckBytes(const FieldRules& rules, absl::string_view value) {
  return CheckLength(rules, static_cast<int64_t>(value.size()), "bytes");
}

Wrong CheckInteger(const FieldRules& rules, uint64_t magnitude, bool negative) {
  absl::int128 value = negative ? -absl::int128(magnitude) : absl::int128(magnitude);
  return CheckRange(rules, value, [&] { return absl::StrCat(negative ? "-" : "", magnitude); });
}

Wrong CheckFloating(const FieldRules& rules, double value) {
  if (!std::isfinite(value)) return {"is no finite number"};
  const FieldRule& rule = rules.rule;
  if (rule.has_min() && value < static_cast<double>(rule.min())) {
    return OutOfRange(absl::StrCat("is ", value, "; must be at least ", rule.min()));
  }
  if (rule.has_max() && value > static_cast<double>(rule.max())) {
    return OutOfRange(absl::StrCat("is ", value, "; must be at most ", rule.max()));
  }
  return {};
}

Wrong CheckEnum(const FieldRules& rules, int number) {
  const auto* type = rules.value->enum_type();
  if (type->FindValueByNumber(number) != nullptr) return {};
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count() && i < 8; ++i) {
    if (type->value(i)->number() != 0) names.push_back(type->value(i)->name());
  }
  return {absl::StrCat("is ", number, ", which is no value of ", type->name(), "; e.g. ",
                       absl::StrJoin(names, ", "))};
}

Wrong CheckMoney(const FieldRules& rules, const google::type::Money& value) {
  std::string malformed = refdata::WhatIsWrong(value);
  if (!malformed.empty()) return {malformed};
  if (!refdata::ToMinorUnits(value).ok()) {
    return OutOfRange(absl::StrCat("has units ", value.units(), "; that is more than 64 bits of ",
                                   "minor units hold"));
  }
  auto show = [&value] { return refdata::FormatMoney(value); };
  if (!rules.rule.signed_() && (value.units() < 0 || value.nanos() < 0)) {
    return OutOfRange(absl::StrCat("is ", show(), "; must not be negative", Example(rules)));
  }
  // Part of a unit above the greatest is above it; below the least is below it.
  absl::int128 units = value.units();
  if (value.nanos() > 0 && rules.rule.has_max() && units >= rules.rule.max()) units += 1;
  if (value.nanos() < 0 && rules.rule.has_min() && units <= rules.rule.min()) units -= 1;
  return CheckRange(rules, units, show);
}

Wrong CheckDate(const FieldRules& rules, const google::type::Date& value) {
  google::type::Date day = value;
  bool partial = rules.rule.partial_date();
  if (partial && day.month() == 0 && day.day() == 0) day.set_month(1);
  if (partial && day.day() == 0) day.set_day(1);
  auto show = [&value] {
    return absl::StrCat("year ", value.year(), ", month ", value.month(), ", day ", value.day());
  };
  if (!calendar::IsDay(day)) {
    return {absl::StrCat("is ", show(), ", which is no day of the calendar; e.g. year 2010, month ",
                         "11, day 12", partial ? " (day, or day and month, may be 0)" : "")};
  }
  if (day.year() < kMinYear || day.year() > kMaxYear) {
    return OutOfRange(
        absl::StrCat("is ", show(), "; the year must be ", kMinYear, " to ", kMaxYear));
  }
  return {};
}

Wrong CheckTimestamp(const google::protobuf::Timestamp& value) {
  constexpr int64_t kYear1 = -62135596800, kYear9999 = 253402300799;
  if (value.seconds() < kYear1 || value.seconds() > kYear9999) {
    return OutOfRange(
        absl::StrCat("has seconds ", value.seconds(), "; they must be within the years 1 to 9999"));
  }
  if (value.nanos() < 0 || value.nanos() > 999999999) {
    return OutOfRange(absl::StrCat("has nanos ", value.nanos(), "; they must be 0 to 999999999"));
  }
  return {};
}

Wrong CheckDuration(const google::protobuf::Duration& value) {
  constexpr int64_t kMaxSeconds = 315576000000;
  if (value.seconds() < -kMaxSeconds || value.seconds() > kMaxSeconds) {
    return OutOfRange(
        absl::StrCat("has seconds ", value.seconds(), "; they must be within 10,000 years"));
  }
  if (value.nanos() < -999999999 || value.nanos() > 999999999 ||
      (value.seconds() > 0 && value.nanos() < 0) || (value.seconds() < 0 && value.nanos() > 0)) {
    return {absl::StrCat("has nanos ", value.nanos(),
                         "; they must be within ±999999999 and have the sign of seconds")};
  }
  return {};
}

Wrong CheckCount(const FieldRules& rules, int count) {
  const char* unit = rules.field->is_map() ? "entries" : "elements";
  if (count < rules.rule.min_items()) {
    return {absl::StrCat("has ", count, " ", unit, "; at least ", rules.rule.min_items(),
                         " are needed")};
  }
  if (count > rules.max_items) {
    return {absl::StrCat("has ", count, " ", unit, "; at most ", rules.max_items, " are allowed")};
  }
  return {};
}

Wrong Missing(const FieldRules& rules) {
  return {absl::StrCat("is required", Example(rules)), type::v1::ERROR_REASON_FIELD_REQUIRED};
}

}  // namespace clearway::resource
