#include "services/universalization/partners/partner_rules.h"

#include "absl/strings/str_cat.h"

namespace clearway::universalization {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Partnership;

Partnership::Status StatusBetween(const Date& start, const Date& end, const Date& known,
                                  const Date& as_of) {
  const absl::CivilDay day = ToCivil(as_of);
  if (IsDay(known) && ToCivil(known) > day) return Partnership::STATUS_UNSPECIFIED;
  if (IsDay(start) && ToCivil(start) > day) return Partnership::STATUS_AHEAD;
  if (IsDay(end) && ToCivil(end) < day) return Partnership::STATUS_ENDED;
  return Partnership::STATUS_ONGOING;
}

template <typename T>
void CheckPeriod(const T& record, const Date& today, absl::string_view field,
                 rpc::Violations* bad) {
  const Date& start = record.start_date();
  const Date& end = record.end_date();
  if (IsDay(start) && IsDay(end) && ToCivil(end) < ToCivil(start)) {
    bad->Add(absl::StrCat(field, ".end_date"),
             absl::StrCat("must not be before start_date, ", calendar::ToString(start)),
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  if (IsDay(record.known_date()) && ToCivil(record.known_date()) > ToCivil(today)) {
    bad->Add(absl::StrCat(field, ".known_date"),
             absl::StrCat("must not be after today, ", calendar::ToString(today)),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

template void CheckPeriod(const Partnership&, const Date&, absl::string_view, rpc::Violations*);
template void CheckPeriod(const v1::Activity&, const Date&, absl::string_view, rpc::Violations*);

}  // namespace clearway::universalization
