// The verifier's own reading of the records as networks. Inner part of verifier.h; must not use
// problem.h or feasibility.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_NETWORK_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_NETWORK_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// By kind and unit, in canonical order.
using CommodityNetworks = std::map<std::pair<Kind, std::string>, Network>;

struct Reading {
  CommodityNetworks networks;
  std::set<std::string> left_out;  // records too large to be counted, by name
};

absl::StatusOr<Reading> ReadNetworks(const Records& records,
                                     const std::function<bool()>& cancelled);

// OK, or FAILED_PRECONDITION naming the first element in which `claimed` is not `own`.
absl::Status CompareNetworks(const Network& own, const Network& claimed);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_NETWORK_H_
