#include "services/cooperation/rates.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/behavior.h"
#include "common/resource/keys.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/rate_rules.h"

namespace clearway::cooperation {
namespace {

using v1::ExchangeRate;

// The id in the record key that the cursor stands on.
std::string IdAt(const store::Cursor& cursor) {
  const absl::string_view key = cursor.key();
  return std::string(key.substr(key.rfind('/') + 1));
}

// Adds the latest rates, up to the day, of `currency` (in lower case) to each of its quote
// currencies. Ids are "eur-usd-2019-12-31": those of a pair stand together, by date.
absl::Status AddQuotes(const store::Reader& at, const std::string& currency, const std::string& day,
                       RateTable* table) {
  const std::string prefix = resource::RecordKey(Rates().collection(), currency + "-");
  const auto pairs = at.Scan(prefix, store::PrefixEnd(prefix));
  while (pairs->Valid()) {
    const std::string quote = IdAt(*pairs).substr(4, 3);
    const std::string begin = absl::StrCat(prefix, quote, "-");
    const auto latest = at.Scan(begin, absl::StrCat(begin, day, "!"), /*reverse=*/true);
    RETURN_IF_ERROR(latest->status());
    if (latest->Valid()) {
      ASSIGN_OR_RETURN(const ExchangeRate rate, Rates().Get(at, Rates().NameOf(IdAt(*latest))));
      RETURN_IF_ERROR(table->Add(rate));
    }
    pairs->Seek(store::PrefixEnd(begin));
  }
  return pairs->status();
}

}  // namespace

absl::StatusOr<v1::SetExchangeRatesResponse> SetExchangeRates(
    const rpc::Call& call, store::Txn& txn, const v1::SetExchangeRatesRequest& request) {
  rpc::Violations bad;
  CheckRates(request.exchange_rates(), "exchange_rates", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  v1::SetExchangeRatesResponse response;
  for (const ExchangeRate& given : request.exchange_rates()) {
    ExchangeRate rate = given;
    resource::ClearOutputOnly(&rate);
    rate.clear_etag();
    const std::string id = RateId(rate);
    const std::string name = Rates().NameOf(id);
    ASSIGN_OR_RETURN(const bool there, Rates().Exists(txn, name));
    if (there) {
      ASSIGN_OR_RETURN(ExchangeRate stored, Rates().Get(txn, name));
      stored.set_rate(rate.rate());
      stored.set_source(rate.source());
      ASSIGN_OR_RETURN(rate, Rates().Write(call, txn, std::move(stored), "set"));
    } else {
      ASSIGN_OR_RETURN(rate, Rates().Create(call, txn, std::move(rate), id));
    }
    *response.add_exchange_rates() = std::move(rate);
  }
  return response;
}

absl::StatusOr<v1::ListExchangeRatesResponse> ListExchangeRates(
    const rpc::Call&, const store::Snapshot& at, const v1::ListExchangeRatesRequest& request) {
  return Rates().List<v1::ListExchangeRatesResponse>(at, request);
}

absl::StatusOr<RateTable> LoadRates(const store::Reader& at, const google::type::Date& as_of) {
  RateTable table;
  absl::Status status;
  RETURN_IF_ERROR(Rates().ForEach(at, [&](const ExchangeRate& rate) {
    if (calendar::ToCivil(rate.date()) <= calendar::ToCivil(as_of)) status = table.Add(rate);
    return status.ok();
  }));
  RETURN_IF_ERROR(status);
  return table;
}

absl::StatusOr<RateTable> LoadRatesBetween(const store::Reader& at, absl::string_view a,
                                           absl::string_view b, const google::type::Date& as_of) {
  RateTable table;
  const std::string day = calendar::ToString(as_of);
  RETURN_IF_ERROR(AddQuotes(at, absl::AsciiStrToLower(a), day, &table));
  RETURN_IF_ERROR(AddQuotes(at, absl::AsciiStrToLower(b), day, &table));
  return table;
}

}  // namespace clearway::cooperation
