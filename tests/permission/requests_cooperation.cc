#include "absl/strings/str_cat.h"
#include "tests/permission/requests.h"

namespace clearway::permission {
namespace {

std::string Asked(const char* parties) {
  return absl::StrCat("assistance_request { ", parties, R"(
      title: "Clearance" area_of_work: AREA_OF_WORK_CLEARANCE
      needs {
        need_id: "funding"
        kind: RESOURCE_KIND_FUNDING
        years { year: 2072 quantity { money { currency_code: "USD" units: 10 } } }
      } })");
}

std::string Offered(const char* provider) {
  return absl::StrCat("offer { provider: \"", provider, R"("
      title: "Mine action" kind: RESOURCE_KIND_FUNDING
      total { money { currency_code: "USD" units: 10 } }
      valid_until { year: 2099 month: 1 day: 1 } })");
}

std::string GivenElsewhere(const char* provider) {
  return absl::StrCat("contribution { provider: \"", provider, R"("
      recipients: "states/LAO" kind: RESOURCE_KIND_FUNDING
      total { money { currency_code: "USD" units: 10 } } start_year: 2012 end_year: 2012
      source: "https://example.org/report" })");
}

std::string Proposed(const char* offer, const char* request) {
  return absl::StrCat("offer: \"", offer, "\" assistance_request: \"", request, R"("
      need_id: "funding" year: 2072 quantity { money { currency_code: "USD" units: 1 } })");
}

}  // namespace

const std::vector<RequestLine>& CooperationRequests() {
  static const auto* const lines = new std::vector<RequestLine>{
      {"CreateAssistanceRequest/of its own State",
       Asked(R"(recipient: "%state%" submitter: "%state%")")},
      {"CreateAssistanceRequest/filed by another",
       Asked(R"(recipient: "%state%" submitter: "actors/oxf" endorsement: "note verbale")")},
      {"CreateAssistanceRequest/of another State",
       Asked(R"(recipient: "states/LAO" submitter: "states/LAO")")},
      {"AskQuestion", R"(name: "%record%" text: "How deep?")"},
      {"AskQuestion/in another's name",
       R"(name: "%record%" text: "How deep?" asker: "states/AUS")"},
      // Of no question of the record's.
      {"AnswerQuestion", R"(name: "%record%" question_id: "none" answer: "Deep.")", true},
      {"AnswerFollowUp", R"(name: "%record%" answer { outcome: OUTCOME_MET })"},
      {"SuggestOffers", R"(assistance_request: "%record%")"},
      {"SuggestRequests", R"(offer: "%record%")"},
      {"CreateOffer/of its own", Offered("%actor%")},
      {"CreateOffer/of another", Offered("states/AUS")},
      {"UpdateOffer/of its ceiling",
       R"(offer { name: "%record%" total { money { currency_code: "USD" units: 5000 } } }
          update_mask { paths: "total" })"},
      {"CreateMatchPolicy",
       R"(match_policy { display_name: "New" currency_code: "USD" weights { urgency: 100 }
                         bands { full_bonus: 1 half_bonus: 1 quarter_bonus: 1 floor_bonus: 1 } })"},
      {"SetExchangeRates",
       R"(exchange_rates { currency_code: "EUR" quote_currency_code: "USD" rate: "1.2"
                           date { year: 2012 month: 2 day: 1 } })"},
      {"RunMatching/as a what-if", "what_if: true"},
      // Of an offer that does not exist, so that nothing is stored.
      {"RunMatching/stored", R"(offers: "offers/none")", true},
      {"ListRequestOutcomes", R"(match_run: "%record%")"},
      {"ListOfferOutcomes", R"(match_run: "%record%")"},
      {"ExplainPair/of a request", R"(assistance_request: "%record%" offer: "offers/open")"},
      {"ExplainPair/of an offer",
       R"(offer: "%record%" assistance_request: "assistanceRequests/open")"},
      {"ProposeMatch/of its request", Proposed("offers/open", "%record%")},
      {"ProposeMatch/of its offer", Proposed("%record%", "assistanceRequests/open")},
      {"AcceptProposal/as provider", R"(name: "%record%" side: SIDE_PROVIDER)"},
      {"AcceptProposal/as recipient", R"(name: "%record%" side: SIDE_RECIPIENT)"},
      {"DeclineProposal/as provider", R"(name: "%record%" side: SIDE_PROVIDER)"},
      {"DeclineProposal/as recipient", R"(name: "%record%" side: SIDE_RECIPIENT)"},
      {"RecordDelivery",
       R"(name: "%record%" delivery { date { year: 2012 month: 3 day: 1 } year: 2012
            quantity { money { currency_code: "USD" units: 1 } } })"},
      {"CancelContribution", R"(name: "%record%" reason: "no longer needed")"},
      {"RecordExternalContribution/of its own", GivenElsewhere("%actor%")},
      {"RecordExternalContribution/of another", GivenElsewhere("states/AUS")},
      {"BatchWrite",
       R"(writes { method: "PublishOffer" request {
            [type.googleapis.com/clearway.cooperation.v1.PublishOfferRequest] {
              name: "offers/open" } } })"},
  };
  return *lines;
}

}  // namespace clearway::permission
