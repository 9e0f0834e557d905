// What handlers of all resources do with a call and a request.
#ifndef CLEARWAY_SERVICES_COOPERATION_CALL_UTIL_H_
#define CLEARWAY_SERVICES_COOPERATION_CALL_UTIL_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// The UTC day of the call.
absl::CivilDay TodayOf(const rpc::Call& call);
// The day that `as_of` names; the call's when it is absent.
google::type::Date DayOf(const rpc::Call& call, bool given, const google::type::Date& as_of);
google::protobuf::Timestamp TimeOf(const rpc::Call& call);
// The UTC day of an instant.
absl::CivilDay DayOf(const google::protobuf::Timestamp& time);

// A call that the service makes to itself: what the audit names for changes without a client.
// `what` stands where a client's method would.
rpc::Call SystemCall(absl::Time now, absl::string_view what);

// ABORTED unless `given` is empty or the current etag.
absl::Status CheckEtag(absl::string_view name, absl::string_view given, absl::string_view current);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_CALL_UTIL_H_
