#include "services/cooperation/matching/verifier.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/certificate.h"
#include "services/cooperation/matching/verifier_network.h"
#include "services/cooperation/matching/verifier_rules.h"

namespace clearway::matching {
namespace {

absl::Status Wrong(absl::string_view record, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(record, ": ", why));
}

// The proposals in the records' own units, against what the records have left.
absl::Status CheckProposals(const Records& records, const std::vector<ProposalClaim>& proposals) {
  std::map<absl::string_view, const Offer*> offers;
  for (const Offer& offer : records.offers) offers[offer.name] = &offer;
  std::map<std::tuple<absl::string_view, absl::string_view, int32_t>,
           std::pair<const Request*, const NeedYear*>>
      needs;
  for (const Request& request : records.requests) {
    for (const NeedLine& line : request.needs) {
      for (const NeedYear& year : line.years) {
        needs[{request.name, line.id, year.year}] = {&request, &year};
      }
    }
  }
  std::map<const NeedYear*, int64_t> given;
  std::map<const Offer*, int64_t> taken;
  std::map<std::pair<const Offer*, int32_t>, int64_t> taken_in_year;
  std::map<std::tuple<const Offer*, int32_t, int32_t>, int64_t> taken_by_recipient;
  for (const ProposalClaim& proposal : proposals) {
    const auto offer = offers.find(proposal.offer);
    const auto need = needs.find({proposal.request, proposal.need_id, proposal.year});
    if (offer == offers.end()) return Wrong(proposal.offer, "there is no such offer");
    if (need == needs.end()) return Wrong(proposal.request, "there is no such need");
    if (proposal.offer_quantity <= 0 || proposal.need_quantity <= 0) {
      return Wrong(proposal.offer, "proposes nothing");
    }
    const Offer* from = offer->second;
    const auto& [request, year] = need->second;
    const int32_t recipient = request->recipient;
    // No sum overflows: each step leaves it at most at what is left.
    const auto add = [](int64_t& sum, int64_t more, int64_t left) {
      if (more > left - sum) return false;
      sum += more;
      return true;
    };
    if (!add(given[year], proposal.need_quantity, year->left)) {
      return Wrong(proposal.request, "would get more than it still asks");
    }
    const int64_t quantity = proposal.offer_quantity;
    if (!add(taken[from], quantity, from->total_left) ||
        !add(taken_in_year[{from, proposal.year}], quantity,
             verifier::Ceiling(*from, proposal.year)) ||
        !add(taken_by_recipient[{from, recipient, proposal.year}], quantity,
             verifier::CeilingUnderCap(*from, recipient, proposal.year))) {
      return Wrong(proposal.offer, "would give more than is left of it");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLeftOut(const std::set<std::string>& own,
                          const std::vector<std::string>& claimed) {
  std::set<std::string> rest = own;
  for (const std::string& name : claimed) {
    if (rest.erase(name) == 0) return Wrong(name, "is left out, though it could be counted");
  }
  if (rest.empty()) return absl::OkStatus();
  return Wrong(*rest.begin(), "is too large to be counted, and the run does not leave it out");
}

}  // namespace

absl::Status VerifyRun(const Records& records, const std::vector<CommodityClaim>& claims,
                       const std::vector<ProposalClaim>& proposals,
                       const std::vector<std::string>& left_out,
                       const std::function<bool()>& cancelled) {
  ASSIGN_OR_RETURN(Reading reading, ReadNetworks(records, cancelled));
  RETURN_IF_ERROR(CheckLeftOut(reading.left_out, left_out));
  CommodityNetworks& networks = reading.networks;
  if (networks.size() != claims.size()) {
    return absl::FailedPreconditionError(absl::StrCat("the records have ", networks.size(),
                                                      " commodities, the run has ", claims.size()));
  }
  for (const CommodityClaim& claim : claims) {
    const auto own = networks.find({claim.kind, claim.unit});
    if (own == networks.end()) return Wrong(claim.unit, "no such commodity is open, or twice");
    RETURN_IF_ERROR(CompareNetworks(own->second, *claim.network));
    RETURN_IF_ERROR(VerifyCertificate(own->second, records.policy.floor_first, *claim.solution));
    networks.erase(own);  // each commodity once
  }
  return CheckProposals(records, proposals);
}

}  // namespace clearway::matching
