// What must be so of partnerships and activities, and where they stand on a day. Pure.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_PARTNER_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_PARTNER_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/activity.pb.h"
#include "clearway/universalization/v1/partnership.pb.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// By its days, of those that were known on `as_of`: what became known later was not there yet.
v1::Partnership::Status StatusBetween(const google::type::Date& start,
                                      const google::type::Date& end,
                                      const google::type::Date& known,
                                      const google::type::Date& as_of);

// Of both kinds of record: a period that is turned round, knowledge ahead of today.
template <typename T>
void CheckPeriod(const T& record, const google::type::Date& today, absl::string_view field,
                 rpc::Violations* bad);

extern template void CheckPeriod(const v1::Partnership&, const google::type::Date&,
                                 absl::string_view, rpc::Violations*);
extern template void CheckPeriod(const v1::Activity&, const google::type::Date&, absl::string_view,
                                 rpc::Violations*);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_PARTNER_RULES_H_
