// Checks a run against the records, knowing nothing of how it was found: neither of problem.h nor
// of the solver. A proof over a list with pairs missing proves nothing; so the verifier makes the
// list again.
//
// For one commodity it
//   1. reads supplies, needs, bands and every feasible pair with its score and lot from the
//      records, by rules and formulas of its own, in the canonical order that problem.h documents,
//      leaving out what is too large to be counted (left_out.h);
//   2. compares that with the network that was solved, element by element;
//   3. checks the certificate of each stage on its own network (certificate.h).
// It goes from recipient to area and year to need, keeping at each step the offers that are still
// possible (problem.h goes from offers to classes of needs), which is exact and takes about
// recipients × offers + groups × offers possible for the recipient + pairs.
//
// It shares with the rest plain data and, since it is checked apart, exact conversion between
// currencies (problem_conversion.h).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/records.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

// What a run says about one commodity.
struct CommodityClaim {
  Kind kind = Kind::kFunding;
  std::string unit;
  const Network* network = nullptr;
  const Solution* solution = nullptr;
};

// What a run proposes: in the offer's and the need's own smallest units.
struct ProposalClaim {
  std::string offer;
  std::string request;
  std::string need_id;
  int32_t year = 0;
  int64_t offer_quantity = 0;
  int64_t need_quantity = 0;
};

// OK when each claim is the whole problem of its commodity and its plan is feasible and optimal, no
// commodity is left out, the records that took no part (`left_out`, by name, each once) are those
// that are too large to be counted, and the proposals together take from no offer, year or
// recipient's cap more than is left, and give to no need more than it still asks.
// FAILED_PRECONDITION names the
// first thing that does not hold; INVALID_ARGUMENT when the records themselves do not hang
// together; CANCELLED once `cancelled` (may be empty) answers true. Thread-safe.
absl::Status VerifyRun(const Records& records, const std::vector<CommodityClaim>& claims,
                       const std::vector<ProposalClaim>& proposals,
                       const std::vector<std::string>& left_out,
                       const std::function<bool()>& cancelled = {});

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_H_
