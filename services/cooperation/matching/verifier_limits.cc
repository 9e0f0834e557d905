#include "services/cooperation/matching/verifier_limits.h"

#include <map>
#include <tuple>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/verifier_rules.h"

namespace clearway::matching::verifier {
namespace {

// What a request asks for in one line and year, or an offer has left.
enum class Size { kNoRate, kCountable, kTooLarge };

struct Sized {
  Size size = Size::kNoRate;
  int64_t matched = 0;  // where it is countable
};

Sized SizeOf(const Records& records, const RateTable& rates, Kind kind, const std::string& unit,
             int digits, int64_t own) {
  absl::optional<int64_t> matched = own;
  if (kind == Kind::kFunding) {
    const auto rate = rates.Find(unit, digits, records.policy.currency, records.policy.digits);
    if (!rate) return {Size::kNoRate, 0};
    matched = FloorTimes(own, rate->ratio);
  }
  if (!matched || *matched > kMaxQuantity) return {Size::kTooLarge, 0};
  return {Size::kCountable, *matched};
}

// What is asked together: kind, unit, recipient's name, area, year.
using Together = std::tuple<Kind, std::string, std::string, Area, int32_t>;

}  // namespace

std::set<std::string> Uncountable(const Records& records, const RateTable& rates) {
  std::set<std::string> names;
  for (const Offer& offer : records.offers) {
    if (!Open(records, offer.open)) continue;
    const Sized left =
        SizeOf(records, rates, offer.kind, offer.unit, offer.digits, offer.total_left);
    if (left.size == Size::kTooLarge) names.insert(offer.name);
  }
  std::map<Together, std::map<std::string, int64_t>> asked;  // by request
  for (const Request& request : records.requests) {
    if (!Open(records, request.open)) continue;
    const std::string& recipient = records.parties[request.recipient].name;
    for (const NeedLine& line : request.needs) {
      for (const NeedYear& year : line.years) {
        const Sized total = SizeOf(records, rates, line.kind, line.unit, line.digits, year.total);
        if (total.size == Size::kTooLarge) names.insert(request.name);
        if (total.size != Size::kCountable) continue;
        const bool money = line.kind == Kind::kFunding;
        asked[{line.kind, money ? records.policy.currency : line.unit, recipient, request.area,
               year.year}][request.name] += total.matched;
      }
    }
  }
  for (const auto& [together, by_request] : asked) {
    // From the least to the greatest, then by name: who does not fit in any more is not counted,
    // and neither is who comes after.
    std::set<std::pair<int64_t, std::string>> by_size;
    for (const auto& [name, total] : by_request) {
      if (names.count(name) == 0) by_size.emplace(total, name);
    }
    absl::int128 sum = 0;
    for (const auto& [total, name] : by_size) {
      sum += total;
      if (sum > kMaxQuantity) names.insert(name);
    }
  }
  return names;
}

}  // namespace clearway::matching::verifier
