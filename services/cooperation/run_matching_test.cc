// The handlers of matching over a real store, called as the dispatcher calls them.
#include "services/cooperation/run_matching.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/explain_pair.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/run_store.h"
#include "services/cooperation/run_testing.h"
#include "services/cooperation/run_visible.h"
#include "services/cooperation/suggest.h"

namespace clearway::cooperation {
namespace {

using v1::RunMatchingRequest;
using v1::RunMatchingResponse;

// Keeps what a stream sends, until `stop` says otherwise.
class Kept : public rpc::RawSink {
 public:
  absl::Status Send(const google::protobuf::Message& message) override {
    messages.emplace_back(static_cast<const RunMatchingResponse&>(message));
    if (stop && stop(messages.back())) return absl::UnavailableError("gone");
    return absl::OkStatus();
  }
  std::vector<RunMatchingResponse> messages;
  std::function<bool(const RunMatchingResponse&)> stop;
};

class RunMatchingTest : public MatchingStoreTest {
 protected:
  absl::Status Run(const RunMatchingRequest& request, uint64_t number, Kept* kept) {
    rpc::Sink<RunMatchingResponse> sink(kept);
    rpc::Call call = CallNumber(number);
    call.request_id = request.request_id();
    return RunMatching(deps_, call, *deps_.store->GetSnapshot(), request, sink);
  }
  v1::MatchRun MustRun(const RunMatchingRequest& request, uint64_t number) {
    Kept kept;
    const absl::Status status = Run(request, number, &kept);
    EXPECT_TRUE(status.ok()) << status;
    return kept.messages.empty() ? v1::MatchRun() : kept.messages.back().match_run();
  }

  int CountProposals() const {
    int count = 0;
    EXPECT_TRUE(Proposals().ForEach(*Now(), [&count](const auto&) { return ++count > 0; }).ok());
    return count;
  }
};

TEST_F(RunMatchingTest, MatchesProvesAndStores) {
  AddRequest("lao");
  AddOffer("nor");
  Kept kept;
  ASSERT_TRUE(Run({}, 2, &kept).ok());
  ASSERT_GT(kept.messages.size(), 3u);
  std::set<int> phases;
  for (const auto& message : kept.messages) phases.insert(message.progress().phase());
  EXPECT_EQ(phases, (std::set<int>{0, 1, 2, 3, 4, 5}));
  const v1::MatchRun run = kept.messages.back().match_run();
  EXPECT_EQ(run.state(), v1::MatchRun::STATE_SUCCEEDED) << run.error();
  EXPECT_TRUE(run.verified());
  EXPECT_EQ(run.open_requests(), 1);
  EXPECT_EQ(run.open_offers(), 1);
  // 1000 of 2012, and 1500 (the cap) of 2013.
  ASSERT_EQ(run.proposals(), 2);
  ASSERT_EQ(run.commodities_size(), 2);  // money, and months of teams
  EXPECT_EQ(run.commodities(0).matched().money().units(), 2500);
  ASSERT_EQ(run.commodities(0).stages_size(), 2);  // the default policy has no floors first
  EXPECT_EQ(run.commodities(0).stages(0).stage(), v1::StageCertificate::STAGE_SCORE);
  EXPECT_NE(run.commodities(0).stages(0).primal_value(), "0");
  EXPECT_EQ(run.commodities(0).stages(0).primal_value(), run.commodities(0).stages(0).dual_value());

  const auto at = Now();
  v1::GetMatchRunRequest get;
  get.set_name(run.name());
  EXPECT_EQ(GetMatchRun(CallNumber(3), *at, get)->plan_fingerprint(), run.plan_fingerprint());
  const auto list = ListMatchRuns(CallNumber(3), *at, {});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->match_runs_size(), 1);
  EXPECT_EQ(list->match_runs(0).request_outcomes_size(), 0);

  const auto names = Proposals().Lookup(*at, kByRun, run.name());
  ASSERT_EQ(names->size(), 2u);
  const auto proposal = *Proposals().Get(*at, (*names)[1]);
  EXPECT_EQ(proposal.year(), 2013);
  EXPECT_EQ(proposal.quantity().money().units(), 1500);
  EXPECT_EQ(proposal.need_quantity().money().units(), 1500);
  EXPECT_EQ(proposal.provider(), "states/NOR");
  EXPECT_EQ(proposal.recipient(), "states/LAO");
  EXPECT_EQ(proposal.criteria_size(), 11);
  EXPECT_TRUE(*IsVisible(*at, proposal));

  ASSERT_EQ(run.request_outcomes_size(), 1);
  ASSERT_EQ(run.request_outcomes(0).needs_size(), 3);
  const v1::NeedOutcome& unmet = run.request_outcomes(0).needs(1);
  EXPECT_EQ(unmet.unmet().money().units(), 500);
  EXPECT_NE(unmet.shadow_price_least(), "");
  EXPECT_FALSE(unmet.summary().empty());
  EXPECT_EQ(run.offer_outcomes(0).left().money().units(), 500);
}

TEST_F(RunMatchingTest, WhatIsTooLargeIsLeftOutAndSaid) {
  AddRequest("lao");
  AddOffer("nor");
  const std::string alone = MustRun({}, 2).plan_fingerprint();
  AddOffer("huge", [](v1::Offer* offer) {
    offer->clear_years();
    offer->clear_cap_per_recipient_year();
    offer->mutable_total()->mutable_money()->set_units(20'000'000'000);
  });
  const v1::MatchRun run = MustRun({}, 3);
  EXPECT_EQ(run.state(), v1::MatchRun::STATE_SUCCEEDED) << run.error();
  EXPECT_TRUE(run.verified());
  EXPECT_EQ(run.plan_fingerprint(), alone);
  EXPECT_EQ(run.open_offers(), 1);
  EXPECT_EQ(run.left_out_records(), 1);
  ASSERT_EQ(run.left_out_size(), 1);
  EXPECT_EQ(run.left_out(0).resource(), "offers/huge");
  EXPECT_EQ(run.left_out(0).reason(), v1::LeftOutRecord::REASON_OFFER_TOO_LARGE);
  EXPECT_EQ(run.left_out(0).explanation(),
            "20,000,000,000 USD are left of it; a run counts at most 10,000,000,000 USD of an "
            "offer.");
  v1::GetMatchRunRequest get;
  get.set_name(run.name());
  EXPECT_EQ(GetMatchRun(CallNumber(4), *Now(), get)->left_out_size(), 1);

  // By hand it can be matched, and who asks about it is told.
  v1::ExplainPairRequest ask;
  ask.set_assistance_request("assistanceRequests/lao");
  ask.set_offer("offers/huge");
  ask.set_match_run(run.name());
  const auto answer = ExplainPair(CallNumber(5), *Now(), ask);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->pairs(0).feasible());
  EXPECT_EQ(answer->pairs(0).possible().money().units(), 1000);
  EXPECT_TRUE(absl::StrContains(answer->summary(), "left offers/huge out")) << answer->summary();
}

TEST_F(RunMatchingTest, OutcomesAreStreamedWhole) {
  for (int i = 0; i < 30; ++i) AddRequest(absl::StrCat("r", i));
  AddOffer("nor");
  const v1::MatchRun run = MustRun({}, 2);
  struct Count : rpc::RawSink {
    absl::Status Send(const google::protobuf::Message& message) override {
      if (message.GetTypeName() == "clearway.cooperation.v1.ListRequestOutcomesResponse") {
        count += static_cast<const v1::ListRequestOutcomesResponse&>(message).outcomes_size();
      } else {
        count += static_cast<const v1::ListOfferOutcomesResponse&>(message).outcomes_size();
      }
      return absl::OkStatus();
    }
    int count = 0;
  } requests, offers;
  v1::ListRequestOutcomesRequest of_requests;
  of_requests.set_match_run(run.name());
  rpc::Sink<v1::ListRequestOutcomesResponse> request_sink(&requests);
  ASSERT_TRUE(
      ListRequestOutcomes(CallNumber(3), *deps_.store->GetSnapshot(), of_requests, request_sink)
          .ok());
  EXPECT_EQ(requests.count, 30);
  v1::ListOfferOutcomesRequest of_offers;
  of_offers.set_match_run(run.name());
  rpc::Sink<v1::ListOfferOutcomesResponse> offer_sink(&offers);
  ASSERT_TRUE(
      ListOfferOutcomes(CallNumber(3), *deps_.store->GetSnapshot(), of_offers, offer_sink).ok());
  EXPECT_EQ(offers.count, 1);
  of_offers.set_match_run("matchRuns/none");
  EXPECT_EQ(
      ListOfferOutcomes(CallNumber(3), *deps_.store->GetSnapshot(), of_offers, offer_sink).code(),
      absl::StatusCode::kNotFound);
}

TEST_F(RunMatchingTest, ARepeatGetsTheFirstRun) {
  AddRequest("lao");
  AddOffer("nor");
  RunMatchingRequest request;
  request.set_request_id("6b0bd0a6-5c3b-4c3b-8f1e-1d2c3b4a5f60");
  const v1::MatchRun first = MustRun(request, 2);
  AddOffer("nor2");
  const v1::MatchRun again = MustRun(request, 3);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(CountProposals(), 2);
  request.set_population(v1::POPULATION_SYNTHETIC);
  Kept kept;
  EXPECT_EQ(rpc::ReasonOf(Run(request, 4, &kept)), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(RunMatchingTest, AWhatIfStoresNothing) {
  AddRequest("lao");
  AddOffer("nor");
  RunMatchingRequest request;
  request.set_what_if(true);
  *request.add_what_if_offers() = ExampleOffer();
  const auto before = store_->revision();
  Kept kept;
  const absl::Status status = Run(request, 2, &kept);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(store_->revision(), before);
  const v1::MatchRun& run = kept.messages.back().match_run();
  EXPECT_TRUE(run.name().empty());
  EXPECT_EQ(run.open_offers(), 2);
  EXPECT_EQ(run.commodities(0).matched().money().units(), 3000);
  int proposals = 0;
  for (const auto& message : kept.messages) proposals += message.what_if_proposals_size();
  EXPECT_EQ(proposals, run.proposals());
  EXPECT_GT(proposals, 2);
}

TEST_F(RunMatchingTest, AllViolationsAtOnce) {
  RunMatchingRequest request;
  request.set_policy("matchPolicies/none");
  request.add_assistance_requests("assistanceRequests/none");
  request.add_offers("offers/none");
  request.add_what_if_offers();
  Kept kept;
  const absl::Status status = Run(request, 2, &kept);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto fields = rpc::ViolatedFields(status);
  for (const char* field : {"policy", "assistance_requests[0]", "offers[0]", "what_if_offers"}) {
    EXPECT_NE(std::find(fields.begin(), fields.end(), field), fields.end()) << field;
  }
}

TEST_F(RunMatchingTest, AClientThatLeavesWhileItIsStoredLeavesNothingBehind) {
  for (int i = 0; i < 5; ++i) AddRequest(absl::StrCat("r", i));
  AddOffer("nor");
  Kept kept;
  kept.stop = [](const RunMatchingResponse& message) {
    return message.progress().phase() == v1::MatchingProgress::PHASE_STORING &&
           message.progress().done_per_mille() == 1000;
  };
  EXPECT_EQ(Run({}, 2, &kept).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CountProposals(), 0);
  const auto left = Now()->Scan("p/runs/", "p/runs0");
  EXPECT_FALSE(left->Valid()) << left->key();
  EXPECT_EQ(ListMatchRuns(CallNumber(3), *Now(), {})->match_runs_size(), 0);
}

TEST_F(RunMatchingTest, WhatACrashLeavesIsSeenByNobodyAndRemoved) {
  v1::Proposal proposal;
  proposal.set_match_run("matchRuns/crashed");
  Do([&](store::Txn& txn) -> absl::Status {
    EXPECT_TRUE(txn.Put("p/runs/unfinished/matchRuns/crashed", "").ok());
    EXPECT_TRUE(txn.Put("p/runs/outcomes/crashed/offers/000000", "x").ok());
    auto made = Proposals().Create(CallNumber(2), txn, proposal);
    if (made.ok()) proposal = *made;
    return made.status();
  });
  EXPECT_FALSE(*IsVisible(*Now(), proposal));
  EXPECT_FALSE(VisibleAt(*Now())(proposal));
  EXPECT_EQ(GetVisibleProposal(*Now(), proposal.name()).status().code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE(RemoveUnfinishedRuns(deps_).ok());
  EXPECT_EQ(CountProposals(), 0);
  EXPECT_FALSE(Now()->Scan("p/runs/", "p/runs0")->Valid());
}

TEST_F(RunMatchingTest, AsOfAnEarlierDayCountsWhatWasKnownThen) {
  AddRequest("lao");
  v1::Offer offer = AddOffer("nor");
  // A pledge of 1 May, in the records' sums and as a contribution.
  v1::Contribution pledge = Parse<v1::Contribution>(R"pb(
    provider: "states/NOR"
    recipients: "states/LAO"
    kind: RESOURCE_KIND_FUNDING
    total { money { currency_code: "USD" units: 600 } }
    tranches {
      year: 2012
      quantity { money { currency_code: "USD" units: 600 } }
    }
    need_tranches {
      year: 2012
      quantity { money { currency_code: "USD" units: 600 } }
    }
    offer: "offers/nor"
    assistance_request: "assistanceRequests/lao"
    need_id: "funding"
    state: STATE_PLEDGED
    pledge_time { seconds: 1335866400 }
  )pb");
  Do([&](store::Txn& txn) -> absl::Status {
    auto request = *Requests().Get(txn, "assistanceRequests/lao");
    Sums used;
    used.pledged = Parts(600) * kPartsOfMoney;
    SetProgress(NeedSums{{{"funding", 2012}, used}}, &request);
    SetProgress(OfferSums{{{"", 0}, used}, {{"", 2012}, used}, {{"states/LAO", 2012}, used}},
                &offer);
    EXPECT_TRUE(Requests().Write(CallNumber(2), txn, request, "").ok());
    EXPECT_TRUE(Offers().Write(CallNumber(2), txn, offer, "").ok());
    return Contributions().Create(CallNumber(2), txn, pledge).status();
  });
  EXPECT_EQ(MustRun({}, 3).commodities(0).matched().money().units(), 400 + 1500);
  RunMatchingRequest earlier;
  *earlier.mutable_as_of() = MakeDate(2012, 4, 15);
  EXPECT_EQ(MustRun(earlier, 4).commodities(0).matched().money().units(), 1000 + 1500);
  *earlier.mutable_as_of() = MakeDate(2012, 5, 15);
  EXPECT_EQ(MustRun(earlier, 5).commodities(0).matched().money().units(), 400 + 1500);
  *earlier.mutable_as_of() = MakeDate(2012, 1, 1);  // before anything was published
  EXPECT_EQ(MustRun(earlier, 6).open_requests(), 0);
}

TEST_F(RunMatchingTest, SuggestsTheBestCounterparts) {
  AddRequest("lao");
  AddRequest("lbn", "LBN");
  AddOffer("late", [](v1::Offer* offer) { *offer->mutable_valid_from() = MakeDate(2012, 12, 1); });
  AddOffer("other",
           [](v1::Offer* offer) { offer->mutable_earmark()->add_recipients("states/LBN"); });
  AddOffer("soon");
  v1::SuggestOffersRequest ask;
  ask.set_assistance_request("assistanceRequests/lao");
  OpenBook book(store_.get());
  const auto offers = SuggestOffers(book, CallNumber(2), *Now(), ask);
  ASSERT_TRUE(offers.ok()) << offers.status();
  EXPECT_EQ(offers->offers_considered(), 3);
  EXPECT_EQ(offers->offers_feasible(), 2);
  ASSERT_EQ(offers->suggestions_size(), 2);
  EXPECT_EQ(offers->suggestions(0).offer(), "offers/late");  // whole in 2013, as soon is: by name
  EXPECT_EQ(offers->suggestions(1).offer(), "offers/soon");
  EXPECT_EQ(offers->suggestions(1).counterpart(), "states/NOR");
  EXPECT_EQ(offers->suggestions(1).possible().money().units(), 2500);
  ASSERT_EQ(offers->failed_rules_size(), 1);
  EXPECT_EQ(offers->failed_rules(0).rules(0), v1::FEASIBILITY_RULE_EARMARK);

  v1::SuggestRequestsRequest back;
  back.set_offer("offers/other");
  const auto requests = SuggestRequests(book, CallNumber(2), *Now(), back);
  ASSERT_TRUE(requests.ok()) << requests.status();
  EXPECT_EQ(requests->requests_considered(), 2);
  ASSERT_EQ(requests->suggestions_size(), 1);
  EXPECT_EQ(requests->suggestions(0).assistance_request(), "assistanceRequests/lbn");

  *ask.mutable_as_of() = MakeDate(2020, 1, 1);
  EXPECT_EQ(rpc::ReasonOf(SuggestOffers(book, CallNumber(2), *Now(), ask).status()),
            type::v1::ERROR_REASON_REQUEST_CLOSED);
}

TEST_F(RunMatchingTest, ExplainsAPairAlsoByARun) {
  AddRequest("lao");
  AddOffer("nor", [](v1::Offer* offer) {
    offer->add_areas_of_work(type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE);
  });
  const v1::MatchRun run = MustRun({}, 2);
  EXPECT_EQ(run.proposals(), 0);
  v1::ExplainPairRequest ask;
  ask.set_assistance_request("assistanceRequests/lao");
  ask.set_offer("offers/nor");
  ask.set_match_run(run.name());
  const auto answer = ExplainPair(CallNumber(3), *Now(), ask);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->pairs_size(), 3);
  const v1::PairExplanation& pair = answer->pairs(0);
  EXPECT_FALSE(pair.feasible());
  ASSERT_EQ(pair.failed_rules_size(), 1);
  EXPECT_EQ(pair.failed_rules(0).rule(), v1::FEASIBILITY_RULE_AREA_OF_WORK);
  EXPECT_EQ(pair.failed_rules(0).changeable_by(), "provider");
  EXPECT_EQ(pair.smallest_change().kind(), v1::SmallestChange::KIND_WAIVE_RULES);
  EXPECT_GT(pair.score(), 1);
  EXPECT_TRUE(absl::StrContains(answer->summary(), "victim assistance")) << answer->summary();

  const auto request = *Requests().Get(*Now(), "assistanceRequests/lao");
  const auto offer = *Offers().Get(*Now(), "offers/nor");
  PairQuestion question;
  question.request = &request;
  question.offer = &offer;
  question.need_id = "funding";
  question.year = 2013;
  question.as_of = MakeDate(2012, 6, 1);
  const auto judged = JudgePair(CallNumber(3), *Now(), question);
  ASSERT_TRUE(judged.ok()) << judged.status();
  EXPECT_FALSE(judged->feasible());
  EXPECT_EQ(judged->year(), 2013);
}

}  // namespace
}  // namespace clearway::cooperation
