#include "services/cooperation/whole_service.h"

#include <utility>

#include "common/status_macros.h"
#include "services/cooperation/deps.h"
#include "services/cooperation/explain_pair.h"
#include "services/cooperation/policies.h"
#include "services/cooperation/run_handlers.h"
#include "services/cooperation/run_store.h"
#include "services/cooperation/service.h"

namespace clearway::cooperation {

absl::StatusOr<std::unique_ptr<rpc::Service>> MakeService(store::Store* store,
                                                          std::function<absl::Time()> now) {
  Deps deps;
  deps.store = store;
  deps.now = std::move(now);
  deps.judge = JudgePair;
  RETURN_IF_ERROR(SeedDefaultPolicy(deps));
  // On a full disk they wait for the next start; reading goes on.
  const absl::Status removed = RemoveUnfinishedRuns(deps);
  if (!removed.ok() && !store::IsStoreFull(removed)) return removed;
  std::unique_ptr<rpc::Service> service = NewService(store);
  RegisterCooperation(*service, deps);
  RegisterMatching(deps, service.get());
  return service;
}

}  // namespace clearway::cooperation
