#include "services/cooperation/exchange.h"

#include <algorithm>
#include <sstream>

#include "absl/strings/ascii.h"
#include "common/calendar/date.h"
#include "common/refdata/currencies.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {
namespace {

using absl::uint128;

uint128 Gcd(uint128 a, uint128 b) {
  while (b != 0) {
    const uint128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

Fraction Reduced(uint128 num, uint128 den) {
  const uint128 divisor = Gcd(num, den);
  return {num / divisor, den / divisor};
}

Fraction Inverse(const Fraction& rate) { return {rate.den, rate.num}; }

// a / b. Both rates come from text of at most 21 digits, so products stay below 2^128.
Fraction Quotient(const Fraction& a, const Fraction& b) {
  return Reduced(a.num * b.den, a.den * b.num);
}

}  // namespace

absl::optional<uint128> MulDiv(uint128 a, uint128 b, uint128 c) {
  // The product as high × 2^128 + low, from four 64-bit multiplications.
  const uint128 mask = absl::Uint128Max() >> 64;
  const uint128 low_low = (a & mask) * (b & mask);
  const uint128 high_low = (a >> 64) * (b & mask);
  const uint128 low_high = (a & mask) * (b >> 64);
  const uint128 middle = (low_low >> 64) + (high_low & mask) + (low_high & mask);
  uint128 low = (middle << 64) | (low_low & mask);
  const uint128 high = (a >> 64) * (b >> 64) + (high_low >> 64) + (low_high >> 64) + (middle >> 64);
  if (high >= c) return absl::nullopt;
  // Long division, a bit at a time; the quotient takes the place of the low half.
  uint128 rest = high;
  for (int bit = 0; bit < 128; ++bit) {
    const bool carry = (rest >> 127) != 0;
    rest = (rest << 1) | (low >> 127);
    low <<= 1;
    if (carry || rest >= c) {
      rest -= c;
      low |= 1;
    }
  }
  if ((low >> 127) != 0) return absl::nullopt;
  return low;
}

absl::optional<Fraction> ParseRate(absl::string_view text) {
  uint128 num = 0, den = 1;
  bool point = false;
  int digits = 0;
  for (const char c : text) {
    if (c == '.' && !point && digits > 0) {
      point = true;
      continue;
    }
    if (!absl::ascii_isdigit(c) || ++digits > 21) return absl::nullopt;
    num = num * 10 + (c - '0');
    if (point) den *= 10;
  }
  if (num == 0 || text.back() == '.') return absl::nullopt;
  return Reduced(num, den);
}

std::string RateText(const Fraction& rate) {
  std::ostringstream out;
  out << rate.num / rate.den;
  uint128 rest = rate.num % rate.den;
  std::string decimals;
  for (int place = 0; place < 12 && rest != 0; ++place) {
    rest *= 10;
    decimals.push_back(static_cast<char>('0' + static_cast<int>(rest / rate.den)));
    rest %= rate.den;
  }
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  if (!decimals.empty()) out << "." << decimals;
  return out.str();
}

absl::Status RateTable::Add(const v1::ExchangeRate& rate) {
  rpc::Violations bad;
  const auto fraction = ParseRate(rate.rate());
  if (!fraction.has_value()) bad.Add("rate", "must be a decimal number above 0, e.g. 1.1194");
  if (!calendar::IsDay(rate.date())) bad.Add("date", "must be a whole day, e.g. 2019-12-31");
  if (!bad.empty()) return bad.ToStatus();
  by_pair_[{rate.currency_code(), rate.quote_currency_code()}][calendar::ToCivil(rate.date())] = {
      *fraction, rate};
  return absl::OkStatus();
}

const RateTable::Dated::value_type* RateTable::Latest(const std::string& from,
                                                      const std::string& to,
                                                      absl::CivilDay day) const {
  const auto dated = by_pair_.find({from, to});
  if (dated == by_pair_.end()) return nullptr;
  auto after = dated->second.upper_bound(day);
  return after == dated->second.begin() ? nullptr : &*std::prev(after);
}

absl::optional<Conversion> RateTable::Find(absl::string_view from_code, absl::string_view to_code,
                                           const google::type::Date& as_of) const {
  if (from_code == to_code) return Conversion{};
  if (!calendar::IsDay(as_of)) return absl::nullopt;
  const absl::CivilDay day = calendar::ToCivil(as_of);
  const std::string from(from_code), to(to_code);

  const auto* straight = Latest(from, to, day);
  const auto* inverse = Latest(to, from, day);
  if (straight != nullptr && (inverse == nullptr || straight->first >= inverse->first)) {
    return Conversion{straight->second.rate, {&straight->second.record}};
  }
  if (inverse != nullptr) {
    return Conversion{Inverse(inverse->second.rate), {&inverse->second.record}};
  }

  const Dated::value_type *best_from = nullptr, *best_to = nullptr;
  auto older = [](const Dated::value_type* a, const Dated::value_type* b) {
    return std::min(a->first, b->first);
  };
  for (auto pair = by_pair_.lower_bound({from, ""});
       pair != by_pair_.end() && pair->first.first == from; ++pair) {
    const std::string& pivot = pair->first.second;  // in the order of codes
    const auto* a = Latest(from, pivot, day);
    const auto* b = Latest(to, pivot, day);
    if (a == nullptr || b == nullptr) continue;
    if (best_from == nullptr || older(a, b) > older(best_from, best_to)) {
      best_from = a;
      best_to = b;
    }
  }
  if (best_from == nullptr) return absl::nullopt;
  return Conversion{Quotient(best_from->second.rate, best_to->second.rate),
                    {&best_from->second.record, &best_to->second.record}};
}

absl::optional<Parts> PartsPerMinorUnit(absl::string_view currency) {
  const refdata::Currency* known = refdata::FindCurrency(currency);
  if (known == nullptr) return absl::nullopt;
  Parts parts = kPartsOfMoney;
  for (int i = 0; i < known->exponent; ++i) parts /= 10;
  return parts;
}

absl::optional<Parts> Convert(Parts parts, const Fraction& rate, absl::string_view currency) {
  const auto minor = PartsPerMinorUnit(currency);
  if (!minor.has_value()) return absl::nullopt;
  // floor(floor(x / a) / b) is floor(x / (a × b)) for whole numbers, so cutting twice is exact.
  const auto whole = MulDiv(static_cast<uint128>(parts), rate.num, rate.den);
  if (!whole.has_value()) return absl::nullopt;
  const Parts result = static_cast<Parts>(*whole);
  return result - result % *minor;
}

}  // namespace clearway::cooperation
