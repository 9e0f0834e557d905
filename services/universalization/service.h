// The universalization service: its handlers by method.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_SERVICE_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_SERVICE_H_

#include <memory>

#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::universalization {

// `store` is not owned, and outlives the service.
std::unique_ptr<rpc::Service> MakeService(store::Store* store);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_SERVICE_H_
