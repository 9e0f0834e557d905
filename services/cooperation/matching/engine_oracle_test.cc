// The whole pipeline against the obvious way: every plan that the records allow is tried, with
// ceilings, needs and bands taken from the records, not from a network.
#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/lots.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::matching {
namespace {

// Values of the stages; compared in their order.
using Values = std::tuple<int64_t, int64_t, int64_t>;

class Oracle {
 public:
  explicit Oracle(const Records& records) : records_(records), context_(*Context::Make(records)) {
    LotDrawer lots(records.policy.seed);
    for (const Need& need : context_.needs()) {
      if (need.line->kind != Kind::kFunding) continue;
      for (const OpenOffer& offer : context_.offers()) {
        if (FailingRules(context_, need, offer) != 0) continue;
        pairs_.push_back(
            {&need, &offer, Score(records.policy, ComputeCriteria(context_, need, offer)),
             lots.Draw(offer.offer->name, need.request->name, need.line->id, need.year->year)});
      }
    }
  }

  size_t pairs() const { return pairs_.size(); }

  Values Best() {
    amounts_.assign(pairs_.size(), 0);
    best_ = Values(-1, 0, 0);
    Try(0);
    return best_;
  }

 private:
  struct Pair {
    const Need* need;
    const OpenOffer* offer;
    int64_t score;
    int64_t lot;
  };

  void Try(size_t next) {
    if (next == pairs_.size()) {
      best_ = std::max(best_, Value());
      return;
    }
    for (amounts_[next] = 0; Allowed(pairs_[next]); ++amounts_[next]) Try(next + 1);
    amounts_[next] = 0;
  }

  // Whether the ceilings that `pair` touches still hold.
  bool Allowed(const Pair& pair) const {
    const int32_t year = pair.need->year->year, recipient = pair.need->request->recipient;
    int64_t need = 0, total = 0, in_year = 0, for_recipient = 0;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      const Need& other = *pairs_[i].need;
      if (pairs_[i].need == pair.need) need += amounts_[i];
      if (pairs_[i].offer != pair.offer) continue;
      total += amounts_[i];
      if (other.year->year != year) continue;
      in_year += amounts_[i];
      if (other.request->recipient == recipient) for_recipient += amounts_[i];
    }
    const Offer& offer = *pair.offer->offer;
    int64_t ceiling = offer.total_left;
    for (const OfferYearLeft& each : offer.years) {
      if (each.year == year) ceiling = each.left;
    }
    int64_t cap = offer.cap_per_recipient_year.value_or(offer.total_left);
    for (const RecipientYearUsed& use : offer.used) {
      if (offer.cap_per_recipient_year && use.recipient == recipient && use.year == year) {
        cap -= use.used;
      }
    }
    return need <= pair.need->year->left && total <= offer.total_left && in_year <= ceiling &&
           for_recipient <= cap;
  }

  Values Value() const {
    int64_t weight = 0, lots = 0, floor = 0;
    std::map<std::tuple<int32_t, Area, int32_t>, int64_t> given;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      weight += amounts_[i] * pairs_[i].score;
      lots += amounts_[i] * pairs_[i].lot;
      const Need& need = *pairs_[i].need;
      given[{need.request->recipient, need.request->area, need.year->year}] += amounts_[i];
    }
    for (const auto& [group, units] : given) {
      int64_t total = 0, left = 0;
      for (const Need& need : context_.needs()) {
        if (!IsOpen(need.request->open, records_.as_of) || need.line->kind != Kind::kFunding ||
            std::make_tuple(need.request->recipient, need.request->area, need.year->year) !=
                group) {
          continue;
        }
        total += need.year->total;
        left += need.year->left;
      }
      // Unit by unit: the one that brings the group from n to n + 1 stands in n's band.
      for (int64_t n = total - left; n < total - left + units; ++n) {
        const Policy& policy = records_.policy;
        const bool in_floor = n < policy.floor_money_units;
        floor += in_floor;
        weight += in_floor        ? policy.bonuses[0]
                  : n < total / 4 ? policy.bonuses[1]
                  : n < total / 2 ? policy.bonuses[2]
                                  : policy.bonuses[3];
      }
    }
    return {records_.policy.floor_first ? floor : 0, weight, lots};
  }

  const Records& records_;
  const Context context_;
  std::vector<Pair> pairs_;
  std::vector<int64_t> amounts_;
  Values best_;
};

TEST(EngineOracleTest, NoPlanThatTheRecordsAllowIsBetter) {
  int compared = 0, with_floor = 0;
  for (uint64_t seed = 1; compared < 400; ++seed) {
    RecordsOptions options;
    options.seed = seed;
    options.requests = 3;
    options.offers = 3;
    options.recipients = 2;
    options.max_quantity = 3;
    options.floor = seed % 2 == 0;
    options.one_commodity = true;
    Records records = GenerateRecords(options);
    // One currency and no decimals, so that a record's unit is a matched unit.
    for (Offer& offer : records.offers) offer.unit = "USD";
    for (Request& request : records.requests) {
      for (NeedLine& line : request.needs) line.unit = "USD";
    }
    records.policy.floor_money_units = options.floor ? 1 + static_cast<int64_t>(seed % 3) : 0;
    Oracle oracle(records);
    if (oracle.pairs() == 0 || oracle.pairs() > 6) continue;
    ++compared;
    const auto result = Match(records);
    ASSERT_TRUE(result.ok()) << result.status();
    int64_t floor = 0, weight = 0, lots = 0;
    for (const CommodityMatch& match : result->commodities) {
      if (const StageResult* stage = match.solution.Find(Stage::kFloor)) {
        floor += static_cast<int64_t>(stage->value);
      }
      weight += static_cast<int64_t>(match.solution.Find(Stage::kWeight)->value);
      lots += static_cast<int64_t>(match.solution.Find(Stage::kTieBreak)->value);
    }
    ASSERT_EQ(oracle.Best(), Values(floor, weight, lots)) << "seed " << seed;
    with_floor += floor > 0;
  }
  EXPECT_GT(with_floor, 50);
}

}  // namespace
}  // namespace clearway::matching
