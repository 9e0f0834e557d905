// The day that a computed view is about: the request's `as_of`, today (UTC) when it is absent.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_

#include "absl/status/statusor.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// INVALID_ARGUMENT for a day before the Convention was adopted: there is nothing to say about it.
template <typename Request>
absl::StatusOr<google::type::Date> AsOf(const rpc::Call& call, const Request& request) {
  if (!request.has_as_of()) return call.Today();
  if (calendar::IsDay(request.as_of()) &&
      calendar::ToCivil(request.as_of()) < calendar::Adopted()) {
    return rpc::InvalidField(
        "as_of", "must not be before 2008-05-30, when the Convention was adopted; e.g. 2010-11-12",
        type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  return request.as_of();
}

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_AS_OF_H_
