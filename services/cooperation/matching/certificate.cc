#include "services/cooperation/matching/certificate.h"

#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/cooperation/matching/certificate_plan.h"
#include "services/cooperation/matching/certificate_unique.h"
#include "services/cooperation/matching/int128_text.h"

namespace clearway::matching {
namespace {

using Wide = absl::int128;

absl::Status Broken(absl::string_view what) { return absl::FailedPreconditionError(what); }

absl::Status BadSize(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("the solution's ", what, " have another size"));
}

absl::Status CheckSizes(const Network& network, const Solution& solution) {
  if (solution.pair_flow.size() != network.pairs.size()) return BadSize("pair flows");
  if (solution.band_fill.size() != network.groups.size()) return BadSize("band fills");
  for (size_t g = 0; g < network.groups.size(); ++g) {
    if (solution.band_fill[g].size() != network.groups[g].bands.size()) {
      return BadSize("band fills");
    }
  }
  for (const StageResult& stage : solution.stages) {
    const NodeDuals& duals = stage.duals;
    if (duals.offers.size() != network.offers.size() ||
        duals.offer_years.size() != network.offer_years.size() ||
        duals.outlets.size() != network.outlets.size() ||
        duals.demands.size() != network.demands.size() ||
        duals.groups.size() != network.groups.size()) {
      return BadSize("duals");
    }
  }
  return absl::OkStatus();
}

// Checks the duals of one stage after the other, arc by arc in a fixed order; remembers between
// stages which arcs are still open.
class StageCheck {
 public:
  StageCheck(const Network& network, const Solution& solution, const Throughput& through)
      : network_(network), solution_(solution), through_(through) {}

  absl::Status Check(const StageResult& stage) {
    stage_ = stage.stage;
    value_ = dual_value_ = 0;
    next_ = 0;
    if (const absl::Status status = CheckArcs(stage.duals); !status.ok()) return status;
    if (value_ != stage.value) {
      return Broken(absl::StrCat("the plan's value is ", Int128ToString(value_), ", not ",
                                 Int128ToString(stage.value)));
    }
    if (dual_value_ != stage.value) {
      return Broken(absl::StrCat("the dual value is ", Int128ToString(dual_value_), ", not ",
                                 Int128ToString(stage.value)));
    }
    return absl::OkStatus();
  }

  // Whether no other plan is optimal in all stages checked: no cycle of arcs that are still open.
  bool IsUnique() const {
    std::vector<OpenArc> arcs;
    size_t arc = 0;
    const auto add = [&](int32_t tail, int32_t head, Wide flow, int64_t capacity) {
      if (open_[arc++]) arcs.push_back({tail, head, flow<capacity, flow> 0});
    };
    const auto count = [](const auto& items) { return static_cast<int32_t>(items.size()); };
    const int32_t offer = 1;  // node 0 is the outside
    const int32_t year = offer + count(network_.offers);
    const int32_t outlet = year + count(network_.offer_years);
    const int32_t demand = outlet + count(network_.outlets);
    const int32_t group = demand + count(network_.demands);
    for (int32_t i = 0; i < count(network_.offers); ++i) {
      add(0, offer + i, through_.offers[i], network_.offers[i].capacity);
    }
    for (int32_t i = 0; i < count(network_.offer_years); ++i) {
      const Network::OfferYear& item = network_.offer_years[i];
      add(offer + item.offer, year + i, through_.offer_years[i], item.capacity);
    }
    for (int32_t i = 0; i < count(network_.outlets); ++i) {
      const Network::Outlet& item = network_.outlets[i];
      add(year + item.offer_year, outlet + i, through_.outlets[i], item.capacity);
    }
    for (int32_t i = 0; i < count(network_.pairs); ++i) {
      const Network::Pair& item = network_.pairs[i];
      add(outlet + item.outlet, demand + item.demand, solution_.pair_flow[i], kNoLimit);
    }
    for (int32_t i = 0; i < count(network_.demands); ++i) {
      const Network::Demand& item = network_.demands[i];
      add(demand + i, group + item.group, through_.demands[i], item.capacity);
    }
    for (int32_t g = 0; g < count(network_.groups); ++g) {
      // A group's bands fill in order, so that together they are one arc.
      OpenArc bands = {group + g, 0, false, false};
      for (size_t b = 0; b < network_.groups[g].bands.size(); ++b) {
        if (!open_[arc++]) continue;
        const int64_t fill = solution_.band_fill[g][b];
        bands.can_grow = bands.can_grow || fill < network_.groups[g].bands[b].capacity;
        bands.can_shrink = bands.can_shrink || fill > 0;
      }
      arcs.push_back(bands);
    }
    return HasNoCycle(group + count(network_.groups), arcs);
  }

 private:
  // A pair has no limit of its own that it could fill.
  static constexpr int64_t kNoLimit = kMaxQuantity + 1;

  absl::Status CheckArcs(const NodeDuals& duals) {
    absl::Status status;
    for (size_t i = 0; i < network_.offers.size(); ++i) {
      status =
          Arc("offers", i, 0, duals.offers[i], network_.offers[i].capacity, through_.offers[i], 0);
      if (!status.ok()) return status;
    }
    for (size_t i = 0; i < network_.offer_years.size(); ++i) {
      const Network::OfferYear& year = network_.offer_years[i];
      status = Arc("offer_years", i, duals.offers[year.offer], duals.offer_years[i], year.capacity,
                   through_.offer_years[i], 0);
      if (!status.ok()) return status;
    }
    for (size_t i = 0; i < network_.outlets.size(); ++i) {
      const Network::Outlet& outlet = network_.outlets[i];
      status = Arc("outlets", i, duals.offer_years[outlet.offer_year], duals.outlets[i],
                   outlet.capacity, through_.outlets[i], 0);
      if (!status.ok()) return status;
    }
    for (size_t i = 0; i < network_.pairs.size(); ++i) {
      const Network::Pair& pair = network_.pairs[i];
      const int64_t profit = stage_ == Stage::kWeight     ? pair.weight
                             : stage_ == Stage::kTieBreak ? static_cast<int64_t>(pair.lot)
                                                          : 0;
      status = Arc("pairs", i, duals.outlets[pair.outlet], duals.demands[pair.demand], kNoLimit,
                   solution_.pair_flow[i], profit);
      if (!status.ok()) return status;
    }
    for (size_t i = 0; i < network_.demands.size(); ++i) {
      const Network::Demand& demand = network_.demands[i];
      status = Arc("demands", i, duals.demands[i], duals.groups[demand.group], demand.capacity,
                   through_.demands[i], 0);
      if (!status.ok()) return status;
    }
    for (size_t g = 0; g < network_.groups.size(); ++g) {
      for (size_t b = 0; b < network_.groups[g].bands.size(); ++b) {
        const Network::Band& band = network_.groups[g].bands[b];
        const int64_t profit = stage_ == Stage::kWeight  ? band.bonus
                               : stage_ == Stage::kFloor ? static_cast<int64_t>(band.floor)
                                                         : 0;
        status =
            Arc("groups", g, duals.groups[g], 0, band.capacity, solution_.band_fill[g][b], profit);
        if (!status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Arc(absl::string_view kind, size_t index, int64_t tail, int64_t head,
                   int64_t capacity, Wide flow, int64_t profit) {
    if (next_ == open_.size()) open_.push_back(1);
    const Wide reduced = Wide(profit) + head - tail;
    value_ += flow * profit;
    char& open = open_[next_++];
    if (open && reduced > 0) {
      if (flow != capacity) return Slack(kind, index, reduced, "not full");
      dual_value_ += reduced * capacity;
    } else if (open && reduced < 0) {
      if (flow != 0) return Slack(kind, index, reduced, "not empty");
    } else if (!open) {
      dual_value_ += reduced * flow;
    }
    // One term is below 2^105, so that a sum caught here has not yet overflowed.
    static constexpr Wide kLimit = absl::MakeInt128(int64_t{1} << 62, 0);
    if (dual_value_ > kLimit || dual_value_ < -kLimit) {
      return Broken("the dual value is beyond 2^126");
    }
    if (reduced != 0) open = 0;
    return absl::OkStatus();
  }

  static absl::Status Slack(absl::string_view kind, size_t index, Wide reduced,
                            absl::string_view but) {
    return Broken(absl::StrCat(kind, "[", index, "] has reduced profit ", Int128ToString(reduced),
                               " and is ", but));
  }

  const Network& network_;
  const Solution& solution_;
  const Throughput& through_;
  std::vector<char> open_;
  Stage stage_ = Stage::kWeight;
  Wide value_ = 0, dual_value_ = 0;
  size_t next_ = 0;
};

}  // namespace

absl::Status VerifyCertificate(const Network& network, bool floor_stage, const Solution& solution) {
  if (const absl::Status status = network.Validate(); !status.ok()) return status;
  if (const absl::Status status = CheckSizes(network, solution); !status.ok()) return status;
  std::vector<Stage> asked = {Stage::kWeight, Stage::kTieBreak};
  if (floor_stage) asked.insert(asked.begin(), Stage::kFloor);
  if (solution.stages.size() != asked.size()) return Broken("not the stages that were asked for");
  Throughput through;
  if (const absl::Status status = CheckPlan(network, solution, through); !status.ok()) {
    return status;
  }
  StageCheck check(network, solution, through);
  for (size_t s = 0; s < asked.size(); ++s) {
    if (solution.stages[s].stage != asked[s]) return Broken("not the stages that were asked for");
    if (const absl::Status status = check.Check(solution.stages[s]); !status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat(StageName(asked[s]), " stage: ", status.message()));
    }
  }
  if (check.IsUnique() != solution.unique) {
    return Broken(solution.unique ? "the plan is not the only one" : "the plan is the only one");
  }
  return absl::OkStatus();
}

}  // namespace clearway::matching
