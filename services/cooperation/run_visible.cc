#include "services/cooperation/run_visible.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/collections.h"

namespace clearway::cooperation {

absl::StatusOr<bool> IsVisible(const store::Reader& at, const v1::Proposal& proposal) {
  if (proposal.match_run().empty()) return true;
  // Those who see the proposal need not see the run.
  return Runs().Exists(resource::AsSystem(at), proposal.match_run());
}

std::function<bool(const v1::Proposal&)> VisibleAt(const store::Reader& at) {
  // Proposals of one run stand together, and runs are few: asked once for each.
  return [&at, known = std::map<std::string, bool>()](const v1::Proposal& proposal) mutable {
    const auto place = known.find(proposal.match_run());
    if (place != known.end()) return place->second;
    const absl::StatusOr<bool> visible = IsVisible(at, proposal);
    if (visible.ok()) known[proposal.match_run()] = *visible;
    return visible.ok() && *visible;
  };
}

absl::StatusOr<v1::Proposal> GetVisibleProposal(const store::Reader& at, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::Proposal proposal, Proposals().Get(at, name));
  ASSIGN_OR_RETURN(const bool visible, IsVisible(at, proposal));
  if (!visible) return rpc::NotFound(name);
  return proposal;
}

}  // namespace clearway::cooperation
