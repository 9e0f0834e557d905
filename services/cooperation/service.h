// The cooperation service: its handlers, and what it needs before its first call.
#ifndef CLEARWAY_SERVICES_COOPERATION_SERVICE_H_
#define CLEARWAY_SERVICES_COOPERATION_SERVICE_H_

#include <memory>

#include "absl/status/status.h"
#include "common/rpc/service.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// Registers every method of CooperationService but those of the matching.
void RegisterCooperation(rpc::Service& service, const Deps& deps);

// An empty service of CooperationService's descriptor.
std::unique_ptr<rpc::Service> NewService(store::Store* store);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SERVICE_H_
