// Allegations of use, production, stockpiling or transfer (Action 6): reported, reviewed,
// published, answered. What may be done when: allegation_state.h; who sees what: the contract's
// option `access`.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATIONS_H_

#include "clearway/universalization/v1/allegation.pb.h"
#include "common/resource/collection.h"
#include "common/rpc/service.h"

namespace clearway::universalization {

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::Allegation>& Allegations();

void RegisterNorm(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATIONS_H_
