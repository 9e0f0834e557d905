// Which proposals there are: those made by hand, and those of runs that are stored whole. While a
// run is being stored, or after a crash in between, its proposals are there for nobody.
#ifndef CLEARWAY_SERVICES_COOPERATION_RUN_VISIBLE_H_
#define CLEARWAY_SERVICES_COOPERATION_RUN_VISIBLE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/proposal.pb.h"
#include "common/store/store.h"

namespace clearway::cooperation {

absl::StatusOr<bool> IsVisible(const store::Reader& at, const v1::Proposal& proposal);

// For many proposals of the same reader, which must outlive it. Not thread-safe.
std::function<bool(const v1::Proposal&)> VisibleAt(const store::Reader& at);

// NOT_FOUND also for a proposal that is not visible.
absl::StatusOr<v1::Proposal> GetVisibleProposal(const store::Reader& at, absl::string_view name);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RUN_VISIBLE_H_
