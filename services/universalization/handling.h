// What handlers of all resources do with a call and a request.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_HANDLING_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_HANDLING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

google::protobuf::Timestamp TimeOf(const rpc::Call& call);

// ABORTED unless `etag` is empty or the record's own.
template <typename Record>
absl::Status CheckEtag(const Record& record, const std::string& etag) {
  if (etag.empty() || etag == record.etag()) return absl::OkStatus();
  return rpc::EtagMismatch(record.name(), etag, record.etag());
}

// Adds a violation when `date` is a day that lies after today (FIELD_OUT_OF_RANGE).
void CheckNotAhead(const rpc::Call& call, const google::type::Date& date, absl::string_view field,
                   rpc::Violations* bad);
void CheckNotAhead(const google::type::Date& date, const google::type::Date& today,
                   absl::string_view field, rpc::Violations* bad);

// Adds a violation when both are days and `later` is before `earlier` (PERIOD_INVERTED); `than`
// names the field of the earlier one.
void CheckOrder(const google::type::Date& earlier, const google::type::Date& later,
                absl::string_view field, absl::string_view than, rpc::Violations* bad);

// CheckReference (references.h) when `name` is a State's, area's or actor's. What is no name at all
// its field rule refuses.
absl::Status CheckParty(const store::Reader& at, const std::string& name, absl::string_view field,
                        rpc::Violations* bad);
absl::Status CheckParties(const store::Reader& at,
                          const google::protobuf::RepeatedPtrField<std::string>& names,
                          absl::string_view field, rpc::Violations* bad);

// FAILED_PRECONDITION (STATE_NOT_ALLOWED): "is RESOLVED; this needs: OPEN".
absl::Status WrongState(absl::string_view name, absl::string_view is, absl::string_view needs);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_HANDLING_H_
