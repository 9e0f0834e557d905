// The methods of partnerships and activities, of similar actors and of merging them.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_REGISTER_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_REGISTER_H_

#include "common/rpc/service.h"

namespace clearway::universalization {

void RegisterPartners(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_REGISTER_H_
