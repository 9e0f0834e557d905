// Recording and correcting what States did under the Convention. The rules are
// common/calendar/treaty_rules.h; here is what becomes of a record that breaks one: it is refused,
// or accepted by its Article with a note that stays with the fact.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_TREATY_HISTORY_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_TREATY_HISTORY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// The day of the action must not lie ahead.
absl::StatusOr<v1::State> RecordTreatyAction(const rpc::Call& call, store::Txn& txn,
                                             const v1::RecordTreatyActionRequest& request);
// The action that was wrong stays with the first day on which it no longer counts.
absl::StatusOr<v1::State> CorrectTreatyAction(const rpc::Call& call, store::Txn& txn,
                                              const v1::CorrectTreatyActionRequest& request);
absl::StatusOr<v1::State> RecordTreatyAccount(const rpc::Call& call, store::Txn& txn,
                                              const v1::RecordTreatyAccountRequest& request);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckRecordTreatyAction(const rpc::Call& call, const store::Reader& at,
                                     const v1::RecordTreatyActionRequest& request);
absl::Status CheckCorrectTreatyAction(const rpc::Call& call, const store::Reader& at,
                                      const v1::CorrectTreatyActionRequest& request);

// Sets each action's effective_date, which may depend on the State's first day.
void PutEffectiveDates(v1::State* state);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_TREATY_HISTORY_H_
