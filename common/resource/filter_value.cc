#include "common/resource/filter_value.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/refdata/currencies.h"
#include "common/resource/filter_parser.h"
#include "common/resource/nearest.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int64_t kBillion = 1000000000;

// A decimal number in billionths, exactly. Nothing for anything else, for more than nine decimal
// places or eighteen digits before them.
absl::optional<absl::int128> Billionths(absl::string_view text) {
  bool negative = absl::ConsumePrefix(&text, "-");
  std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  auto digits = [](absl::string_view part, size_t most) {
    return part.size() <= most && std::all_of(part.begin(), part.end(), [](char c) {
             return absl::ascii_isdigit(static_cast<unsigned char>(c));
           });
  };
  if (parts.first.empty() || !digits(parts.first, 18) || !digits(parts.second, 9)) return {};
  if (absl::EndsWith(text, ".")) return {};
  int64_t whole = 0, fraction = 0;
  if (!absl::SimpleAtoi(parts.first, &whole)) return {};
  std::string padded(parts.second);
  padded.resize(9, '0');
  if (!absl::SimpleAtoi(padded, &fraction)) return {};
  absl::int128 value = absl::int128(whole) * kBillion + fraction;
  return negative ? -value : value;
}

// An integer of up to 64 bits of either sign.
absl::optional<absl::int128> Integer(absl::string_view text) {
  int64_t small = 0;
  uint64_t large = 0;
  if (absl::SimpleAtoi(text, &small)) return absl::int128(small);
  if (absl::SimpleAtoi(text, &large)) return absl::int128(large);
  return {};
}

// "2012", "2012-11", "2012-11-12": years of four digits, as many parts as there are.
struct Day {
  int year = 0, month = 0, day = 0;
};
absl::optional<Day> ReadDay(absl::string_view text) {
  Day day;
  std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  int* fields[] = {&day.year, &day.month, &day.day};
  if (parts.size() > 3) return {};
  for (size_t i = 0; i < parts.size(); ++i) {
    bool digits = std::all_of(parts[i].begin(), parts[i].end(), [](char c) {
      return absl::ascii_isdigit(static_cast<unsigned char>(c));
    });
    if (!digits || parts[i].size() != (i == 0 ? 4u : 2u)) return {};
    if (!absl::SimpleAtoi(parts[i], fields[i])) return {};
  }
  absl::CivilDay civil(day.year, std::max(day.month, 1), std::max(day.day, 1));
  bool real = civil.month() == std::max(day.month, 1) && civil.day() == std::max(day.day, 1);
  bool given = (parts.size() < 2 || day.month > 0) && (parts.size() < 3 || day.day > 0);
  if (!real || !given) return {};
  return day;
}

absl::int128 Nanos(absl::Time time) {
  absl::Duration rest = time - absl::UnixEpoch();
  int64_t seconds = absl::IDivDuration(rest, absl::Seconds(1), &rest);
  return absl::int128(seconds) * kBillion + absl::ToInt64Nanoseconds(rest);
}

// The value with this name, with or without the prefix that all of the enum's names share with its
// own name: AREA_OF_WORK_CLEARANCE or CLEARANCE.
const EnumValueDescriptor* FindEnumValue(const EnumDescriptor* type, absl::string_view text) {
  for (int i = 0; i < type->value_count(); ++i) {
    const std::string& name = type->value(i)->name();
    if (name == text) return type->value(i);
    if (!absl::EndsWith(name, absl::StrCat("_", text))) continue;
    std::string prefix = name.substr(0, name.size() - text.size() - 1), compact, own;
    for (char c : prefix) {
      if (c != '_') compact += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
    if (compact == absl::AsciiStrToLower(type->name())) return type->value(i);
  }
  return nullptr;
}

std::vector<std::string> EnumNames(const EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) names.push_back(type->value(i)->name());
  return names;
}

// The values as people write them: without what all names begin with, and without "unspecified".
std::string EnumChoices(const EnumDescriptor* type) {
  const std::vector<std::string> names = EnumNames(type);
  size_t common = names[0].size();
  for (const std::string& name : names) {
    while (name.compare(0, common, names[0], 0, common) != 0) --common;
  }
  common = names[0].find_last_of('_', common == 0 ? 0 : common - 1);
  common = common == std::string::npos ? 0 : common + 1;
  std::string choices;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    absl::StrAppend(&choices, choices.empty() ? "" : ", ", names[i].substr(common));
  }
  return choices;
}

absl::Status Misfit(const FieldDescriptor* field, const FilterLiteral& literal,
                    absl::string_view expected) {
  return FilterError(literal.position,
                     absl::StrCat(field->name(), " is compared with ", rpc::Quote(literal.text),
                                  "; it must be ", expected));
}

bool Compare(Comparator comparator, bool less, bool equal) {
  switch (comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return equal;
    case Comparator::kNotEqual:
      return !equal;
    case Comparator::kLess:
      return less;
    case Comparator::kLessEqual:
      return less || equal;
    case Comparator::kGreater:
      return !less && !equal;
    case Comparator::kGreaterEqual:
      return !less;
  }
  return false;
}

bool IsOrder(Comparator comparator) {
  return comparator != Comparator::kEqual && comparator != Comparator::kNotEqual &&
         comparator != Comparator::kHas;
}

}  // namespace

std::vector<std::string> PiecesOf(const FilterLiteral& literal) {
  std::vector<std::string> pieces(1);
  size_t star = 0;
  for (size_t i = 0; i < literal.text.size(); ++i) {
    if (star < literal.stars.size() && literal.stars[star] == i) {
      pieces.emplace_back();
      ++star;
    } else {
      pieces.back() += literal.text[i];
    }
  }
  return pieces;
}

bool MatchesPieces(absl::string_view text, const std::vector<std::string>& pieces) {
  if (pieces.size() == 1) return text == pieces[0];
  // The first and the last are fixed to the ends; of those between, the first fit is as good as
  // any.
  if (!absl::ConsumePrefix(&text, pieces.front())) return false;
  if (!absl::ConsumeSuffix(&text, pieces.back())) return false;
  for (size_t i = 1; i + 1 < pieces.size(); ++i) {
    size_t found = text.find(pieces[i]);
    if (found == absl::string_view::npos) return false;
    text.remove_prefix(found + pieces[i].size());
  }
  return true;
}

absl::StatusOr<ValueTest::Interval> ValueTest::ReadInterval(const FieldDescriptor* field,
                                                            ValueKind kind,
                                                            const FilterLiteral& literal,
                                                            std::string* currency) {
  Interval interval;
  absl::optional<absl::int128> exact;
  absl::string_view text = literal.text;
  switch (kind) {
    case ValueKind::kNumber:
      exact = Integer(text);
      if (!exact) return Misfit(field, literal, "a whole number, e.g. 42");
      break;
    case ValueKind::kBool:
      if (text != "true" && text != "false") return Misfit(field, literal, "true or false");
      exact = text == "true" ? 1 : 0;
      break;
    case ValueKind::kEnum: {
      const EnumValueDescriptor* value = FindEnumValue(field->enum_type(), text);
      if (value == nullptr) {
        return Misfit(field, literal,
                      absl::StrCat("one of ", EnumChoices(field->enum_type()),
                                   DidYouMean(text, EnumNames(field->enum_type()))));
      }
      exact = value->number();
      break;
    }
    case ValueKind::kDuration:
      if (absl::ConsumeSuffix(&text, "s")) exact = Billionths(text);
      if (!exact) return Misfit(field, literal, "a number of seconds, e.g. 20s");
      break;
    case ValueKind::kMoney: {
      std::vector<absl::string_view> parts = absl::StrSplit(text, ' ', absl::SkipEmpty());
      if (parts.size() == 2 && refdata::FindCurrency(parts[0]) != nullptr) {
        *currency = std::string(parts[0]);
        text = parts[1];
      }
      exact = Billionths(text);
      if (!exact) return Misfit(field, literal, "an amount, e.g. 5000.50 or \"USD 5000.50\"");
      break;
    }
    case ValueKind::kDate: {
      absl::optional<Day> day = ReadDay(text);
      if (!day) return Misfit(field, literal, "a date, e.g. 2012-11-12, 2012-11 or 2012");
      interval.lo = absl::int128(day->year) * 10000 + day->month * 100 + day->day;
      interval.hi = interval.lo + (day->month == 0 ? 1231 : day->day == 0 ? 31 : 0);
      return interval;
    }
    case ValueKind::kTimestamp: {
      if (absl::optional<Day> day = ReadDay(text)) {
        absl::CivilDay first(day->year, std::max(day->month, 1), std::max(day->day, 1));
        absl::CivilDay after = first + 1;
        if (day->day == 0) after = absl::CivilDay(absl::CivilMonth(first) + 1);
        if (day->month == 0) after = absl::CivilDay(absl::CivilYear(first) + 1);
        interval.lo = Nanos(absl::FromCivil(first, absl::UTCTimeZone()));
        interval.hi = Nanos(absl::FromCivil(after, absl::UTCTimeZone())) - 1;
        return interval;
      }
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error) ||
          time == absl::InfiniteFuture() || time == absl::InfinitePast()) {
        return Misfit(field, literal, "a time, e.g. 2012-11-12T09:00:00Z or 2012-11-12");
      }
      exact = Nanos(time);
      break;
    }
    default:
      return Misfit(field, literal, "\"*\"");
  }
  interval.lo = interval.hi = *exact;
  return interval;
}

absl::StatusOr<ValueTest> ValueTest::Make(const FieldDescriptor* field, Comparator comparator,
                                          const FilterLiteral& literal, bool element) {
  ValueTest test;
  test.kind_ = ValueKindOf(field);
  test.comparator_ = comparator;
  bool equal = comparator == Comparator::kEqual || comparator == Comparator::kHas;
  switch (test.kind_) {
    case ValueKind::kOther:
      return FilterError(
          literal.position,
          absl::StrCat(field->name(), " cannot be compared with a value; ask for \"", field->name(),
                       ":*\"",
                       field->message_type() == nullptr ? "" : ", or compare one of its fields"));
    case ValueKind::kFloating:
      if (!absl::SimpleAtod(literal.text, &test.number_)) {
        return Misfit(field, literal, "a number, e.g. 1.5");
      }
      return test;
    case ValueKind::kString:
      test.contains_ = comparator == Comparator::kHas && !element && literal.stars.empty();
      test.text_ = test.contains_ ? absl::AsciiStrToLower(literal.text) : literal.text;
      test.pieces_ = PiecesOf(literal);
      if (test.pieces_.size() > 1 && IsOrder(comparator)) {
        return FilterError(literal.position, "an asterisk goes with =, != and : alone");
      }
      if (equal && !test.contains_ && test.pieces_.size() == 1) {
        test.equal_text_ = literal.text;
        test.equal_empty_ = literal.text.empty();
      }
      return test;
    default:
      break;
  }
  if (test.kind_ == ValueKind::kEnum || test.kind_ == ValueKind::kBool) {
    if (IsOrder(comparator)) {
      return FilterError(literal.position,
                         absl::StrCat(field->name(), " has no order; compare it with = or !="));
    }
  }
  ASSIGN_OR_RETURN(test.interval_, ReadInterval(field, test.kind_, literal, &test.currency_));
  if (equal && test.kind_ == ValueKind::kEnum) {
    test.equal_text_ = FindEnumValue(field->enum_type(), literal.text)->name();
  } else if (equal && test.kind_ == ValueKind::kBool) {
    test.equal_text_ = literal.text;
  } else if (equal && test.kind_ == ValueKind::kNumber) {
    test.equal_text_ = test.interval_.lo < 0
                           ? absl::StrCat(static_cast<int64_t>(test.interval_.lo))
                           : absl::StrCat(static_cast<uint64_t>(test.interval_.lo));
  }
  return test;
}

bool ValueTest::Matches(const Message& message, const FieldDescriptor* field, int index) const {
  if (kind_ == ValueKind::kString) {
    std::string scratch;
    const auto* reflection = message.GetReflection();
    const std::string& value =
        index < 0 ? reflection->GetStringReference(message, field, &scratch)
                  : reflection->GetRepeatedStringReference(message, field, index, &scratch);
    if (contains_) return absl::StrContains(absl::AsciiStrToLower(value), text_);
    if (IsOrder(comparator_)) return Compare(comparator_, value < text_, value == text_);
    return Compare(comparator_, false, MatchesPieces(value, pieces_));
  }
  if (kind_ == ValueKind::kFloating) {
    double value = FieldDouble(message, field, index);
    if (value != value) return comparator_ == Comparator::kNotEqual;
    return Compare(comparator_, value < number_, value == number_);
  }
  if (!currency_.empty()) {
    const auto* reflection = message.GetReflection();
    const Message& money = index < 0 ? reflection->GetMessage(message, field)
                                     : reflection->GetRepeatedMessage(message, field, index);
    const auto* code = money.GetDescriptor()->FindFieldByNumber(1);
    if (money.GetReflection()->GetString(money, code) != currency_) {
      return comparator_ == Comparator::kNotEqual;
    }
  }
  absl::int128 value = FieldNumber(message, field, kind_, index);
  return Compare(comparator_, value < interval_.lo, value >= interval_.lo && value <= interval_.hi);
}

}  // namespace clearway::resource
