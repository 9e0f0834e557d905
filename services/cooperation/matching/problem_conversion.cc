#include "services/cooperation/matching/problem_conversion.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"

namespace clearway::matching {
namespace {

using absl::uint128;

constexpr int kMaxWholeDigits = 9;
constexpr int kMaxDecimals = 12;

uint128 PowerOfTen(int exponent) {
  uint128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Ratio Reduce(uint128 numerator, uint128 denominator) {
  uint128 a = numerator, b = denominator;
  while (b != 0) {
    uint128 rest = a % b;
    a = b;
    b = rest;
  }
  return {numerator / a, denominator / a};
}

absl::StatusOr<Ratio> ParseRate(const ExchangeRate& rate) {
  const auto bad = [&rate](absl::string_view why) {
    return absl::InvalidArgumentError(
        absl::StrCat("exchange rate ", rate.name, " (", rate.rate, "): ", why));
  };
  uint128 mantissa = 0;
  int whole = 0, decimals = -1;
  for (char c : rate.rate) {
    if (c == '.' && decimals < 0 && whole > 0) {
      decimals = 0;
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      if (decimals < 0 ? ++whole > kMaxWholeDigits : ++decimals > kMaxDecimals) {
        return bad("more than 9 digits before the point or 12 after it");
      }
      mantissa = mantissa * 10 + (c - '0');
    } else {
      return bad("not a decimal number");
    }
  }
  if (whole == 0 || decimals == 0) return bad("not a decimal number");
  if (mantissa == 0) return bad("must be above 0");
  return Reduce(mantissa, PowerOfTen(decimals < 0 ? 0 : decimals));
}

}  // namespace

absl::optional<int64_t> FloorTimes(int64_t value, const Ratio& ratio) {
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
  const uint64_t factor = static_cast<uint64_t>(value);
  if (absl::Uint128High64(ratio.numerator) == 0) {
    const uint128 result = uint128(factor) * ratio.numerator / ratio.denominator;
    if (result > kMost) return absl::nullopt;
    return static_cast<int64_t>(result);
  }
  // Long multiplication by the bits of `value`, dividing on the way: what is carried stays below
  // 3 × 2^126, where the product itself would need 189 bits.
  const uint128 whole = ratio.numerator / ratio.denominator;
  const uint128 part = ratio.numerator % ratio.denominator;
  if (factor != 0 && whole > kMost / factor) return absl::nullopt;
  uint128 quotient = 0, rest = 0;
  for (int bit = 62; bit >= 0; --bit) {
    quotient += quotient;
    rest += rest;
    if ((factor >> bit) & 1) rest += part;
    while (rest >= ratio.denominator) {
      rest -= ratio.denominator;
      quotient += 1;
    }
  }
  const uint128 result = whole * factor + quotient;
  if (result > kMost) return absl::nullopt;
  return static_cast<int64_t>(result);
}

absl::StatusOr<RateTable> RateTable::Make(const std::vector<ExchangeRate>& rates,
                                          absl::CivilDay as_of) {
  RateTable table;
  for (const ExchangeRate& rate : rates) {
    ASSIGN_OR_RETURN(Ratio ratio, ParseRate(rate));
    if (rate.day > as_of) continue;
    Latest latest{rate.name, rate.day, ratio};
    auto [place, inserted] = table.rates_[rate.currency].emplace(rate.quote, latest);
    Latest& known = place->second;
    if (!inserted && std::make_pair(known.day, known.name) < std::make_pair(rate.day, rate.name)) {
      known = std::move(latest);
    }
  }
  return table;
}

absl::optional<RateTable::Conversion> RateTable::Find(absl::string_view from, int from_digits,
                                                      absl::string_view to, int to_digits) const {
  Conversion found;
  uint128 numerator = 1, denominator = 1;
  if (from != to) {
    const auto from_rates = rates_.find(from);
    const auto to_rates = rates_.find(to);
    const auto rate_in = [this](decltype(from_rates) rates,
                                absl::string_view quote) -> const Latest* {
      if (rates == rates_.end()) return nullptr;
      const auto at = rates->second.find(std::string(quote));
      return at == rates->second.end() ? nullptr : &at->second;
    };
    const Latest* direct = rate_in(from_rates, to);
    const Latest* inverse = rate_in(to_rates, from);
    if (direct != nullptr && (inverse == nullptr || inverse->day <= direct->day)) {
      numerator = direct->ratio.numerator;
      denominator = direct->ratio.denominator;
      found.rates = {direct->name};
    } else if (inverse != nullptr) {
      numerator = inverse->ratio.denominator;
      denominator = inverse->ratio.numerator;
      found.rates = {inverse->name};
    } else {
      if (from_rates == rates_.end()) return absl::nullopt;
      absl::CivilDay best;
      for (const auto& [quote, a] : from_rates->second) {
        const Latest* b = rate_in(to_rates, quote);
        if (b == nullptr) continue;
        const absl::CivilDay older = std::min(a.day, b->day);
        if (!found.rates.empty() && older <= best) continue;
        best = older;
        // At most 10^21 × 10^12 each.
        numerator = a.ratio.numerator * b->ratio.denominator;
        denominator = a.ratio.denominator * b->ratio.numerator;
        found.rates = {a.name, b->name};
      }
      if (found.rates.empty()) return absl::nullopt;
    }
  }
  found.ratio = Reduce(numerator * PowerOfTen(to_digits), denominator * PowerOfTen(from_digits));
  return found;
}

}  // namespace clearway::matching
