#include "common/refdata/money.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "common/refdata/currencies.h"

namespace clearway::refdata {
namespace {

using google::type::Money;

constexpr int32_t kNanosPerUnit = 1000000000;

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

bool Fits(absl::int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

absl::Status UnknownCurrency(absl::string_view code) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", code, "\" is no currency of ISO 4217, e.g. \"USD\""));
}

std::string WithThousands(absl::string_view digits) {
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

}  // namespace

std::string WhatIsWrong(const Money& money) {
  const Currency* currency = FindCurrency(money.currency_code());
  if (currency == nullptr) {
    if (money.currency_code().empty()) return "has no currency_code, e.g. \"USD\"";
    return absl::StrCat("has a currency_code that is no currency of ISO 4217; e.g. \"USD\"");
  }
  if (money.nanos() <= -kNanosPerUnit || money.nanos() >= kNanosPerUnit) {
    return absl::StrCat("has nanos ", money.nanos(), "; they are a part of one unit: within ±",
                        "999999999");
  }
  if ((money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0)) {
    return absl::StrCat("has units ", money.units(), " and nanos ", money.nanos(),
                        "; both must have the same sign");
  }
  int64_t nanos_per_minor = kNanosPerUnit / PowerOfTen(currency->exponent);
  if (money.nanos() % nanos_per_minor != 0) {
    return absl::StrCat("has nanos ", money.nanos(), "; ", currency->code, " has ",
                        currency->exponent, " decimal places, so nanos must be a multiple of ",
                        nanos_per_minor);
  }
  return "";
}

absl::StatusOr<int64_t> ToMinorUnits(const Money& money) {
  std::string wrong = WhatIsWrong(money);
  if (!wrong.empty()) return absl::InvalidArgumentError(absl::StrCat("amount ", wrong));
  int64_t per_unit = PowerOfTen(FindCurrency(money.currency_code())->exponent);
  absl::int128 minor =
      absl::int128(money.units()) * per_unit + money.nanos() / (kNanosPerUnit / per_unit);
  if (!Fits(minor)) {
    return absl::OutOfRangeError(
        absl::StrCat("amount of ", money.units(), " ", money.currency_code(), " is too large"));
  }
  return static_cast<int64_t>(minor);
}

absl::StatusOr<Money> FromMinorUnits(int64_t minor, absl::string_view currency) {
  const Currency* found = FindCurrency(currency);
  if (found == nullptr) return UnknownCurrency(currency);
  int64_t per_unit = PowerOfTen(found->exponent);
  Money money;
  money.set_currency_code(found->code);
  money.set_units(minor / per_unit);
  money.set_nanos(static_cast<int32_t>(minor % per_unit * (kNanosPerUnit / per_unit)));
  return money;
}

absl::StatusOr<Rate> ParseRate(absl::string_view decimal) {
  Rate rate{0, 1};
  bool point = false, digits = false;
  for (char c : decimal) {
    if (c == '.' && !point) {
      point = true;
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c)) &&
               rate.numerator < PowerOfTen(17) && (!point || rate.denominator < PowerOfTen(18))) {
      rate.numerator = rate.numerator * 10 + (c - '0');
      if (point) rate.denominator *= 10;
      digits = true;
    } else {
      digits = false;
      break;
    }
  }
  if (!digits || decimal.back() == '.' || rate.numerator == 0) {
    return absl::InvalidArgumentError(
        "a rate is a positive decimal number of at most 18 digits, e.g. \"1.1194\"");
  }
  return rate;
}

absl::StatusOr<int64_t> Convert(int64_t minor, absl::string_view from, absl::string_view to,
                                const Rate& rate) {
  const Currency *source = FindCurrency(from), *target = FindCurrency(to);
  if (source == nullptr) return UnknownCurrency(from);
  if (target == nullptr) return UnknownCurrency(to);
  if (rate.numerator <= 0 || rate.denominator <= 0) {
    return absl::InvalidArgumentError("a rate must be positive");
  }
  // minor * numerator / denominator, times the ratio of the minor units, which is a power of ten.
  // |minor| * numerator fits 126 bits; a further factor of at most 10^4 may not, so it is checked.
  absl::int128 product = absl::int128(minor) * rate.numerator;
  absl::int128 divisor = rate.denominator;
  int64_t up = PowerOfTen(target->exponent), down = PowerOfTen(source->exponent);
  if (up > down) {
    absl::int128 factor = up / down;
    absl::int128 limit = absl::Int128Max() / factor;
    if (product > limit || product < -limit) {
      return absl::OutOfRangeError("the converted amount is too large");
    }
    product *= factor;
  } else {
    divisor *= down / up;  // at most 10^4 * 2^63
  }
  absl::int128 quotient = product / divisor;
  if (product % divisor != 0 && product < 0) --quotient;
  if (!Fits(quotient)) return absl::OutOfRangeError("the converted amount is too large");
  return static_cast<int64_t>(quotient);
}

std::string FormatMoney(const Money& money) {
  absl::StatusOr<int64_t> minor = ToMinorUnits(money);
  if (!minor.ok()) {
    return absl::StrCat(money.currency_code(), " ", money.units(), " units ", money.nanos(),
                        " nanos");
  }
  int exponent = FindCurrency(money.currency_code())->exponent;
  int64_t units = money.units();
  // Of the most negative number no positive one exists; as unsigned it has a magnitude.
  uint64_t magnitude = units < 0 ? ~static_cast<uint64_t>(units) + 1 : static_cast<uint64_t>(units);
  std::string out = absl::StrCat(money.currency_code(), " ", *minor < 0 ? "-" : "",
                                 WithThousands(absl::StrCat(magnitude)));
  if (exponent > 0) {
    int64_t part = *minor % PowerOfTen(exponent);
    absl::StrAppendFormat(&out, ".%0*d", exponent, part < 0 ? -part : part);
  }
  return out;
}

int CompareMoney(const Money& a, const Money& b) {
  if (a.units() != b.units()) return a.units() < b.units() ? -1 : 1;
  if (a.nanos() != b.nanos()) return a.nanos() < b.nanos() ? -1 : 1;
  return 0;
}

}  // namespace clearway::refdata
