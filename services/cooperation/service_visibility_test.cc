// Who sees what, through a real server: in each way to read, a caller learns no more than a Get
// would tell, and owners, parties, those named, vetted providers and States Parties see what is
// theirs to see.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using auth::Caller;
using type::v1::Audience;
using type::v1::ResourceChange;
using type::v1::WatchRequest;
using type::v1::WatchResponse;
using v1::AssistanceRequest;
using v1::Contribution;
using v1::MatchRun;
using v1::Offer;
using v1::Proposal;
using Names = std::set<std::string>;

Caller CallerOf(const std::string& actor, auth::Roles roles) {
  Caller caller;
  caller.identity = absl::StrCat("spiffe://clearway.test/", actor);
  caller.actor = actor;
  caller.names = {actor};
  caller.roles = roles;
  return caller;
}

std::string PathOf(const std::string& method) {
  return absl::StrCat("clearway.cooperation.v1.CooperationService/", method);
}

// Calls as one caller.
class Eyes {
 public:
  Eyes(std::string who, std::unique_ptr<rpc::Client> client)
      : who_(std::move(who)), client_(std::move(client)) {}

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method,
                                const google::protobuf::Message& request) const {
    return client_->Call<Response>(PathOf(method), request);
  }
  template <typename Response>
  std::vector<Response> Stream(const std::string& method, const google::protobuf::Message& request,
                               int messages = 1 << 30) const {
    std::vector<Response> all;
    const absl::Status status =
        client_->Stream<Response>(PathOf(method), request, [&](const Response& response) {
          all.push_back(response);
          return static_cast<int>(all.size()) < messages;
        });
    EXPECT_TRUE(status.ok() || absl::IsCancelled(status)) << who_ << " " << method << status;
    return all;
  }

  template <typename Record, typename Request>
  absl::StatusOr<Record> Get(const std::string& method, const std::string& name) const {
    Request request;
    request.set_name(name);
    return Call<Record>(method, request);
  }
  absl::StatusOr<AssistanceRequest> GetRequest(const std::string& name) const {
    return Get<AssistanceRequest, v1::GetAssistanceRequestRequest>("GetAssistanceRequest", name);
  }
  absl::StatusOr<Offer> GetOffer(const std::string& name) const {
    return Get<Offer, v1::GetOfferRequest>("GetOffer", name);
  }
  absl::StatusOr<Proposal> GetProposal(const std::string& name) const {
    return Get<Proposal, v1::GetProposalRequest>("GetProposal", name);
  }
  absl::StatusOr<Contribution> GetContribution(const std::string& name) const {
    return Get<Contribution, v1::GetContributionRequest>("GetContribution", name);
  }
  absl::StatusOr<MatchRun> GetRun(const std::string& name) const {
    return Get<MatchRun, v1::GetMatchRunRequest>("GetMatchRun", name);
  }

  v1::ListOffersResponse ListOffers(const std::string& filter, const std::string& order_by = "",
                                    int page_size = 0, const std::string& token = "") const {
    v1::ListOffersRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    request.set_page_size(page_size);
    request.set_page_token(token);
    const auto listed = Call<v1::ListOffersResponse>("ListOffers", request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? *listed : v1::ListOffersResponse();
  }
  Names OfferNames(const std::string& filter) const {
    Names names;
    const auto listed = ListOffers(filter);
    for (const auto& offer : listed.offers()) names.insert(offer.name());
    EXPECT_EQ(listed.total_size(), listed.offers_size()) << who_;
    return names;
  }

  // Everything that lists hold, with what stands in it, by name.
  std::map<std::string, std::string> Listed() const {
    std::map<std::string, std::string> records;
    const auto add = [&](const auto& listed, int total) {
      for (const auto& record : listed) records[record.name()] = record.SerializeAsString();
      EXPECT_EQ(total, listed.size()) << who_;
    };
    const auto requests = Call<v1::ListAssistanceRequestsResponse>(
        "ListAssistanceRequests", v1::ListAssistanceRequestsRequest());
    const auto offers = Call<v1::ListOffersResponse>("ListOffers", v1::ListOffersRequest());
    const auto proposals =
        Call<v1::ListProposalsResponse>("ListProposals", v1::ListProposalsRequest());
    const auto contributions =
        Call<v1::ListContributionsResponse>("ListContributions", v1::ListContributionsRequest());
    const auto runs = Call<v1::ListMatchRunsResponse>("ListMatchRuns", v1::ListMatchRunsRequest());
    EXPECT_TRUE(requests.ok() && offers.ok() && proposals.ok() && contributions.ok() && runs.ok())
        << who_;
    if (!runs.ok()) return records;
    add(requests->assistance_requests(), requests->total_size());
    add(offers->offers(), offers->total_size());
    add(proposals->proposals(), proposals->total_size());
    add(contributions->contributions(), contributions->total_size());
    add(runs->match_runs(), runs->total_size());
    return records;
  }

  // What Watch says is there, of the same collections.
  std::map<std::string, std::string> Watched() const {
    WatchRequest request;
    request.set_include_existing(true);
    for (const char* collection :
         {"assistanceRequests", "offers", "proposals", "contributions", "matchRuns"}) {
      request.add_collections(collection);
    }
    std::map<std::string, std::string> records;
    const absl::Status status = client_->Stream<WatchResponse>(
        PathOf("Watch"), request, [&](const WatchResponse& response) {
          for (const ResourceChange& change : response.changes()) {
            records[change.name()] = change.resource().value();
          }
          return response.resume_token().empty();
        });
    EXPECT_TRUE(absl::IsCancelled(status) || status.ok()) << status;
    return records;
  }

  const std::string& who() const { return who_; }
  const rpc::Client& client() const { return *client_; }

 private:
  std::string who_;
  std::unique_ptr<rpc::Client> client_;
};

// An offer of Norway and a request of Laos for each way in which such a record can be seen, named
// so; and whom each of the callers is.
class VisibilityTest : public CooperationTest {
 protected:
  VisibilityTest() {
    Add("outsider", CallerOf("actors/outsider", {type::v1::ROLE_OBSERVER}));
    Caller party = CallerOf("states/AUS", {type::v1::ROLE_OBSERVER});
    party.state_party = true;
    Add("party", party);
    Caller vetted = CallerOf("actors/vetted", {type::v1::ROLE_OBSERVER});
    vetted.vetted = true;
    Add("vetted", vetted);
    Add("named", CallerOf("actors/undp", {type::v1::ROLE_OBSERVER}));
    Add("provider", CallerOf("states/NOR", {type::v1::ROLE_DONOR_OFFICER}));
    Add("recipient",
        CallerOf("states/LAO", {type::v1::ROLE_STATE_DRAFTER, type::v1::ROLE_STATE_APPROVER}));
    Add("secretariat", CallerOf("actors/isu", {type::v1::ROLE_SECRETARIAT}));
    Add("coordinator", CallerOf("actors/coordinator", {type::v1::ROLE_COORDINATOR}));
    Add("system", Caller::Unrestricted("actors/system"));
    Add("implementer", CallerOf("actors/mag", {type::v1::ROLE_IMPLEMENTER}));
  }

  void Add(const std::string& who, const Caller& caller) {
    eyes_.emplace(who, Eyes(who, ClientOf(caller)));
  }
  const Eyes& As(const std::string& who) const { return eyes_.at(who); }
  const std::map<std::string, Eyes>& all() const { return eyes_; }

  static Offer WithAudience(Offer offer, Audience::Kind kind, const std::string& member = "") {
    offer.mutable_audience()->set_kind(kind);
    if (!member.empty()) offer.mutable_audience()->add_members(member);
    return offer;
  }
  static AssistanceRequest WithAudience(AssistanceRequest request, Audience::Kind kind,
                                        const std::string& member = "") {
    request.mutable_audience()->set_kind(kind);
    request.mutable_audience()->clear_members();
    if (!member.empty()) request.mutable_audience()->add_members(member);
    return request;
  }

  std::string DraftOffer(const std::string& id, const Offer& offer) {
    v1::CreateOfferRequest create;
    *create.mutable_offer() = offer;
    create.set_offer_id(id);
    const auto made = Call<Offer>("CreateOffer", create);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->name() : "";
  }
  std::string DraftRequest(const std::string& id, const AssistanceRequest& request) {
    v1::CreateAssistanceRequestRequest create;
    *create.mutable_assistance_request() = request;
    create.set_assistance_request_id(id);
    const auto made = Call<AssistanceRequest>("CreateAssistanceRequest", create);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->name() : "";
  }
  void Submit(const std::string& name) {
    EXPECT_TRUE((ByName<AssistanceRequest, v1::SubmitAssistanceRequestRequest>(
                     "SubmitAssistanceRequest", name)
                     .ok()));
  }
  Contribution Commit(const std::string& name) {
    const auto done =
        ByName<Contribution, v1::CommitContributionRequest>("CommitContribution", name);
    EXPECT_TRUE(done.ok()) << done.status();
    return done.ok() ? *done : Contribution();
  }

  static v1::Quantity Dollars(int64_t units) {
    v1::Quantity quantity;
    quantity.mutable_money()->set_currency_code("USD");
    quantity.mutable_money()->set_units(units);
    return quantity;
  }

  // Of each kind of record something that some see and others do not.
  void FillEverything() {
    DraftOffer("draft", ExampleOffer());
    DraftRequest("draft", ExampleRequest());
    DraftRequest("submitted", ExampleRequest());
    Submit("assistanceRequests/submitted");
    Open(ExampleOffer(), "everyone");
    Open(WithAudience(ExampleOffer(), Audience::KIND_VETTED_PROVIDERS), "vetted");
    Open(WithAudience(ExampleOffer(), Audience::KIND_STATES_PARTIES), "parties");
    Offer hidden = ExampleOffer();
    hidden.set_ceilings_private(true);
    Open(hidden, "private");
    AssistanceRequest request = ExampleRequest();
    Published(WithAudience(request, Audience::KIND_EVERYONE), "everyone");
    Published(WithAudience(request, Audience::KIND_VETTED_PROVIDERS), "vetted");
    Published(WithAudience(request, Audience::KIND_UNSPECIFIED), "parties");
    const Offer named =
        Open(WithAudience(ExampleOffer(), Audience::KIND_NAMED, "states/LAO"), "named");
    request = WithAudience(request, Audience::KIND_NAMED, "states/NOR");
    request.mutable_audience()->add_members("actors/undp");
    const AssistanceRequest named_request = Published(request, "named");
    ASSERT_TRUE(Pledge(named_request, named, "funding", 2012, Dollars(100)).ok());
    const auto pledge = Pledge(GetRequest("assistanceRequests/everyone"),
                               GetOffer("offers/everyone"), "funding", 2012, Dollars(100));
    ASSERT_TRUE(pledge.ok()) << pledge.status();
    Commit(pledge->name());
    v1::RunMatchingRequest run;
    ASSERT_TRUE(client_
                    ->Stream<v1::RunMatchingResponse>(FullName("RunMatching"), run,
                                                      [](const auto&) { return true; })
                    .ok());
  }

 private:
  std::map<std::string, Eyes> eyes_;
};

TEST_F(VisibilityTest, OffersAreSeenByTheirAudience) {
  FillEverything();
  const Names all = {"offers/draft",   "offers/everyone", "offers/vetted",
                     "offers/parties", "offers/named",    "offers/private"};
  const std::map<std::string, Names> kSeen = {
      {"outsider", {"offers/everyone", "offers/private"}},
      {"named", {"offers/everyone", "offers/private"}},
      {"implementer", {"offers/everyone", "offers/private"}},
      {"vetted", {"offers/everyone", "offers/private", "offers/vetted"}},
      {"party", {"offers/everyone", "offers/private", "offers/vetted", "offers/parties"}},
      {"recipient", {"offers/everyone", "offers/private", "offers/named"}},
      {"provider", all},
      {"secretariat",
       {"offers/everyone", "offers/private", "offers/vetted", "offers/parties", "offers/named"}},
      {"coordinator",
       {"offers/everyone", "offers/private", "offers/vetted", "offers/parties", "offers/named"}},
  };
  for (const auto& [who, seen] : kSeen) {
    EXPECT_EQ(As(who).OfferNames(""), seen) << who;
    for (const std::string& name : all) {
      const auto got = As(who).GetOffer(name);
      EXPECT_EQ(got.ok(), seen.count(name) == 1) << who << " " << name;
      EXPECT_TRUE(got.ok() || got.status() == rpc::NotFound(name)) << who << got.status();
    }
  }
}

TEST_F(VisibilityTest, RequestsAreSeenByTheirAudience) {
  FillEverything();
  const std::string all[] = {"draft", "submitted", "everyone", "vetted", "parties", "named"};
  const std::map<std::string, Names> kSeen = {
      {"outsider", {"everyone"}},
      {"vetted", {"everyone", "vetted"}},
      {"party", {"everyone", "vetted", "parties"}},
      {"named", {"everyone", "named"}},
      {"provider", {"everyone", "named"}},
      {"recipient", {"draft", "submitted", "everyone", "vetted", "parties", "named"}},
      {"secretariat", {"submitted", "everyone", "vetted", "parties", "named"}},
      {"coordinator", {"everyone", "vetted", "parties", "named"}},
  };
  for (const auto& [who, seen] : kSeen) {
    for (const std::string& id : all) {
      const std::string name = "assistanceRequests/" + id;
      EXPECT_EQ(As(who).GetRequest(name).ok(), seen.count(id) == 1) << who << " " << id;
    }
  }
}

TEST_F(VisibilityTest, ProposalsPledgesAndRunsAreTheirPartiesAndTheCoordinations) {
  FillEverything();
  const auto everything = As("secretariat").Listed();
  int proposals = 0, pledges = 0, commitments = 0, runs = 0;
  for (const auto& [name, bytes] : everything) {
    for (const auto& [who, eyes] : all()) {
      const bool coordination = who == "secretariat" || who == "coordinator" || who == "system";
      const bool of_parties = coordination || who == "provider" || who == "recipient";
      if (absl::StartsWith(name, "proposals/")) {
        ++proposals;
        EXPECT_EQ(eyes.GetProposal(name).ok(), of_parties) << who;
      } else if (absl::StartsWith(name, "matchRuns/")) {
        ++runs;
        EXPECT_EQ(eyes.GetRun(name).ok(), coordination) << who;
      } else if (absl::StartsWith(name, "contributions/")) {
        Contribution contribution;
        ASSERT_TRUE(contribution.ParseFromString(bytes));
        const bool committed = contribution.state() == Contribution::STATE_COMMITTED;
        ++(committed ? commitments : pledges);
        EXPECT_EQ(eyes.GetContribution(name).ok(), of_parties || committed) << who;
      }
    }
  }
  EXPECT_GT(proposals, 0);
  EXPECT_GT(pledges, 0);
  EXPECT_GT(commitments, 0);
  EXPECT_GT(runs, 0);
}

// Whatever way a record comes to a caller, it is one that a Get would have brought, as it would
// have.
TEST_F(VisibilityTest, AllWaysToReadShowTheSame) {
  FillEverything();
  const auto everything = As("system").Listed();
  for (const auto& [who, eyes] : all()) {
    std::map<std::string, std::string> got;
    for (const auto& [name, bytes] : everything) {
      const auto keep = [&, &record_name = name](const auto& record) {
        if (record.ok()) {
          got[record_name] = record->SerializeAsString();
        } else {
          EXPECT_EQ(record.status(), rpc::NotFound(record_name)) << who;
        }
      };
      if (absl::StartsWith(name, "offers/")) keep(eyes.GetOffer(name));
      if (absl::StartsWith(name, "assistanceRequests/")) keep(eyes.GetRequest(name));
      if (absl::StartsWith(name, "proposals/")) keep(eyes.GetProposal(name));
      if (absl::StartsWith(name, "contributions/")) keep(eyes.GetContribution(name));
      if (absl::StartsWith(name, "matchRuns/")) {
        auto run = eyes.GetRun(name);
        if (run.ok()) {
          run->clear_request_outcomes();
          run->clear_offer_outcomes();
        }
        keep(run);
      }
    }
    EXPECT_EQ(eyes.Listed(), got) << who;
    auto watched = eyes.Watched();
    for (auto& [name, bytes] : watched) {
      if (!absl::StartsWith(name, "matchRuns/")) continue;
      MatchRun run;
      ASSERT_TRUE(run.ParseFromString(bytes));
      run.clear_request_outcomes();
      run.clear_offer_outcomes();
      bytes = run.SerializeAsString();
    }
    EXPECT_EQ(watched, got) << who;
    std::map<std::string, std::string> exported, contributions;
    for (const auto& part : eyes.Stream<v1::ExportContributionsResponse>(
             "ExportContributions", v1::ExportContributionsRequest())) {
      for (const auto& c : part.contributions()) exported[c.name()] = c.SerializeAsString();
    }
    for (const auto& [name, bytes] : got) {
      if (absl::StartsWith(name, "contributions/")) contributions[name] = bytes;
    }
    EXPECT_EQ(exported, contributions) << who;
  }
}

TEST_F(VisibilityTest, PrivateCeilingsAreNotFoundByAskingOtherwise) {
  FillEverything();
  for (const char* who : {"outsider", "recipient", "secretariat", "coordinator", "party"}) {
    const Eyes& eyes = As(who);
    const Offer offer = *eyes.GetOffer("offers/private");
    EXPECT_FALSE(offer.has_total() || offer.years_size() > 0 ||
                 offer.has_cap_per_recipient_year() || offer.progress_size() > 0)
        << who << offer.DebugString();
    EXPECT_EQ(offer.state(), Offer::STATE_OPEN);
    EXPECT_EQ(eyes.OfferNames("total.money.units > 0").count("offers/private"), 0u) << who;
    EXPECT_EQ(eyes.OfferNames("total:*").count("offers/private"), 0u);
    EXPECT_EQ(eyes.OfferNames("years.year = 2012").count("offers/private"), 0u);
    EXPECT_EQ(eyes.OfferNames("progress.total.money.units > 0").count("offers/private"), 0u);
    EXPECT_EQ(eyes.OfferNames("NOT total:*").count("offers/private"), 1u);
    // What has no total comes first, whatever its total.
    EXPECT_EQ(eyes.ListOffers("", "total.money.units").offers(0).name(), "offers/private") << who;
  }
  const Offer own = *As("provider").GetOffer("offers/private");
  EXPECT_EQ(own.total().money().units(), 3000);
  EXPECT_EQ(As("provider").OfferNames("total.money.units > 0").count("offers/private"), 1u);
}

TEST_F(VisibilityTest, WhatWasPledgedToWhomIsNotReadFromAnOffersProgress) {
  FillEverything();
  const auto rows = [&](const std::string& who) {
    Names recipients;
    const Offer offer = *As(who).GetOffer("offers/everyone");
    for (const auto& row : offer.progress()) recipients.insert(row.recipient());
    return recipients;
  };
  EXPECT_EQ(rows("outsider"), (Names{""}));
  EXPECT_EQ(rows("party"), (Names{""}));
  for (const char* who : {"recipient", "provider", "secretariat", "coordinator"}) {
    EXPECT_EQ(rows(who), (Names{"", "states/LAO"})) << who;
  }
  EXPECT_EQ(As("outsider").OfferNames("progress.recipient = \"states/LAO\""), Names());
}

TEST_F(VisibilityTest, EachSideReadsItsOwnReasons) {
  const Offer offer = Open(ExampleOffer(), "a");
  AssistanceRequest asks = ExampleRequest();
  asks.add_implementing_partners("actors/undp");
  const AssistanceRequest request = Published(asks, "a");
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request(request.name());
  propose.set_offer(offer.name());
  propose.set_need_id("funding");
  propose.set_year(2012);
  *propose.mutable_quantity() = Dollars(100);
  const auto proposal = As("recipient").Call<Proposal>("ProposeMatch", propose);
  ASSERT_TRUE(proposal.ok()) << proposal.status();
  const auto decide = [&](const std::string& who, Proposal::Side side) {
    v1::AcceptProposalRequest accept;
    accept.set_name(proposal->name());
    accept.set_side(side);
    accept.set_reason(absl::StrCat("of the ", who));
    const auto answer = As(who).Call<v1::AcceptProposalResponse>("AcceptProposal", accept);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::AcceptProposalResponse();
  };
  const auto reasons = [](const Proposal& read) {
    std::string text;
    for (const auto& decision : read.decisions()) absl::StrAppend(&text, decision.reason(), ";");
    return text;
  };
  decide("recipient", Proposal::SIDE_RECIPIENT);
  // Also in what a write answers.
  const v1::AcceptProposalResponse answer = decide("provider", Proposal::SIDE_PROVIDER);
  EXPECT_EQ(reasons(answer.proposal()), ";of the provider;");
  EXPECT_EQ(reasons(*As("recipient").GetProposal(proposal->name())), "of the recipient;;");
  EXPECT_EQ(reasons(*As("provider").GetProposal(proposal->name())), ";of the provider;");
  EXPECT_EQ(reasons(*As("secretariat").GetProposal(proposal->name())),
            "of the recipient;of the provider;");
  EXPECT_EQ(reasons(*As("coordinator").GetProposal(proposal->name())), ";;");
  const auto count = [&](const std::string& who, const std::string& filter) {
    v1::ListProposalsRequest list;
    list.set_filter(filter);
    return As(who).Call<v1::ListProposalsResponse>("ListProposals", list)->total_size();
  };
  EXPECT_EQ(count("provider", "decisions.reason:provider"), 1);
  EXPECT_EQ(count("provider", "decisions.reason:recipient"), 0);
  EXPECT_EQ(count("provider", "\"of the recipient\""), 0) << "in no text that it may read";
  EXPECT_EQ(count("coordinator", "decisions.reason:*"), 0);
  // What came of it is also whose who carries it out.
  const std::string contribution = answer.contribution().name();
  EXPECT_TRUE(As("named").GetContribution(contribution).ok());
  EXPECT_FALSE(As("outsider").GetContribution(contribution).ok());
}

TEST_F(VisibilityTest, ACommitmentIsSeenByThoseInBothAudiences) {
  const Offer offer = Open(WithAudience(ExampleOffer(), Audience::KIND_NAMED, "states/LAO"), "a");
  AssistanceRequest asks = WithAudience(ExampleRequest(), Audience::KIND_NAMED, "states/NOR");
  asks.mutable_audience()->add_members("states/LAO");
  const AssistanceRequest request = Published(asks, "a");
  const auto pledge = Pledge(request, offer, "funding", 2012, Dollars(100));
  ASSERT_TRUE(pledge.ok()) << pledge.status();
  const Contribution committed = Commit(pledge->name());
  EXPECT_EQ(committed.audience().kind(), Audience::KIND_NAMED);
  ASSERT_EQ(committed.audience().members_size(), 1);
  EXPECT_EQ(committed.audience().members(0), "states/LAO");
  EXPECT_FALSE(As("party").GetContribution(committed.name()).ok());
  EXPECT_TRUE(As("recipient").GetContribution(committed.name()).ok());
  EXPECT_TRUE(As("provider").GetContribution(committed.name()).ok());
}

TEST_F(VisibilityTest, APageTokenOfAnotherShowsNoMore) {
  FillEverything();
  const std::string token = As("provider").ListOffers("", "", 1).next_page_token();
  const auto page = As("outsider").ListOffers("", "", 10, token);
  EXPECT_EQ(page.total_size(), 2);
  for (const auto& offer : page.offers()) EXPECT_TRUE(As("outsider").GetOffer(offer.name()).ok());
}

TEST_F(VisibilityTest, WhatIsNotSeenCannotBeNamedEither) {
  FillEverything();
  const auto refused = [](const absl::Status& status, const std::string& name) {
    EXPECT_TRUE(absl::StrContains(status.message(), absl::StrCat("\"", name, "\" does not exist")))
        << status;
    return status.code();
  };
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request("assistanceRequests/everyone");
  propose.set_need_id("funding");
  propose.set_year(2012);
  *propose.mutable_quantity() = Dollars(1);
  for (const char* offer : {"offers/parties", "offers/nowhere"}) {
    propose.set_offer(offer);
    const auto status = As("recipient").Call<Proposal>("ProposeMatch", propose).status();
    EXPECT_EQ(refused(status, offer), absl::StatusCode::kInvalidArgument);
  }
  v1::RunMatchingRequest run;
  run.set_what_if(true);
  for (const char* offer : {"offers/parties", "offers/nowhere"}) {
    run.clear_offers();
    run.add_offers(offer);
    const absl::Status status =
        As("outsider")
            .client()
            .Stream<v1::RunMatchingResponse>(FullName("RunMatching"), run,
                                             [](const auto&) { return true; });
    EXPECT_EQ(refused(status, offer), absl::StatusCode::kInvalidArgument);
  }
  v1::ExplainPairRequest explain;
  explain.set_assistance_request("assistanceRequests/everyone");
  explain.set_offer("offers/parties");
  EXPECT_EQ(As("outsider").Call<v1::ExplainPairResponse>("ExplainPair", explain).status(),
            rpc::NotFound("offers/parties"));
  explain.set_offer("offers/everyone");
  explain.set_match_run(As("secretariat").Listed().lower_bound("matchRuns/")->first);
  EXPECT_EQ(As("outsider").Call<v1::ExplainPairResponse>("ExplainPair", explain).status(),
            rpc::NotFound(explain.match_run()));
  // A taken id says so, and nothing else.
  v1::CreateOfferRequest create;
  *create.mutable_offer() = ExampleOffer();
  create.mutable_offer()->set_provider("states/AUS");
  create.set_offer_id("draft");
  Add("australia", CallerOf("states/AUS", {type::v1::ROLE_DONOR_OFFICER}));
  EXPECT_EQ(As("australia").Call<Offer>("CreateOffer", create).status(),
            rpc::AlreadyExists("offers/draft"));
}

TEST_F(VisibilityTest, WhatIsTakenFromAWatchersEyesIsPurgedForIt) {
  Open(ExampleOffer(), "a");
  WatchRequest watch;
  const std::string token =
      As("outsider").Stream<WatchResponse>("Watch", watch, 1).front().resume_token();
  Offer narrower = WithAudience(ExampleOffer(), Audience::KIND_NAMED, "states/LAO");
  narrower.set_name("offers/a");
  v1::UpdateOfferRequest update;
  *update.mutable_offer() = narrower;
  update.mutable_update_mask()->add_paths("audience");
  ASSERT_TRUE(As("provider").Call<Offer>("UpdateOffer", update).ok());
  Open(WithAudience(ExampleOffer(), Audience::KIND_NAMED, "states/LAO"), "b");
  Open(ExampleOffer(), "c");
  watch.set_resume_token(token);
  const auto told = [&](const std::string& who, int changes) {
    std::vector<std::string> text;
    (void)As(who).client().Stream<WatchResponse>(
        FullName("Watch"), watch, [&](const WatchResponse& response) {
          for (const auto& change : response.changes()) {
            text.push_back(
                absl::StrCat(change.name(), " ", ResourceChange::Kind_Name(change.kind())));
          }
          return static_cast<int>(text.size()) < changes;
        });
    return text;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(told("outsider", 2), (Texts{"offers/a KIND_PURGED", "offers/c KIND_UPDATED"}));
  EXPECT_EQ(told("recipient", 3),
            (Texts{"offers/a KIND_UPDATED", "offers/b KIND_UPDATED", "offers/c KIND_UPDATED"}));
  EXPECT_EQ(told("provider", 5).front(), "offers/a KIND_UPDATED");
}

TEST_F(VisibilityTest, WhoEntersARecordForAnotherSeesItThroughToItsPublication) {
  Add("clerk", CallerOf("actors/isu2", {type::v1::ROLE_SECRETARIAT}));
  v1::CreateAssistanceRequestRequest create;
  *create.mutable_assistance_request() = ExampleRequest();
  create.set_assistance_request_id("letter");
  const auto draft = As("clerk").Call<AssistanceRequest>("CreateAssistanceRequest", create);
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->creator(), "actors/isu2");
  EXPECT_FALSE(As("secretariat").GetRequest(draft->name()).ok()) << "a draft";
  EXPECT_TRUE(As("recipient").GetRequest(draft->name()).ok());
  for (const char* step :
       {"SubmitAssistanceRequest", "AuthenticateAssistanceRequest", "PublishAssistanceRequest"}) {
    v1::SubmitAssistanceRequestRequest by_name;
    by_name.set_name(draft->name());
    const auto bytes = by_name.SerializeAsString();
    v1::AuthenticateAssistanceRequestRequest authenticate;
    authenticate.ParseFromString(bytes);
    v1::PublishAssistanceRequestRequest publish;
    publish.ParseFromString(bytes);
    const google::protobuf::Message& request =
        step[0] == 'S'   ? static_cast<const google::protobuf::Message&>(by_name)
        : step[0] == 'A' ? static_cast<const google::protobuf::Message&>(authenticate)
                         : publish;
    const auto done = As("clerk").Call<AssistanceRequest>(step, request);
    ASSERT_TRUE(done.ok()) << step << done.status();
  }
}

// Nobody finds out the ceilings by proposing more and more.
TEST_F(VisibilityTest, PrivateCeilingsAreNotFoundByTrying) {
  Offer hidden = ExampleOffer();
  hidden.set_ceilings_private(true);
  Open(hidden, "private");
  AssistanceRequest asks = ExampleRequest();
  for (auto& year : *asks.mutable_needs(0)->mutable_years()) {
    *year.mutable_quantity() = Dollars(1000000);
  }
  Published(asks, "large");
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request("assistanceRequests/large");
  propose.set_offer("offers/private");
  propose.set_need_id("funding");
  propose.set_year(2012);
  propose.set_validate_only(true);
  for (int64_t units : {1, 1499, 1500, 1501, 2999, 3001, 999999}) {
    *propose.mutable_quantity() = Dollars(units);
    const auto tried = As("recipient").Call<Proposal>("ProposeMatch", propose);
    EXPECT_TRUE(tried.ok()) << units << tried.status();
    const auto by_provider = As("provider").Call<Proposal>("ProposeMatch", propose);
    EXPECT_EQ(by_provider.ok(), units <= 1500) << units << by_provider.status();
  }
  // When it comes to the pledge, the provider is told amounts, and the recipient that it is too
  // much.
  propose.set_validate_only(false);
  *propose.mutable_quantity() = Dollars(1501);
  const auto proposal = As("recipient").Call<Proposal>("ProposeMatch", propose);
  ASSERT_TRUE(proposal.ok()) << proposal.status();
  v1::AcceptProposalRequest accept;
  accept.set_name(proposal->name());
  accept.set_side(Proposal::SIDE_PROVIDER);
  const auto provider = As("provider").Call<v1::AcceptProposalResponse>("AcceptProposal", accept);
  EXPECT_EQ(rpc::ReasonOf(provider.status()), type::v1::ERROR_REASON_OFFER_EXHAUSTED);
  EXPECT_TRUE(absl::StrContains(provider.status().message(), "1500")) << provider.status();
  accept.set_side(Proposal::SIDE_RECIPIENT);
  EXPECT_TRUE(As("recipient").Call<v1::AcceptProposalResponse>("AcceptProposal", accept).ok());
  // The explanation of the pair has no amounts, and the same words for any.
  v1::ExplainPairRequest explain;
  explain.set_assistance_request("assistanceRequests/large");
  explain.set_offer("offers/private");
  const auto why = As("recipient").Call<v1::ExplainPairResponse>("ExplainPair", explain);
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_GT(why->pairs_size(), 0);
  EXPECT_TRUE(why->pairs(0).feasible()) << why->DebugString();
  for (const auto& pair : why->pairs()) EXPECT_FALSE(pair.has_possible()) << pair.DebugString();
}

TEST_F(VisibilityTest, SuggestionsAreOfWhatTheCallerSees) {
  Open(ExampleOffer(), "everyone");
  Open(WithAudience(ExampleOffer(), Audience::KIND_NAMED, "states/LAO"), "named");
  Offer hidden = ExampleOffer();
  hidden.set_ceilings_private(true);
  Open(hidden, "private");
  Published(ExampleRequest(), "a");
  const auto suggested = [&](const std::string& who) {
    v1::SuggestOffersRequest request;
    request.set_assistance_request("assistanceRequests/a");
    const auto answer = As(who).Call<v1::SuggestOffersResponse>("SuggestOffers", request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::SuggestOffersResponse();
  };
  const auto names = [](const v1::SuggestOffersResponse& response) {
    Names offers;
    for (const auto& suggestion : response.suggestions()) offers.insert(suggestion.offer());
    return offers;
  };
  EXPECT_EQ(names(suggested("outsider")), (Names{"offers/everyone", "offers/private"}));
  EXPECT_EQ(suggested("outsider").offers_considered(), 2);
  EXPECT_EQ(names(suggested("recipient")),
            (Names{"offers/everyone", "offers/named", "offers/private"}));
  for (const char* who : {"outsider", "recipient", "provider"}) {
    const v1::SuggestOffersResponse response = suggested(who);
    for (const auto& suggestion : response.suggestions()) {
      const bool known = suggestion.offer() != "offers/private" || std::string(who) == "provider";
      EXPECT_EQ(suggestion.has_possible(), known) << who << suggestion.DebugString();
    }
  }
}

TEST_F(VisibilityTest, PrivateCeilingsTakePartInNobodyElsesMatching) {
  Offer hidden = ExampleOffer();
  hidden.set_ceilings_private(true);
  Open(hidden, "private");
  Published(ExampleRequest(), "a");
  const auto run = [&](const std::string& who) {
    v1::RunMatchingRequest request;
    request.set_what_if(true);
    const auto answers = As(who).Stream<v1::RunMatchingResponse>("RunMatching", request);
    return answers.empty() ? MatchRun() : answers.back().match_run();
  };
  for (const char* who : {"outsider", "recipient", "secretariat"}) {
    const MatchRun other = run(who);
    EXPECT_EQ(other.proposals(), 0) << who;
    EXPECT_EQ(other.open_offers(), 0) << who;
    ASSERT_EQ(other.left_out_size(), 1) << who << other.DebugString();
    EXPECT_EQ(other.left_out(0).resource(), "offers/private");
    EXPECT_EQ(other.left_out(0).reason(), v1::LeftOutRecord::REASON_CEILINGS_PRIVATE);
  }
  const MatchRun own = run("provider");
  EXPECT_GT(own.proposals(), 0);
  EXPECT_EQ(own.left_out_size(), 0);
}

}  // namespace
}  // namespace clearway::cooperation
