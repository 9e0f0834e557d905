#include "services/cooperation/matching/left_out.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/records_words.h"

namespace clearway::matching {
namespace {

std::string MostText(const Policy& policy, Kind kind, const std::string& unit) {
  return kind == Kind::kFunding ? QuantityText(kMaxQuantity, policy.currency, policy.digits)
                                : QuantityText(kMaxQuantity, unit, 0);
}

}  // namespace

LeftOut OfferTooLarge(const Policy& policy, const Offer& offer) {
  return {offer.name, LeftOut::Reason::kOfferTooLarge,
          absl::StrCat(QuantityText(offer.total_left, offer.unit, offer.digits),
                       " are left of it; a run counts at most ",
                       MostText(policy, offer.kind, offer.unit), " of an offer.")};
}

LeftOut NeedTooLarge(const Policy& policy, const Request& request, const NeedLine& line,
                     const NeedYear& year) {
  return {request.name, LeftOut::Reason::kNeedTooLarge,
          absl::StrCat("Its need ", line.id, " asks for ",
                       QuantityText(year.total, line.unit, line.digits), " in ", year.year,
                       "; a run counts at most ", MostText(policy, line.kind, line.unit),
                       " of a need in a year.")};
}

void NeedsTogether::Add(const Request& request, const NeedLine& line, int32_t year, int64_t total) {
  const std::string& unit = line.kind == Kind::kFunding ? records_.policy.currency : line.unit;
  groups_[Key(line.kind, unit, records_.parties[request.recipient].name, request.area, year)]
         [&request] += total;
}

std::map<const Request*, LeftOut> NeedsTogether::TooLarge() const {
  std::map<const Request*, LeftOut> out;
  for (const auto& [key, asked] : groups_) {
    const auto& [kind, unit, recipient, area, year] = key;
    int64_t sum = 0;
    std::vector<std::pair<int64_t, const Request*>> members;
    for (const auto& [request, total] : asked) {
      if (out.count(request) != 0) continue;
      sum += total;
      members.emplace_back(total, request);
    }
    if (sum <= kMaxQuantity) continue;
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second->name < b.second->name;
    });
    for (; sum > kMaxQuantity; members.pop_back()) {
      const auto& [most, request] = members.back();
      sum -= most;
      out[request] = {
          request->name, LeftOut::Reason::kNeedsTogetherTooLarge,
          absl::StrCat("What is asked for ", records_.parties[request->recipient].display_name,
                       " (", AreasText(Bit(area)), ", ", year, ") adds up to more than ",
                       MostText(records_.policy, kind, unit),
                       ", the most that a run counts; this request asks most of it.")};
    }
  }
  return out;
}

}  // namespace clearway::matching
