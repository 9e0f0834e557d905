#include "services/cooperation/matching/network.h"

#include <cstddef>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace clearway::matching {
namespace {

constexpr size_t kMaxCount = std::numeric_limits<int32_t>::max();

absl::Status Invalid(absl::string_view kind, size_t index, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(kind, "[", index, "]", problem));
}

absl::Status CheckCount(absl::string_view kind, size_t count) {
  if (count <= kMaxCount) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(kind, ": more than ", kMaxCount, " elements"));
}

absl::Status CheckCapacity(absl::string_view kind, size_t index, int64_t capacity) {
  if (capacity >= 0 && capacity <= kMaxQuantity) return absl::OkStatus();
  return Invalid(kind, index, absl::StrCat(".capacity is ", capacity, ", not 0 to ", kMaxQuantity));
}

absl::Status CheckIndex(absl::string_view kind, size_t index, absl::string_view field,
                        int32_t target, size_t count) {
  if (target >= 0 && static_cast<size_t>(target) < count) return absl::OkStatus();
  return Invalid(kind, index, absl::StrCat(".", field, " is ", target, ", not below ", count));
}

absl::Status CheckGroup(size_t index, const Network::Group& group) {
  const Network::Band* previous = nullptr;
  for (const Network::Band& band : group.bands) {
    absl::Status status = CheckCapacity("groups", index, band.capacity);
    if (!status.ok()) return status;
    if (band.bonus < 0 || band.bonus > kMaxBonus) {
      return Invalid("groups", index, absl::StrCat(": bonus ", band.bonus, " is out of range"));
    }
    if (previous != nullptr && band.bonus > previous->bonus) {
      return Invalid("groups", index, ": bonuses rise from band to band");
    }
    if (previous != nullptr && band.floor && !previous->floor) {
      return Invalid("groups", index, ": a floor band follows one that is none");
    }
    previous = &band;
  }
  return absl::OkStatus();
}

// Buckets the pairs by outlet, then marks each outlet's demands: linear, where a hash set or a
// sort over millions of pairs would cost more than laying out the network does.
absl::Status CheckNoDuplicates(const Network& network) {
  std::vector<int32_t> start(network.outlets.size() + 1, 0);
  for (const Network::Pair& pair : network.pairs) ++start[pair.outlet + 1];
  for (size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  std::vector<int32_t> order(network.pairs.size());
  std::vector<int32_t> next(start.begin(), start.end() - 1);
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    order[next[network.pairs[i].outlet]++] = static_cast<int32_t>(i);
  }
  std::vector<int32_t> last_outlet(network.demands.size(), -1);
  for (const int32_t i : order) {
    const Network::Pair& pair = network.pairs[i];
    if (last_outlet[pair.demand] == pair.outlet) return Invalid("pairs", i, " stands twice");
    last_outlet[pair.demand] = pair.outlet;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Network::Validate() const {
  size_t bands = 0;
  for (const Group& group : groups) bands += group.bands.size();
  for (const absl::Status& status :
       {CheckCount("offers", offers.size()), CheckCount("offer_years", offer_years.size()),
        CheckCount("outlets", outlets.size()), CheckCount("groups", groups.size()),
        CheckCount("bands", bands), CheckCount("demands", demands.size()),
        CheckCount("pairs", pairs.size())}) {
    if (!status.ok()) return status;
  }
  absl::Status status;
  for (size_t i = 0; i < offers.size(); ++i) {
    if (status = CheckCapacity("offers", i, offers[i].capacity); !status.ok()) return status;
  }
  for (size_t i = 0; i < offer_years.size(); ++i) {
    const OfferYear& year = offer_years[i];
    if (status = CheckCapacity("offer_years", i, year.capacity); !status.ok()) return status;
    status = CheckIndex("offer_years", i, "offer", year.offer, offers.size());
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < outlets.size(); ++i) {
    const Outlet& outlet = outlets[i];
    if (status = CheckCapacity("outlets", i, outlet.capacity); !status.ok()) return status;
    status = CheckIndex("outlets", i, "offer_year", outlet.offer_year, offer_years.size());
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    if (status = CheckGroup(i, groups[i]); !status.ok()) return status;
  }
  for (size_t i = 0; i < demands.size(); ++i) {
    const Demand& demand = demands[i];
    if (status = CheckCapacity("demands", i, demand.capacity); !status.ok()) return status;
    if (status = CheckIndex("demands", i, "group", demand.group, groups.size()); !status.ok()) {
      return status;
    }
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Pair& pair = pairs[i];
    if (pair.weight < 1 || pair.weight > kMaxWeight) {
      return Invalid("pairs", i, absl::StrCat(".weight is ", pair.weight, ", out of range"));
    }
    status = CheckIndex("pairs", i, "outlet", pair.outlet, outlets.size());
    if (!status.ok()) return status;
    status = CheckIndex("pairs", i, "demand", pair.demand, demands.size());
    if (!status.ok()) return status;
  }
  return CheckNoDuplicates(*this);
}

}  // namespace clearway::matching
