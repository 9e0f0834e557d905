// Exchange rates: setting and listing them, and finding the one that holds on a day.
#ifndef CLEARWAY_SERVICES_COOPERATION_RATES_H_
#define CLEARWAY_SERVICES_COOPERATION_RATES_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"
#include "services/cooperation/exchange.h"

namespace clearway::cooperation {

absl::StatusOr<v1::SetExchangeRatesResponse> SetExchangeRates(
    const rpc::Call& call, store::Txn& txn, const v1::SetExchangeRatesRequest& request);
absl::StatusOr<v1::ListExchangeRatesResponse> ListExchangeRates(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListExchangeRatesRequest& request);

// All rates of days up to `as_of`: for work that converts much.
absl::StatusOr<RateTable> LoadRates(const store::Reader& at, const google::type::Date& as_of);

// Of what a conversion between two currencies on a day can need, the latest rates: cheap however
// many there are, for use in a transaction. A table for Find(a, b, as_of) and its inverse alone.
absl::StatusOr<RateTable> LoadRatesBetween(const store::Reader& at, absl::string_view a,
                                           absl::string_view b, const google::type::Date& as_of);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RATES_H_
