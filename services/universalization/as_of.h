// The day that a computed view is about: the request's `as_of`, today (UTC) when it is absent.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_

#include "common/rpc/call.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

template <typename Request>
google::type::Date AsOf(const rpc::Call& call, const Request& request) {
  return request.has_as_of() ? request.as_of() : call.Today();
}

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_
