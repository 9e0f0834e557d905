// Requests, offers, policies and rates through a real server: how they are written, read, moved
// from state to state, and what stays of them after a restart.
#include <string>
#include <vector>

#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/sweep.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::AssistanceRequest;
using v1::Offer;

class RecordsTest : public CooperationTest {
 protected:
  absl::StatusOr<AssistanceRequest> Create(const AssistanceRequest& request,
                                           const std::string& request_id = "",
                                           bool validate_only = false) {
    v1::CreateAssistanceRequestRequest create;
    *create.mutable_assistance_request() = request;
    create.set_assistance_request_id("lao-clearance");
    create.set_request_id(request_id);
    create.set_validate_only(validate_only);
    return Call<AssistanceRequest>("CreateAssistanceRequest", create);
  }
  absl::StatusOr<AssistanceRequest> Update(const AssistanceRequest& request,
                                           const std::vector<std::string>& paths) {
    v1::UpdateAssistanceRequestRequest update;
    *update.mutable_assistance_request() = request;
    for (const auto& path : paths) update.mutable_update_mask()->add_paths(path);
    return Call<AssistanceRequest>("UpdateAssistanceRequest", update);
  }
  std::vector<std::string> Names(const std::string& filter, bool deleted = false) {
    v1::ListAssistanceRequestsRequest list;
    list.set_filter(filter);
    list.set_show_deleted(deleted);
    const auto listed = Call<v1::ListAssistanceRequestsResponse>("ListAssistanceRequests", list);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> names;
    if (listed.ok()) {
      for (const auto& request : listed->assistance_requests()) names.push_back(request.name());
    }
    return names;
  }
};

TEST_F(RecordsTest, ARequestGoesFromDraftToPublishedAndIsWithdrawn) {
  AssistanceRequest given = ExampleRequest();
  given.set_state(AssistanceRequest::STATE_FULFILLED);  // output only: not the client's to say
  given.mutable_follow_up_answer()->set_outcome(v1::FollowUpAnswer::OUTCOME_MET);
  const auto draft = Create(given);
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->name(), "assistanceRequests/lao-clearance");
  EXPECT_EQ(draft->state(), AssistanceRequest::STATE_DRAFT);
  EXPECT_FALSE(draft->has_follow_up_answer());
  EXPECT_EQ(draft->progress_size(), 3);
  EXPECT_EQ(draft->progress(1).remaining().money().units(), 2000);

  const auto early = ByName<AssistanceRequest, v1::PublishAssistanceRequestRequest>(
      "PublishAssistanceRequest", draft->name());
  EXPECT_EQ(rpc::ReasonOf(early.status()), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
  EXPECT_EQ(early.status().code(), absl::StatusCode::kFailedPrecondition);

  ASSERT_TRUE((ByName<AssistanceRequest, v1::SubmitAssistanceRequestRequest>(
                   "SubmitAssistanceRequest", draft->name())
                   .ok()));
  v1::AuthenticateAssistanceRequestRequest authenticate;
  authenticate.set_name(draft->name());
  authenticate.set_note("note verbale of 12 March");
  const auto authentic = Call<AssistanceRequest>("AuthenticateAssistanceRequest", authenticate);
  ASSERT_TRUE(authentic.ok()) << authentic.status();
  EXPECT_EQ(authentic->authentication_note(), "note verbale of 12 March");
  const auto published = ByName<AssistanceRequest, v1::PublishAssistanceRequestRequest>(
      "PublishAssistanceRequest", draft->name());
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->state(), AssistanceRequest::STATE_PUBLISHED);
  EXPECT_TRUE(published->has_publish_time());
  EXPECT_THAT(Names("state = PUBLISHED AND recipient = \"states/LAO\""),
              ElementsAre(draft->name()));
  EXPECT_THAT(Names("state = DRAFT"), IsEmpty());

  v1::WithdrawAssistanceRequestRequest withdraw;
  withdraw.set_name(draft->name());
  withdraw.set_reason("funded from the budget");
  const auto withdrawn = Call<AssistanceRequest>("WithdrawAssistanceRequest", withdraw);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->state(), AssistanceRequest::STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn->withdrawal_reason(), "funded from the budget");
}

TEST_F(RecordsTest, AChangeOfASubmittedRequestMakesItADraftAgain) {
  const auto draft = Create(ExampleRequest());
  ASSERT_TRUE(draft.ok()) << draft.status();
  ASSERT_TRUE((ByName<AssistanceRequest, v1::SubmitAssistanceRequestRequest>(
                   "SubmitAssistanceRequest", draft->name())
                   .ok()));
  AssistanceRequest patch;
  patch.set_name(draft->name());
  patch.set_title("Clearance in Savannakhet");
  const auto changed = Update(patch, {"title"});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->state(), AssistanceRequest::STATE_DRAFT);
  EXPECT_FALSE(changed->has_submit_time());
  EXPECT_EQ(changed->title(), "Clearance in Savannakhet");
  EXPECT_EQ(changed->needs_size(), 2);
}

TEST_F(RecordsTest, APublishedRequestGrowsAndKeepsWhatItIsAbout) {
  const AssistanceRequest published = Published(ExampleRequest());
  AssistanceRequest patch = published;
  patch.mutable_needs(0)->mutable_years(0)->mutable_quantity()->mutable_money()->set_units(1500);
  const auto grown = Update(patch, {"needs"});
  ASSERT_TRUE(grown.ok()) << grown.status();
  EXPECT_EQ(grown->state(), AssistanceRequest::STATE_PUBLISHED);
  EXPECT_EQ(grown->progress(0).remaining().money().units(), 1500);
  patch = *grown;
  patch.set_area_of_work(type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE);
  patch.mutable_needs(1)->set_kind(v1::RESOURCE_KIND_SERVICE);
  const auto refused = Update(patch, {"needs", "area_of_work"});
  EXPECT_THAT(rpc::ViolatedFields(refused.status()),
              ElementsAre("assistance_request.area_of_work", "assistance_request.needs[1].kind"));
  EXPECT_EQ(rpc::ReasonOf(refused.status()), type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
}

TEST_F(RecordsTest, ADeletedDraftCanBeUndeletedUntilItIsPurged) {
  const auto draft = Create(ExampleRequest());
  ASSERT_TRUE(draft.ok()) << draft.status();
  ASSERT_TRUE((ByName<AssistanceRequest, v1::DeleteAssistanceRequestRequest>(
                   "DeleteAssistanceRequest", draft->name())
                   .ok()));
  EXPECT_THAT(Names(""), IsEmpty());
  EXPECT_THAT(Names("", true), ElementsAre(draft->name()));
  ASSERT_TRUE((ByName<AssistanceRequest, v1::UndeleteAssistanceRequestRequest>(
                   "UndeleteAssistanceRequest", draft->name())
                   .ok()));
  EXPECT_THAT(Names(""), ElementsAre(draft->name()));
  ASSERT_TRUE((ByName<AssistanceRequest, v1::DeleteAssistanceRequestRequest>(
                   "DeleteAssistanceRequest", draft->name())
                   .ok()));
  SetNow(now() + absl::Hours(24 * 31));
  Deps deps;
  deps.store = store();
  deps.now = [this] { return now(); };
  EXPECT_EQ(*SweepOnce(deps), 1);
  EXPECT_THAT(Names("", true), IsEmpty());
}

TEST_F(RecordsTest, APublishedRequestIsNotDeleted) {
  const AssistanceRequest published = Published(ExampleRequest());
  const auto refused = ByName<AssistanceRequest, v1::DeleteAssistanceRequestRequest>(
      "DeleteAssistanceRequest", published.name());
  EXPECT_EQ(rpc::ReasonOf(refused.status()), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
}

TEST_F(RecordsTest, ExpiryIsSeenAtOnceAndWrittenByTheSweep) {
  const AssistanceRequest request = Published(ExampleRequest());
  const Offer offer = Open(ExampleOffer());
  SetNow(absl::FromUnixSeconds(1388534399));  // the last second of 2013
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_PUBLISHED);
  EXPECT_EQ(GetOffer(offer.name()).state(), Offer::STATE_OPEN);
  SetNow(now() + absl::Seconds(1));
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_EXPIRED);
  EXPECT_EQ(GetOffer(offer.name()).state(), Offer::STATE_EXPIRED);
  EXPECT_THAT(Names("state = PUBLISHED"), IsEmpty());
  Deps deps;
  deps.store = store();
  deps.now = [this] { return now(); };
  EXPECT_EQ(*SweepOnce(deps), 2);
  EXPECT_EQ(*SweepOnce(deps), 0);
  EXPECT_THAT(Names("state = EXPIRED"), ElementsAre(request.name()));
  AssistanceRequest later;
  later.set_name(request.name());
  *later.mutable_expire_date() = MakeDate(2014, 6, 1);
  const auto extended = Update(later, {"expire_date"});
  ASSERT_TRUE(extended.ok()) << extended.status();
  EXPECT_EQ(extended->state(), AssistanceRequest::STATE_PUBLISHED);
}

TEST_F(RecordsTest, QuestionsAreAskedAndAnswered) {
  const AssistanceRequest request = Published(ExampleRequest());
  v1::AskQuestionRequest ask;
  ask.set_name(request.name());
  ask.set_text("Which districts?");
  ask.set_asker("states/NOR");
  const auto asked = Call<AssistanceRequest>("AskQuestion", ask);
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_EQ(asked->questions_size(), 1);
  EXPECT_EQ(asked->questions(0).asker(), "states/NOR");
  v1::AnswerQuestionRequest answer;
  answer.set_name(request.name());
  answer.set_question_id("none");
  answer.set_answer("Kham and Pek");
  const auto unknown = Call<AssistanceRequest>("AnswerQuestion", answer);
  EXPECT_THAT(rpc::ViolatedFields(unknown.status()), ElementsAre("question_id"));
  EXPECT_EQ(rpc::ReasonOf(unknown.status()), type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  answer.set_question_id(asked->questions(0).question_id());
  const auto answered = Call<AssistanceRequest>("AnswerQuestion", answer);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->questions(0).answer(), "Kham and Pek");
}

TEST_F(RecordsTest, AYearAfterItBecameKnownTheRequesterIsAsked) {
  AssistanceRequest older = ExampleRequest(), newer = ExampleRequest();
  *older.mutable_known_date() = MakeDate(2011, 3, 1);
  *newer.mutable_known_date() = MakeDate(2011, 5, 31);
  const std::string first = Published(older).name(), second = Published(newer).name();
  Published(ExampleRequest());  // known today, 1 June 2012
  v1::ListFollowUpsRequest list;
  list.set_page_size(1);
  const auto page = Call<v1::ListFollowUpsResponse>("ListFollowUps", list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->follow_ups_size(), 1);
  EXPECT_EQ(page->total_size(), 2);
  EXPECT_EQ(page->follow_ups(0).assistance_request(), first);
  EXPECT_EQ(page->follow_ups(0).due_date().year(), 2012);
  list.set_page_token(page->next_page_token());
  const auto next = Call<v1::ListFollowUpsResponse>("ListFollowUps", list);
  ASSERT_TRUE(next.ok()) << next.status();
  ASSERT_EQ(next->follow_ups_size(), 1);
  EXPECT_EQ(next->follow_ups(0).assistance_request(), second);
  EXPECT_EQ(next->next_page_token(), "");
  list.set_include_answered(true);
  const auto other = Call<v1::ListFollowUpsResponse>("ListFollowUps", list);
  EXPECT_EQ(rpc::ReasonOf(other.status()), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);

  v1::AnswerFollowUpRequest answer;
  answer.set_name(first);
  answer.mutable_answer()->set_outcome(v1::FollowUpAnswer::OUTCOME_PARTLY_MET);
  const auto answered = Call<AssistanceRequest>("AnswerFollowUp", answer);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_TRUE(answered->follow_up_answer().has_answer_time());
  list.Clear();
  EXPECT_EQ(Call<v1::ListFollowUpsResponse>("ListFollowUps", list)->total_size(), 1);
  list.set_include_answered(true);
  EXPECT_EQ(Call<v1::ListFollowUpsResponse>("ListFollowUps", list)->total_size(), 2);
  ASSERT_TRUE((ByName<AssistanceRequest, v1::WithdrawAssistanceRequestRequest>(
                   "WithdrawAssistanceRequest", second)
                   .ok()));
  EXPECT_EQ(Call<v1::ListFollowUpsResponse>("ListFollowUps", list)->total_size(), 1);
}

TEST_F(RecordsTest, ARepeatedRequestIdGetsTheFirstAnswerAlsoAfterARestart) {
  const std::string id = "4f8b2c1e-9a51-4c7d-8e0e-1f2d3c4b5a69";
  const auto first = Create(ExampleRequest(), id);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = Create(ExampleRequest(), id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  Restart();
  const auto later = Create(ExampleRequest(), id);
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(later->SerializeAsString(), first->SerializeAsString());
  AssistanceRequest other = ExampleRequest();
  other.set_title("Another title");
  const auto reused = Create(other, id);
  EXPECT_EQ(rpc::ReasonOf(reused.status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_THAT(rpc::ViolatedFields(reused.status()), ElementsAre("request_id"));
  const auto taken = Create(ExampleRequest());
  EXPECT_EQ(taken.status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(RecordsTest, ValidateOnlyChecksAndStoresNothing) {
  const auto checked = Create(ExampleRequest(), "", true);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->state(), AssistanceRequest::STATE_DRAFT);
  EXPECT_THAT(Names(""), IsEmpty());
  AssistanceRequest bad = ExampleRequest();
  bad.set_recipient("states/ZZZ");
  EXPECT_EQ(rpc::ReasonOf(Create(bad, "", true).status()), type::v1::ERROR_REASON_UNKNOWN_STATE);
}

TEST_F(RecordsTest, AStaleEtagIsAborted) {
  const auto draft = Create(ExampleRequest());
  ASSERT_TRUE(draft.ok()) << draft.status();
  AssistanceRequest patch;
  patch.set_name(draft->name());
  patch.set_title("Second title");
  patch.set_etag(draft->etag());
  ASSERT_TRUE(Update(patch, {"title"}).ok());
  patch.set_title("Third title");
  const auto stale = Update(patch, {"title"});
  EXPECT_EQ(stale.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(rpc::ReasonOf(stale.status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
  v1::SubmitAssistanceRequestRequest submit;
  submit.set_name(draft->name());
  submit.set_etag(draft->etag());
  EXPECT_EQ(Call<AssistanceRequest>("SubmitAssistanceRequest", submit).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(GetRequest(draft->name()).title(), "Second title");
}

TEST_F(RecordsTest, AnOfferOpensAndIsRetracted) {
  const Offer open = Open(ExampleOffer(), "norway-2012");
  EXPECT_EQ(open.name(), "offers/norway-2012");
  EXPECT_EQ(open.state(), Offer::STATE_OPEN);
  v1::UpdateOfferRequest update;
  update.mutable_offer()->set_name(open.name());
  *update.mutable_offer()->mutable_valid_until() = MakeDate(2012, 6, 30);
  update.mutable_update_mask()->add_paths("valid_until");
  const auto early = Call<Offer>("UpdateOffer", update);
  EXPECT_THAT(rpc::ViolatedFields(early.status()), ElementsAre("offer.years[1].year"));
  v1::RetractOfferRequest retract;
  retract.set_name(open.name());
  retract.set_reason("budget cut");
  const auto retracted = Call<Offer>("RetractOffer", retract);
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->state(), Offer::STATE_RETRACTED);
  EXPECT_EQ(rpc::ReasonOf(Call<Offer>("RetractOffer", retract).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
  ASSERT_TRUE((ByName<Offer, v1::DeleteOfferRequest>("DeleteOffer", open.name()).ok()));
  EXPECT_EQ((ByName<Offer, v1::GetOfferRequest>("GetOffer", open.name()).status().code()),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE((ByName<Offer, v1::UndeleteOfferRequest>("UndeleteOffer", open.name()).ok()));
}

TEST_F(RecordsTest, TheDefaultPolicyIsThereAndStaysAsItWasEdited) {
  const auto found =
      ByName<v1::MatchPolicy, v1::GetMatchPolicyRequest>("GetMatchPolicy", kDefaultPolicy);
  ASSERT_TRUE(found.ok()) << found.status();
  v1::UpdateMatchPolicyRequest update;
  *update.mutable_match_policy() = *found;
  update.mutable_match_policy()->mutable_weights()->set_access(99);
  update.mutable_update_mask()->add_paths("weights");
  EXPECT_THAT(rpc::ViolatedFields(Call<v1::MatchPolicy>("UpdateMatchPolicy", update).status()),
              ElementsAre("match_policy.weights"));
  *update.mutable_match_policy() = *found;
  update.mutable_match_policy()->set_display_name("Our policy");
  update.mutable_update_mask()->set_paths(0, "display_name");
  ASSERT_TRUE(Call<v1::MatchPolicy>("UpdateMatchPolicy", update).ok());
  Restart();
  EXPECT_EQ((ByName<v1::MatchPolicy, v1::GetMatchPolicyRequest>("GetMatchPolicy", kDefaultPolicy)
                 ->display_name()),
            "Our policy");
}

TEST_F(RecordsTest, RatesAreSetAllOrNoneAndReplaced) {
  v1::SetExchangeRatesRequest set;
  *set.add_exchange_rates() = Parse<v1::ExchangeRate>(R"pb(
    currency_code: "EUR"
    quote_currency_code: "USD"
    rate: "1.1194"
    date { year: 2011 month: 12 day: 31 }
  )pb");
  const auto stored = Call<v1::SetExchangeRatesResponse>("SetExchangeRates", set);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->exchange_rates(0).name(), "exchangeRates/eur-usd-2011-12-31");
  set.mutable_exchange_rates(0)->set_rate("1.3");
  *set.add_exchange_rates() = Parse<v1::ExchangeRate>(R"pb(
    currency_code: "NOK"
    quote_currency_code: "NOK"
    rate: "1"
    date { year: 2011 month: 12 day: 31 }
  )pb");
  const auto refused = Call<v1::SetExchangeRatesResponse>("SetExchangeRates", set);
  EXPECT_THAT(rpc::ViolatedFields(refused.status()),
              ElementsAre("exchange_rates[1].quote_currency_code"));
  v1::ListExchangeRatesRequest list;
  auto listed = Call<v1::ListExchangeRatesResponse>("ListExchangeRates", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->exchange_rates_size(), 1);
  EXPECT_EQ(listed->exchange_rates(0).rate(), "1.1194");
  set.mutable_exchange_rates()->RemoveLast();
  ASSERT_TRUE(Call<v1::SetExchangeRatesResponse>("SetExchangeRates", set).ok());
  listed = Call<v1::ListExchangeRatesResponse>("ListExchangeRates", list);
  ASSERT_EQ(listed->exchange_rates_size(), 1);
  EXPECT_EQ(listed->exchange_rates(0).rate(), "1.3");
}

TEST_F(RecordsTest, WorksOnWhileTheRegistryIsDown) {
  StopRegistry();
  Restart();
  EXPECT_TRUE(Create(ExampleRequest()).ok());
  StartRegistry();
}

TEST_F(RecordsTest, AWatcherThatReconnectsSeesEachChangeOnceInOrder) {
  const Offer offer = Open(ExampleOffer());
  type::v1::WatchRequest watch;
  watch.add_collections("offers");
  watch.set_include_existing(true);
  std::vector<std::string> seen;
  std::string token;
  // Each time: reads until something was seen with a token, then breaks off.
  for (int round = 0; round < 6; ++round) {
    if (round > 0) {
      v1::UpdateOfferRequest update;
      update.mutable_offer()->set_name(offer.name());
      update.mutable_offer()->set_title(absl::StrCat("Title ", round));
      update.mutable_update_mask()->add_paths("title");
      ASSERT_TRUE(Call<Offer>("UpdateOffer", update).ok());
    }
    if (round == 3) Restart();
    bool fresh = false;
    const absl::Status status = client_->Stream<type::v1::WatchResponse>(
        FullName("Watch"), watch, [&](const type::v1::WatchResponse& response) {
          for (const auto& change : response.changes()) {
            Offer record;
            change.resource().UnpackTo(&record);
            seen.push_back(record.title());
            fresh = true;
          }
          if (!response.resume_token().empty()) token = response.resume_token();
          return !(fresh && !response.resume_token().empty());
        });
    ASSERT_TRUE(status.ok()) << status;
    watch.set_include_existing(false);
    watch.set_resume_token(token);
  }
  EXPECT_THAT(seen, ElementsAre("Norwegian mine action", "Title 1", "Title 2", "Title 3", "Title 4",
                                "Title 5"));
}

}  // namespace
}  // namespace clearway::cooperation
