// How runs stand in the store, and that no half run is ever seen.
//
// A run's proposals and outcomes are written first, in transactions of bounded size, under a marker
// "p/runs/unfinished/{run}"; the last transaction writes the run itself and removes the marker. A
// proposal whose run is not there is seen by nobody (run_visible.h). What a crash leaves behind is
// removed at the next start (RemoveUnfinishedRuns).
//
// Keys (docs/formats/resource.md, "p/"): outcomes stand in chunks under
// "p/runs/outcomes/{run}/requests/{number}" and ".../offers/{number}", as serialized
// ListRequestOutcomesResponse and ListOfferOutcomesResponse.
#ifndef CLEARWAY_SERVICES_COOPERATION_RUN_STORE_H_
#define CLEARWAY_SERVICES_COOPERATION_RUN_STORE_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// Clients' default limit for a message is 4 MiB; chunks and lists stay far below it.
inline constexpr size_t kMaxChunkBytes = 1 << 19;
// Most outcomes of a kind in a run itself; the rest is in its lists.
inline constexpr int kMaxOutcomesInRun = 1000;

struct RunOutcomes {
  std::vector<v1::RequestOutcome> requests;
  std::vector<v1::OfferOutcome> offers;
};

struct RunToStore {
  v1::MatchRun run;
  std::vector<v1::Proposal> proposals;  // without name and run
  const RunOutcomes* outcomes = nullptr;
  std::function<void(int per_mille)> progress;
  std::function<bool()> cancelled;
};

// The first outcomes, up to kMaxOutcomesInRun and kMaxChunkBytes of each kind.
void AddOutcomes(const RunOutcomes& outcomes, v1::MatchRun* run);

// True when the call repeats one that has succeeded: `answer` is its first answer. Blocks.
absl::StatusOr<bool> FindFirstAnswer(const Deps& deps, const rpc::Call& call,
                                     const v1::RunMatchingRequest& request,
                                     v1::RunMatchingResponse* answer);

// Writes it all; `answer` gets the run as stored, or, when the same request_id has meanwhile been
// answered by another call, that call's run (and this one's parts are removed). Blocks.
// CANCELLED: nothing of it is left.
absl::Status StoreRun(const Deps& deps, const rpc::Call& call,
                      const v1::RunMatchingRequest& request, RunToStore run,
                      v1::RunMatchingResponse* answer);

// Removes what runs left behind that never finished. At start, before any call. Blocks.
absl::Status RemoveUnfinishedRuns(const Deps& deps);

absl::StatusOr<v1::MatchRun> GetMatchRun(const rpc::Call& call, const store::Snapshot& at,
                                         const v1::GetMatchRunRequest& request);
absl::StatusOr<v1::ListMatchRunsResponse> ListMatchRuns(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::ListMatchRunsRequest& request);
absl::Status ListRequestOutcomes(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::ListRequestOutcomesRequest& request,
                                 rpc::Sink<v1::ListRequestOutcomesResponse>& sink);
absl::Status ListOfferOutcomes(const rpc::Call& call, const store::Snapshot& at,
                               const v1::ListOfferOutcomesRequest& request,
                               rpc::Sink<v1::ListOfferOutcomesResponse>& sink);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RUN_STORE_H_
