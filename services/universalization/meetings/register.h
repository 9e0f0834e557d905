// The methods of meetings and of what is within them, and of scales of assessments.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REGISTER_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REGISTER_H_

#include "common/rpc/service.h"

namespace clearway::universalization {

void RegisterMeetings(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REGISTER_H_
