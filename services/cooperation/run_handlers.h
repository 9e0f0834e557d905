// Gives a service the handlers of matching.
#ifndef CLEARWAY_SERVICES_COOPERATION_RUN_HANDLERS_H_
#define CLEARWAY_SERVICES_COOPERATION_RUN_HANDLERS_H_

#include "common/rpc/service.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// RunMatching, GetMatchRun, ListMatchRuns, ListRequestOutcomes, ListOfferOutcomes, SuggestOffers,
// SuggestRequests, ExplainPair. `deps` is copied.
void RegisterMatching(const Deps& deps, rpc::Service* service);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RUN_HANDLERS_H_
