// What exchange rates must hold, and the id that each has. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_RATE_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_RATE_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/exchange_rate.pb.h"
#include "common/rpc/errors.h"
#include "google/protobuf/repeated_field.h"

namespace clearway::cooperation {

// Paths begin with `field`: "exchange_rates". Each is of two currencies, on a day, above zero; none
// stands twice.
void CheckRates(const google::protobuf::RepeatedPtrField<v1::ExchangeRate>& rates,
                absl::string_view field, rpc::Violations* bad);

// "eur-usd-2019-12-31". Ids of a pair of currencies sort by date.
std::string RateId(const v1::ExchangeRate& rate);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RATE_RULES_H_
