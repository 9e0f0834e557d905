#include "services/cooperation/summary.h"

#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/rates.h"
#include "services/cooperation/summary_sums.h"

namespace clearway::cooperation {
namespace {

// Adds every record of the collection that is of the population.
template <typename Record>
absl::Status AddAll(const resource::Collection<Record>& collection, const store::Reader& at,
                    bool synthetic, const rpc::Call& call, SummarySums* sums) {
  RETURN_IF_ERROR(collection.ForEach(at, [&](const Record& record) {
    if (record.synthetic() == synthetic) sums->Add(record);
    return !call.Cancelled();
  }));
  return call.Cancelled() ? absl::CancelledError("the call was cancelled") : absl::OkStatus();
}

}  // namespace

absl::Status SummarizeCooperation(const rpc::Call& call, const store::Snapshot& at,
                                  const v1::SummarizeCooperationRequest& request,
                                  rpc::Sink<v1::SummarizeCooperationResponse>& sink) {
  if (request.end_year() != 0 && request.end_year() < request.start_year()) {
    return rpc::InvalidField("end_year", "must not be before start_year",
                             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  SummaryOptions options;
  options.as_of = DayOf(call, request.has_as_of(), request.as_of());
  options.currency = request.currency_code().empty() ? "USD" : request.currency_code();
  options.start_year = request.start_year();
  options.end_year = request.end_year();
  options.by_year = request.by_year();
  options.by_area = request.by_area_of_work();
  options.by_recipient = request.by_recipient();
  const bool synthetic = request.population() == v1::POPULATION_SYNTHETIC;

  ASSIGN_OR_RETURN(const RateTable rates, LoadRates(at, options.as_of));
  SummarySums sums(options, &rates);
  RETURN_IF_ERROR(AddAll(Requests(), at, synthetic, call, &sums));
  RETURN_IF_ERROR(AddAll(Offers(), at, synthetic, call, &sums));
  RETURN_IF_ERROR(AddAll(Contributions(), at, synthetic, call, &sums));
  return sink.Send(sums.Finish());
}

}  // namespace clearway::cooperation
