// Rows of data/requests.csv, offers.csv, contributions.csv and exchange_rates.csv as the messages
// that the cooperation service takes. data/README.md says what the columns hold.
//
// An empty cell leaves its field unset. Every error is INVALID_ARGUMENT and names file and line.
// Whether the values make sense (does the State exist, is the period one) is the service's to say.
#ifndef CLEARWAY_CLIENTS_LOADER_ASSISTANCE_ROWS_H_
#define CLEARWAY_CLIENTS_LOADER_ASSISTANCE_ROWS_H_

#include <string>

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clients/loader/csv.h"

namespace clearway::loader {

// A record with its name set: "offers/{id}", from the row's id.
absl::StatusOr<cooperation::v1::AssistanceRequest> ReadRequest(const CsvRow& row);
absl::StatusOr<cooperation::v1::Offer> ReadOffer(const CsvRow& row);
absl::StatusOr<cooperation::v1::ExchangeRate> ReadExchangeRate(const CsvRow& row);

struct ExternalContribution {
  cooperation::v1::Contribution contribution;
  cooperation::v1::Contribution::State state;  // COMMITTED or DELIVERED
};
absl::StatusOr<ExternalContribution> ReadContribution(const CsvRow& row);

// Published requests are one need line of money.
inline constexpr char kFundingNeed[] = "funding";

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_ASSISTANCE_ROWS_H_
