// Rules that records about a State that is not in share: whose agreement an audience needs, and
// which obstacles they may name.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COMMON_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COMMON_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clearway/type/v1/audience.pb.h"
#include "common/calendar/date.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"

namespace clearway::universalization {

// Members go with KIND_NAMED, and with nothing else. Whoever is not the State gives its agreement
// to an audience, and a new one to another audience: what is about a State is told further only
// with that. `needs_agreement`: the request sets an audience that its agreement does not cover.
void CheckAudience(const rpc::Call& call, const std::string& state,
                   const type::v1::Audience& audience, bool needs_agreement,
                   absl::string_view field, rpc::Violations* bad);

absl::Status CheckMembers(const store::Reader& at, const type::v1::Audience& audience,
                          absl::string_view field, rpc::Violations* bad);

// The rule above for a record with `state`, `audience` and `state_agreement`; `before` is null for
// a new one. Its members must be in the registry.
template <typename Record>
absl::Status CheckSharing(const rpc::Call& call, const store::Reader& at, const Record* before,
                          const Record& record, absl::string_view field, rpc::Violations* bad) {
  const bool changed = before == nullptr || before->audience().SerializeAsString() !=
                                                record.audience().SerializeAsString();
  const bool same_agreement =
      before != nullptr && before->state_agreement() == record.state_agreement();
  CheckAudience(
      call, record.state(), record.audience(),
      record.state_agreement().empty() ? changed || !same_agreement : changed && same_agreement,
      field, bad);
  return CheckMembers(at, record.audience(), absl::StrCat(field, ".audience.members"), bad);
}

// The UTC day of a record's creation.
template <typename Record>
absl::CivilDay CreationDay(const Record& record) {
  return absl::ToCivilDay(absl::FromUnixSeconds(record.create_time().seconds()),
                          absl::UTCTimeZone());
}

// The day on which a record became known: its known_date, else when it was entered.
template <typename Record>
absl::CivilDay KnownDay(const Record& record) {
  return calendar::IsDay(record.known_date()) ? calendar::ToCivil(record.known_date())
                                              : CreationDay(record);
}

// The obstacle is there, for the caller's eyes, and is `state`'s (UNKNOWN_REFERENCE).
absl::Status CheckObstacle(const store::Reader& at, const std::string& obstacle,
                           const std::string& state, absl::string_view field, rpc::Violations* bad);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COMMON_RULES_H_
