#include "clients/loader/assistance_rows.h"

#include <initializer_list>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/field_text.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)
using google::protobuf::Message;

// Sets `field` (or adds to it) from text, as the command line would.
absl::Status Set(const CsvRow& row, Message* message, const char* field, absl::string_view text) {
  absl::Status set = cli::SetField(message, message->GetDescriptor()->FindFieldByName(field), text);
  if (set.ok()) return set;
  return row.Error(absl::StrCat(field, ": ", set.message()));
}

// Copies cells to the fields of the same name; a cell for a repeated field is a list.
absl::Status Copy(const CsvRow& row, Message* message, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    bool repeated = message->GetDescriptor()->FindFieldByName(field)->is_repeated();
    if (!repeated) {
      if (row.Get(field).empty()) continue;
      RETURN_IF_ERROR(Set(row, message, field, row.Get(field)));
      continue;
    }
    for (const std::string& part : row.List(field)) RETURN_IF_ERROR(Set(row, message, field, part));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Name(const CsvRow& row, absl::string_view collection) {
  if (row.Get("id").empty()) return row.Error("id is missing");
  return absl::StrCat(collection, "/", row.Get("id"));
}

absl::Status SetMoney(const CsvRow& row, absl::string_view amount, Message* message,
                      const char* field) {
  return Set(row, message, field, absl::StrCat(row.Get("currency"), " ", amount));
}

// "2014:50000000;2015:50000000", in the row's currency.
absl::StatusOr<std::vector<YearlyQuantity>> Years(const CsvRow& row) {
  std::vector<YearlyQuantity> years;
  for (const std::string& part : row.List("years")) {
    std::pair<absl::string_view, absl::string_view> pair = absl::StrSplit(part, ':');
    int32_t year = 0;
    if (!absl::SimpleAtoi(pair.first, &year)) {
      return row.Error(absl::StrCat("years: \"", part, "\" is not like \"2014:50000000\""));
    }
    YearlyQuantity yearly;
    yearly.set_year(year);
    RETURN_IF_ERROR(SetMoney(row, pair.second, &yearly, "quantity"));
    years.push_back(yearly);
  }
  return years;
}

}  // namespace

absl::StatusOr<AssistanceRequest> ReadRequest(const CsvRow& row) {
  AssistanceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), Name(row, "assistanceRequests"));
  RETURN_IF_ERROR(Copy(row, &request,
                       {"recipient", "title", "description", "area_of_work", "legal_deadline",
                        "legal_basis", "national_plan", "national_plan_end_year", "cost_basis",
                        "survey_basis", "known_date", "expire_date", "sources"}));
  // Published for all to read.
  request.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
  ASSIGN_OR_RETURN(std::vector<YearlyQuantity> years, Years(row));
  if (years.empty()) return row.Error("years is missing");
  NeedLine* need = request.add_needs();
  need->set_need_id(kFundingNeed);
  need->set_kind(RESOURCE_KIND_FUNDING);
  *need->mutable_years() = {years.begin(), years.end()};
  return request;
}

absl::StatusOr<Offer> ReadOffer(const CsvRow& row) {
  Offer offer;
  ASSIGN_OR_RETURN(*offer.mutable_name(), Name(row, "offers"));
  RETURN_IF_ERROR(Copy(row, &offer,
                       {"provider", "title", "description", "areas_of_work", "channels",
                        "conditions", "valid_from", "valid_until", "known_date", "sources"}));
  offer.set_kind(RESOURCE_KIND_FUNDING);
  offer.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
  RETURN_IF_ERROR(SetMoney(row, row.Get("total"), &offer, "total"));
  ASSIGN_OR_RETURN(std::vector<YearlyQuantity> years, Years(row));
  *offer.mutable_years() = {years.begin(), years.end()};
  for (const std::string& recipient : row.List("earmark_recipients")) {
    offer.mutable_earmark()->add_recipients(recipient);
  }
  return offer;
}

absl::StatusOr<ExternalContribution> ReadContribution(const CsvRow& row) {
  ExternalContribution external;
  Contribution& made = external.contribution;
  ASSIGN_OR_RETURN(*made.mutable_name(), Name(row, "contributions"));
  RETURN_IF_ERROR(Copy(row, &made,
                       {"provider", "recipients", "areas_of_work", "channel", "start_year",
                        "end_year", "source", "notes"}));
  made.set_kind(RESOURCE_KIND_FUNDING);
  RETURN_IF_ERROR(SetMoney(row, row.Get("total"), &made, "total"));
  ASSIGN_OR_RETURN(std::vector<YearlyQuantity> years, Years(row));
  *made.mutable_tranches() = {years.begin(), years.end()};
  if (!row.Get("published_usd").empty()) {
    RETURN_IF_ERROR(
        Set(row, &made, "published_value", absl::StrCat("USD ", row.Get("published_usd"))));
  }
  if (!Contribution::State_Parse(absl::StrCat("STATE_", row.Get("state")), &external.state)) {
    return row.Error(absl::StrCat("state: \"", row.Get("state"), "\" is no state"));
  }
  return external;
}

absl::StatusOr<ExchangeRate> ReadExchangeRate(const CsvRow& row) {
  ExchangeRate rate;
  RETURN_IF_ERROR(Copy(row, &rate, {"date", "rate", "source"}));
  RETURN_IF_ERROR(Set(row, &rate, "currency_code", row.Get("currency")));
  RETURN_IF_ERROR(Set(row, &rate, "quote_currency_code", row.Get("quote_currency")));
  return rate;
}

}  // namespace clearway::loader
