#include "services/universalization/handling.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/references.h"

namespace clearway::universalization {

using calendar::IsDay;
using calendar::ToCivil;

google::protobuf::Timestamp TimeOf(const rpc::Call& call) {
  google::protobuf::Timestamp time;
  const int64_t micros = absl::ToUnixMicros(call.time);
  time.set_seconds(micros / 1000000);
  time.set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  return time;
}

void CheckNotAhead(const rpc::Call& call, const google::type::Date& date, absl::string_view field,
                   rpc::Violations* bad) {
  CheckNotAhead(date, call.Today(), field, bad);
}

void CheckNotAhead(const google::type::Date& date, const google::type::Date& today,
                   absl::string_view field, rpc::Violations* bad) {
  if (!IsDay(date) || ToCivil(date) <= ToCivil(today)) return;
  bad->Add(field, absl::StrCat("must not be after today, ", calendar::ToString(today)),
           type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
}

void CheckOrder(const google::type::Date& earlier, const google::type::Date& later,
                absl::string_view field, absl::string_view than, rpc::Violations* bad) {
  if (!IsDay(earlier) || !IsDay(later) || ToCivil(later) >= ToCivil(earlier)) return;
  bad->Add(field, absl::StrCat("must not be before ", than, ", ", calendar::ToString(earlier)),
           type::v1::ERROR_REASON_PERIOD_INVERTED);
}

absl::Status CheckParty(const store::Reader& at, const std::string& name, absl::string_view field,
                        rpc::Violations* bad) {
  const resource::CollectionBase& records =
      absl::StartsWith(name, "states/")   ? static_cast<const resource::CollectionBase&>(States())
      : absl::StartsWith(name, "actors/") ? static_cast<const resource::CollectionBase&>(Actors())
                                          : Areas();
  return records.IdOf(name).ok() ? CheckReference(at, name, field, bad) : absl::OkStatus();
}

absl::Status CheckParties(const store::Reader& at,
                          const google::protobuf::RepeatedPtrField<std::string>& names,
                          absl::string_view field, rpc::Violations* bad) {
  for (int i = 0; i < names.size(); ++i) {
    RETURN_IF_ERROR(CheckParty(at, names[i], absl::StrCat(field, "[", i, "]"), bad));
  }
  return absl::OkStatus();
}

absl::Status WrongState(absl::string_view name, absl::string_view is, absl::string_view needs) {
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, name,
                                 absl::StrCat("is ", is, "; this needs: ", needs));
}

}  // namespace clearway::universalization
