#include "services/cooperation/matching/certificate_plan.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/cooperation/matching/int128_text.h"

namespace clearway::matching {
namespace {

using Wide = absl::int128;

absl::Status Broken(absl::string_view what) { return absl::FailedPreconditionError(what); }

// A single flow is checked against its bound before it is added, so that sums stay far below 128
// bits.
absl::Status CheckLimit(absl::string_view kind, size_t index, Wide flow, int64_t capacity) {
  if (flow >= 0 && flow <= capacity) return absl::OkStatus();
  return Broken(
      absl::StrCat(kind, "[", index, "] passes ", Int128ToString(flow), " of ", capacity));
}

}  // namespace

absl::Status CheckPlan(const Network& network, const Solution& solution, Throughput& through) {
  through.offers.assign(network.offers.size(), 0);
  through.offer_years.assign(network.offer_years.size(), 0);
  through.outlets.assign(network.outlets.size(), 0);
  through.demands.assign(network.demands.size(), 0);
  through.groups.assign(network.groups.size(), 0);
  absl::Status status;
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    const Network::Pair& pair = network.pairs[i];
    const int64_t flow = solution.pair_flow[i];
    if (status = CheckLimit("pairs", i, flow, kMaxQuantity); !status.ok()) return status;
    through.outlets[pair.outlet] += flow;
    through.demands[pair.demand] += flow;
  }
  for (size_t i = 0; i < network.outlets.size(); ++i) {
    const Network::Outlet& outlet = network.outlets[i];
    status = CheckLimit("outlets", i, through.outlets[i], outlet.capacity);
    if (!status.ok()) return status;
    through.offer_years[outlet.offer_year] += through.outlets[i];
  }
  for (size_t i = 0; i < network.offer_years.size(); ++i) {
    const Network::OfferYear& year = network.offer_years[i];
    status = CheckLimit("offer_years", i, through.offer_years[i], year.capacity);
    if (!status.ok()) return status;
    through.offers[year.offer] += through.offer_years[i];
  }
  for (size_t i = 0; i < network.offers.size(); ++i) {
    status = CheckLimit("offers", i, through.offers[i], network.offers[i].capacity);
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < network.demands.size(); ++i) {
    const Network::Demand& demand = network.demands[i];
    status = CheckLimit("demands", i, through.demands[i], demand.capacity);
    if (!status.ok()) return status;
    through.groups[demand.group] += through.demands[i];
  }
  for (size_t g = 0; g < network.groups.size(); ++g) {
    Wide filled = 0;
    bool room_before = false;
    for (size_t b = 0; b < network.groups[g].bands.size(); ++b) {
      const int64_t capacity = network.groups[g].bands[b].capacity;
      const int64_t fill = solution.band_fill[g][b];
      if (status = CheckLimit("groups", g, fill, capacity); !status.ok()) return status;
      if (room_before && fill > 0) {
        return Broken(absl::StrCat("groups[", g, "] fills band ", b, " before an earlier one"));
      }
      room_before = room_before || fill < capacity;
      filled += fill;
    }
    if (filled != through.groups[g]) {
      return Broken(absl::StrCat("groups[", g, "] receives ", Int128ToString(through.groups[g]),
                                 " and its bands take ", Int128ToString(filled)));
    }
  }
  return absl::OkStatus();
}

}  // namespace clearway::matching
