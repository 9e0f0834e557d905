#include "services/cooperation/rate_rules.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "services/cooperation/exchange.h"
#include "services/cooperation/quantity_rules.h"

namespace clearway::cooperation {

void CheckRates(const google::protobuf::RepeatedPtrField<v1::ExchangeRate>& rates,
                absl::string_view field, rpc::Violations* bad) {
  std::set<std::string> seen;
  for (int i = 0; i < rates.size(); ++i) {
    const auto& rate = rates[i];
    const std::string path = At(field, i);
    if (rate.currency_code() == rate.quote_currency_code()) {
      bad->Add(absl::StrCat(path, ".quote_currency_code"), "must differ from currency_code");
    }
    if (!calendar::IsDay(rate.date())) {
      bad->Add(absl::StrCat(path, ".date"), "must be a whole day, e.g. 2019-12-31");
    }
    if (!ParseRate(rate.rate()).has_value()) {
      bad->Add(absl::StrCat(path, ".rate"), "must be a decimal number above zero, e.g. 1.1194",
               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
    if (!seen.insert(RateId(rate)).second) {
      bad->Add(path, "stands twice: the same currencies and day");
    }
  }
}

std::string RateId(const v1::ExchangeRate& rate) {
  return absl::AsciiStrToLower(absl::StrCat(rate.currency_code(), "-", rate.quote_currency_code(),
                                            "-", calendar::ToString(rate.date())));
}

}  // namespace clearway::cooperation
