// Requests, offers, what was proposed and pledged between them, and matching.
#include <string>

#include "absl/strings/str_cat.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "services/cooperation/testing.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {
namespace {

namespace coop = cooperation::v1;
using type::v1::Audience;

constexpr char kNorway[] = "states/NOR";
constexpr char kLaos[] = "states/LAO";
constexpr char kAustralia[] = "states/AUS";
constexpr char kIsu[] = "actors/isu";
constexpr char kOxf[] = "actors/oxf";

const Who kSecretariat = {"secretariat", kIsu};

// Years that are not over when this runs.
constexpr int kYear = 2072;

coop::Quantity Dollars(int64_t units) {
  coop::Quantity quantity;
  quantity.mutable_money()->set_currency_code("USD");
  quantity.mutable_money()->set_units(units);
  return quantity;
}

Audience For(Audience::Kind kind, const std::vector<std::string>& members = {}) {
  Audience audience;
  audience.set_kind(kind);
  for (const std::string& member : members) audience.add_members(member);
  return audience;
}

class Maker {
 public:
  explicit Maker(Fixtures* fixtures) : fixtures_(*fixtures) {}

  template <typename Response>
  Response Call(const Who& who, const std::string& method,
                const google::protobuf::Message& request) {
    return fixtures_.Make<Response>(kCooperation, who, method, request);
  }
  template <typename Request, typename Response>
  Response ByName(const Who& who, const std::string& method, const std::string& name) {
    Request request;
    request.set_name(name);
    return Call<Response>(who, method, request);
  }

  // A request made by who submits it; `until` says how far it gets.
  enum class Until { kDraft, kSubmitted, kPublished, kDeleted };
  std::string Request(const std::string& id, const std::string& recipient,
                      const std::string& submitter, const Audience& audience, Until until,
                      const std::string& partner = "") {
    coop::CreateAssistanceRequestRequest create;
    coop::AssistanceRequest& request = *create.mutable_assistance_request();
    request = cooperation::ExampleRequest();
    request.set_recipient(recipient);
    request.set_submitter(submitter);
    if (submitter != recipient) request.set_endorsement("note verbale 12");
    if (!partner.empty()) request.add_implementing_partners(partner);
    *request.mutable_audience() = audience;
    for (auto& need : *request.mutable_needs()) {
      for (auto& year : *need.mutable_years()) year.set_year(year.year() + 60);
    }
    create.set_assistance_request_id(id);
    const bool agency = submitter != recipient;
    const Who writes = {agency ? "implementer" : "state drafter", submitter};
    const Who approves = {agency ? "implementer" : "state approver", submitter};
    const std::string name =
        Call<coop::AssistanceRequest>(writes, "CreateAssistanceRequest", create).name();
    using R = coop::AssistanceRequest;
    if (until == Until::kDeleted) {
      ByName<coop::DeleteAssistanceRequestRequest, R>(writes, "DeleteAssistanceRequest", name);
    }
    if (until == Until::kDraft || until == Until::kDeleted) return name;
    ByName<coop::SubmitAssistanceRequestRequest, R>(approves, "SubmitAssistanceRequest", name);
    if (until == Until::kSubmitted) return name;
    ByName<coop::AuthenticateAssistanceRequestRequest, R>(kSecretariat,
                                                          "AuthenticateAssistanceRequest", name);
    ByName<coop::PublishAssistanceRequestRequest, R>(approves, "PublishAssistanceRequest", name);
    return name;
  }
  void AddRequest(const std::string& name, const std::string& to_others,
                  const std::map<std::string, std::string>& for_actor = {}) {
    fixtures_.Add({"assistanceRequests", name, to_others, for_actor});
  }

  std::string Offer(const std::string& id, const std::string& provider, const Audience& audience,
                    bool publish = true, bool ceilings_private = false) {
    coop::CreateOfferRequest create;
    coop::Offer& offer = *create.mutable_offer();
    offer = cooperation::ExampleOffer();
    offer.set_provider(provider);
    *offer.mutable_audience() = audience;
    offer.set_ceilings_private(ceilings_private);
    for (auto& year : *offer.mutable_years()) year.set_year(year.year() + 60);
    offer.mutable_valid_until()->set_year(2099);
    create.set_offer_id(id);
    const Who officer = {"donor officer", provider};
    const std::string name = Call<coop::Offer>(officer, "CreateOffer", create).name();
    if (publish) ByName<coop::PublishOfferRequest, coop::Offer>(officer, "PublishOffer", name);
    return name;
  }
  void AddOffer(const std::string& name, const std::string& to_others,
                const std::map<std::string, std::string>& for_actor = {}) {
    fixtures_.Add({"offers", name, to_others, for_actor});
  }

  std::string Propose(const std::string& offer, const std::string& request) {
    coop::ProposeMatchRequest propose;
    propose.set_offer(offer);
    propose.set_assistance_request(request);
    propose.set_need_id("funding");
    propose.set_year(kYear);
    *propose.mutable_quantity() = Dollars(100);
    return Call<coop::Proposal>(kSecretariat, "ProposeMatch", propose).name();
  }
  std::string Pledge(const std::string& offer, const std::string& provider,
                     const std::string& request, const std::string& recipient) {
    coop::AcceptProposalRequest accept;
    accept.set_name(Propose(offer, request));
    accept.set_reason("because");
    accept.set_side(coop::Proposal::SIDE_PROVIDER);
    Call<coop::AcceptProposalResponse>({"donor officer", provider}, "AcceptProposal", accept);
    accept.set_side(coop::Proposal::SIDE_RECIPIENT);
    return Call<coop::AcceptProposalResponse>({"state approver", recipient}, "AcceptProposal",
                                              accept)
        .contribution()
        .name();
  }
  std::string External(const std::string& id, const std::string& provider,
                       const std::string& implementer = "") {
    coop::RecordExternalContributionRequest record;
    coop::Contribution& contribution = *record.mutable_contribution();
    contribution.set_provider(provider);
    contribution.add_recipients(kLaos);
    contribution.set_kind(coop::RESOURCE_KIND_FUNDING);
    *contribution.mutable_total() = Dollars(1000);
    contribution.set_start_year(2012);
    contribution.set_end_year(2012);
    contribution.set_implementer(implementer);
    contribution.set_source("https://example.org/report");
    record.set_contribution_id(id);
    record.set_state(coop::Contribution::STATE_COMMITTED);
    return Call<coop::Contribution>({"donor officer", provider}, "RecordExternalContribution",
                                    record)
        .name();
  }
  void AddContribution(const std::string& name, const std::string& to_others,
                       const std::map<std::string, std::string>& for_actor = {}) {
    fixtures_.Add({"contributions", name, to_others, for_actor});
  }

  void Requests() {
    const Audience everyone = For(Audience::KIND_EVERYONE);
    const Audience australia = For(Audience::KIND_NAMED, {kAustralia});
    AddRequest(Request("norway-draft", kNorway, kNorway, australia, Until::kDraft), "draft",
               {{kNorway, "own-draft"}});
    AddRequest(Request("norway-open", kNorway, kNorway, australia, Until::kPublished), "hidden",
               {{kNorway, "own-open"}});
    AddRequest(Request("asked-draft", kNorway, kOxf, australia, Until::kDraft), "draft",
               {{kNorway, "asked-draft"}});
    asked_ = Request("asked-open", kNorway, kOxf, australia, Until::kPublished);
    AddRequest(asked_, "hidden", {{kNorway, "asked-open"}});
    AddRequest(Request("filed-draft", kLaos, kIsu, australia, Until::kDraft), "draft",
               {{kIsu, "filed-draft"}});
    AddRequest(Request("filed-open", kLaos, kIsu, australia, Until::kPublished), "hidden",
               {{kIsu, "filed-open"}});
    AddRequest(Request("partner", kLaos, kLaos, australia, Until::kPublished, kIsu), "hidden",
               {{kIsu, "partner"}});
    open_request_ = Request("open", kLaos, kLaos, everyone, Until::kPublished);
    AddRequest(open_request_, "open");
    AddRequest(
        Request("parties", kLaos, kLaos, For(Audience::KIND_STATES_PARTIES), Until::kPublished),
        "parties");
    AddRequest(Request("named", kLaos, kLaos, For(Audience::KIND_NAMED, {kNorway, kIsu}),
                       Until::kPublished),
               "named");
    AddRequest(Request("hidden", kLaos, kLaos, australia, Until::kPublished), "hidden");
    AddRequest(Request("submitted", kLaos, kLaos, everyone, Until::kSubmitted), "submitted");
    AddRequest(Request("draft", kLaos, kLaos, everyone, Until::kDraft), "draft");
    AddRequest(Request("deleted", kLaos, kLaos, everyone, Until::kDeleted), "draft");
  }

  void Offers() {
    const Audience everyone = For(Audience::KIND_EVERYONE);
    const Audience laos = For(Audience::KIND_NAMED, {kLaos});
    for (const char* provider : {kNorway, kIsu}) {
      const std::string id = provider == kNorway ? "norway" : "isu";
      AddOffer(Offer(id + "-draft", provider, everyone, false), "draft", {{provider, "own-draft"}});
      AddOffer(Offer(id + "-open", provider, laos, true, true), "hidden", {{provider, "own-open"}});
      own_offers_[provider] = Offer(id + "-public", provider, everyone);
      AddOffer(own_offers_[provider], "open", {{provider, "own-public"}});
    }
    open_offer_ = Offer("open", kAustralia, everyone);
    AddOffer(open_offer_, "open");
    AddOffer(Offer("private", kAustralia, everyone, true, true), "private");
    AddOffer(Offer("vetted", kAustralia, For(Audience::KIND_VETTED_PROVIDERS)), "vetted");
    AddOffer(Offer("named", kAustralia, For(Audience::KIND_NAMED, {kNorway, kIsu})), "named");
    AddOffer(Offer("hidden", kAustralia, laos), "hidden");
    AddOffer(Offer("draft", kAustralia, everyone, false), "draft");
  }

  void Runs() {
    const auto run = [&](const Who& who) {
      coop::RunMatchingRequest request;
      coop::RunMatchingResponse response;
      std::string name;
      Must(fixtures_.world()
               .As(kCooperation, who)
               .StreamRaw("clearway.cooperation.v1.CooperationService/RunMatching", request,
                          &response,
                          [&] {
                            if (response.has_match_run()) name = response.match_run().name();
                            return true;
                          }),
           "RunMatching");
      return name;
    };
    fixtures_.Add({"matchRuns", run({"coordinator", kNorway}), "foreign", {{kNorway, "own"}}});
    fixtures_.Add({"matchRuns", run(kSecretariat), "foreign", {{kIsu, "own"}}});
    fixtures_.Add({"matchRuns", run({"coordinator", kAustralia}), "foreign", {}});
  }

  void Contributions() {
    for (const char* provider : {kNorway, kIsu}) {
      AddContribution(Pledge(own_offers_[provider], provider, open_request_, kLaos), "pledged",
                      {{provider, "own-pledged"}});
      AddContribution(External(provider == kNorway ? "norway" : "isu", provider), "external",
                      {{provider, "own-external"}});
    }
    AddContribution(Pledge(open_offer_, kAustralia, asked_, kNorway), "pledged",
                    {{kNorway, "received"}});
    AddContribution(External("carried-norway", kAustralia, kNorway), "external",
                    {{kNorway, "carried-out"}});
    AddContribution(External("carried-isu", kAustralia, kIsu), "external", {{kIsu, "carried-out"}});
    AddContribution(External("external", kAustralia), "external");
    AddContribution(Pledge(open_offer_, kAustralia, open_request_, kLaos), "pledged");
  }

  // By hand, and those that matching made.
  void Proposals() {
    for (const char* provider : {kNorway, kIsu}) Propose(own_offers_[provider], open_request_);
    Propose(open_offer_, asked_);
    Propose(open_offer_, open_request_);
    coop::ListProposalsRequest request;
    request.set_page_size(1000);
    const auto all = Call<coop::ListProposalsResponse>(kSecretariat, "ListProposals", request);
    // What can still be decided on comes first.
    for (const bool open : {true, false}) {
      for (const coop::Proposal& proposal : all.proposals()) {
        if ((proposal.state() == coop::Proposal::STATE_PROPOSED) != open) continue;
        std::map<std::string, std::string> sides;
        sides[proposal.recipient()] = "as-recipient";
        sides[proposal.provider()] = "as-provider";
        fixtures_.Add({"proposals", proposal.name(), "foreign", sides});
      }
    }
  }

  void Rates() {
    coop::SetExchangeRatesRequest request;
    auto* rate = request.add_exchange_rates();
    rate->set_currency_code("EUR");
    rate->set_quote_currency_code("USD");
    rate->mutable_date()->set_year(2012);
    rate->mutable_date()->set_month(1);
    rate->mutable_date()->set_day(1);
    rate->set_rate("1.3");
    const auto set =
        Call<coop::SetExchangeRatesResponse>(kSecretariat, "SetExchangeRates", request);
    fixtures_.Add({"exchangeRates", set.exchange_rates(0).name(), "rate", {}});
    fixtures_.Add({"matchPolicies", "matchPolicies/default", "policy", {}});
  }

 private:
  Fixtures& fixtures_;
  std::string open_request_, asked_, open_offer_;
  std::map<std::string, std::string> own_offers_;
};

}  // namespace

void MakeCooperation(Fixtures* fixtures) {
  Maker maker(fixtures);
  maker.Rates();
  maker.Requests();
  maker.Offers();
  maker.Runs();
  maker.Contributions();
  maker.Proposals();
}

}  // namespace clearway::permission
