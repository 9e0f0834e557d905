#include "services/cooperation/open_book.h"

#include <atomic>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/resource/viewed.h"
#include "gtest/gtest.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching_convert.h"
#include "services/cooperation/matching_messages.h"
#include "services/cooperation/matching_policy.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/run_testing.h"
#include "services/cooperation/suggest.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

class OpenBookTest : public MatchingStoreTest {
 protected:
  v1::SuggestOffersResponse Suggest(OpenBook& book) {
    v1::SuggestOffersRequest ask;
    ask.set_assistance_request("assistanceRequests/lao");
    ask.set_max_results(100);
    const auto answer = SuggestOffers(book, CallNumber(9), *Now(), ask);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::SuggestOffersResponse();
  }
  // Offers with their scores, and what was counted.
  static std::string Summary(const v1::SuggestOffersResponse& answer) {
    std::string text =
        absl::StrCat(answer.offers_considered(), "/", answer.offers_feasible(), "\n");
    for (const v1::Suggestion& each : answer.suggestions()) {
      absl::StrAppend(&text, each.offer(), " ", each.score(), "\n");
    }
    for (const auto& failed : answer.failed_rules()) {
      absl::StrAppend(&text, failed.ShortDebugString(), "\n");
    }
    return text;
  }
  // The same answer, made of every record that the viewer can read.
  static v1::SuggestOffersResponse OfWhatIsSeen(const store::Snapshot& at) {
    const rpc::Call call = CallNumber(9);
    RecordsQuery query;
    query.as_of = query.today = call.Today();
    query.unbounded_too = true;
    auto loaded = LoadRecords(at, query);
    const auto policy = FindPolicy(at, "");
    v1::SuggestOffersResponse answer;
    EXPECT_TRUE(loaded.ok() && policy.ok()) << loaded.status();
    if (!loaded.ok() || !policy.ok()) return answer;
    const matching::Policy made = ToPolicy(*policy);
    auto context = matching::Context::MakeBackground(loaded->records, made);
    EXPECT_TRUE(context.ok()) << context.status();
    const Ranking ranking =
        RankOffers(*context, ColumnsOf(loaded->records), loaded->records.requests.at(0), 100);
    for (const Ranked& ranked : ranking.best) {
      auto* suggestion = answer.add_suggestions();
      suggestion->set_offer(ranked.offer.offer->name);
      suggestion->set_score(ranked.score);
    }
    answer.set_offers_considered(static_cast<int32_t>(ranking.considered));
    answer.set_offers_feasible(static_cast<int32_t>(ranking.feasible));
    for (const auto& set : ranking.failed) *answer.add_failed_rules() = ToMessage(set);
    return answer;
  }
  // A contribution of Norway to Laos in the years up to the last but `ago`.
  static v1::Contribution Given(int ago) {
    v1::Contribution given = Parse<v1::Contribution>(R"pb(
      provider: "states/NOR"
      recipients: "states/LAO"
      kind: RESOURCE_KIND_FUNDING
      total { money { currency_code: "USD" units: 5 } }
      external: true
      state: STATE_DELIVERED
    )pb");
    given.set_start_year(2010 - ago);
    given.set_end_year(2011 - ago);
    return given;
  }
  void Change(const std::string& name, const std::function<void(v1::Offer*)>& change) {
    Do([&](store::Txn& txn) -> absl::Status {
      auto offer = Offers().Get(txn, name);
      if (!offer.ok()) return absl::OkStatus();  // it was deleted
      change(&*offer);
      return Offers().Write(CallNumber(3), txn, *offer, "").status();
    });
  }
};

TEST_F(OpenBookTest, FollowsEveryChangeWithoutReadingAgain) {
  AddRequest("lao");
  OpenBook book(store_.get());
  EXPECT_EQ(Suggest(book).offers_considered(), 0);
  EXPECT_EQ(book.times_read(), 1);
  std::mt19937 random(7);
  int offers = 0, given = 0;
  for (int i = 0; i < 120; ++i) {
    const std::string any = absl::StrCat("offers/o", offers == 0 ? 0 : random() % offers);
    switch (offers < 5 ? 0 : random() % 8) {
      case 0:
        AddOffer(absl::StrCat("o", offers++), [&random](v1::Offer* offer) {
          offer->set_works_with_non_state_actors(random() % 2 == 0);
          if (random() % 3 == 0) offer->mutable_earmark()->add_recipients("states/LBN");
          if (random() % 4 == 0) offer->set_synthetic(true);
          if (random() % 3 == 0) offer->mutable_total()->mutable_money()->set_currency_code("EUR");
          if (random() % 3 == 0) offer->set_provider("states/LBN");
          offer->clear_years();
          offer->clear_cap_per_recipient_year();
        });
        break;
      case 1:
        Change(any,
               [](v1::Offer* offer) { offer->mutable_retract_time()->set_seconds(1338500000); });
        break;
      case 2:
        Change(any, [&random](v1::Offer* offer) {
          Sums used;
          used.pledged = Parts(random() % 3000) * kPartsOfMoney;
          SetProgress(OfferSums{{{"", 0}, used}}, offer);
        });
        break;
      case 3:
      case 4:
        Do([&](store::Txn& txn) {
          v1::Contribution contribution = Given(static_cast<int>(random() % 4));
          if (random() % 2 == 0) contribution.set_provider("states/LBN");
          if (random() % 4 == 0) contribution.set_synthetic(true);
          return Contributions()
              .Create(CallNumber(3), txn, contribution, absl::StrCat("c", given++))
              .status();
        });
        break;
      case 5:
        if (given == 0) break;
        Do([&](store::Txn& txn) -> absl::Status {
          auto contribution =
              *Contributions().Get(txn, absl::StrCat("contributions/c", random() % given));
          contribution.set_state(v1::Contribution::STATE_CANCELLED);
          return Contributions().Write(CallNumber(3), txn, contribution, "").status();
        });
        break;
      case 6:
        Do([&](store::Txn& txn) {
          v1::ExchangeRate rate;
          rate.set_currency_code("EUR");
          rate.set_quote_currency_code("USD");
          *rate.mutable_date() = MakeDate(2012, 1, 1 + i % 28);
          rate.set_rate(absl::StrCat("1.", 1 + random() % 9));
          return Rates().Create(CallNumber(3), txn, rate, absl::StrCat("r", i)).status();
        });
        break;
      default:
        Do([&any](store::Txn& txn) {
          return Offers().Delete(CallNumber(3), txn, any, "", true).status();
        });
    }
    OpenBook fresh(store_.get());
    ASSERT_EQ(Suggest(book).DebugString(), Suggest(fresh).DebugString()) << "after change " << i;
  }
  EXPECT_EQ(book.times_read(), 1);
}

TEST_F(OpenBookTest, ReadsAgainWhatTheFeedDoesNotSay) {
  AddRequest("lao");
  AddOffer("nor",
           [](v1::Offer* offer) { offer->mutable_earmark()->set_states_parties_only(true); });
  OpenBook book(store_.get());
  EXPECT_EQ(Suggest(book).offers_feasible(), 0);
  // Laos becomes a party in the registry's copy.
  Do([](store::Txn& txn) {
    universalization::v1::State state;
    state.set_name("states/LAO");
    auto* action = state.add_treaty_actions();
    action->set_kind(universalization::v1::TreatyAction::KIND_RATIFICATION);
    *action->mutable_date() = MakeDate(2009, 3, 18);
    return txn.Put("p/registry/states/LAO", state.SerializeAsString());
  });
  EXPECT_EQ(Suggest(book).offers_feasible(), 1);
  EXPECT_EQ(book.times_read(), 2);
  // A contribution of the provider (continuity) comes with the feed.
  const int64_t before = Suggest(book).suggestions(0).score();
  Do([](store::Txn& txn) { return Contributions().Create(CallNumber(3), txn, Given(0)).status(); });
  EXPECT_GT(Suggest(book).suggestions(0).score(), before);
  EXPECT_EQ(book.times_read(), 2);
}

// The book's answer to a caller is the one that is made of what this caller could read itself.
TEST_F(OpenBookTest, AnswersEachCallerOfWhatItSees) {
  AddRequest("lao");
  auth::Caller norway, laos, vetted, stranger, coordinator;
  norway.names = {"states/NOR", "actors/norad"};
  norway.roles = {type::v1::ROLE_DONOR_OFFICER};
  laos.names = {"states/LAO"};
  laos.roles = {type::v1::ROLE_STATE_APPROVER};
  laos.state_party = true;
  vetted.names = {"actors/hi"};
  vetted.roles = {type::v1::ROLE_IMPLEMENTER};
  vetted.vetted = true;
  stranger.names = {"actors/stranger"};
  stranger.roles = {type::v1::ROLE_OBSERVER};
  coordinator.names = {"states/LBN"};
  coordinator.roles = {type::v1::ROLE_COORDINATOR};
  OpenBook book(store_.get());
  std::mt19937 random(11);
  auto audience = [&random](type::v1::Audience* of) {
    of->set_kind(static_cast<type::v1::Audience::Kind>(random() % 5));
    if (of->kind() == type::v1::Audience::KIND_NAMED) {
      of->add_members(random() % 2 == 0 ? "states/LAO" : "actors/stranger");
    }
  };
  int different = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string id = absl::StrCat("o", i);
    AddOffer(id, [&](v1::Offer* offer) {
      audience(offer->mutable_audience());
      offer->set_ceilings_private(random() % 3 == 0);
      if (random() % 2 == 0) offer->set_provider("states/LBN");
      if (random() % 3 == 0) offer->mutable_total()->mutable_money()->set_units(1 + random() % 50);
      offer->clear_years();
      offer->clear_cap_per_recipient_year();
    });
    Do([&](store::Txn& txn) {
      v1::Contribution contribution = Given(static_cast<int>(random() % 4));
      contribution.set_external(random() % 2 == 0);
      contribution.mutable_pledge_time()->set_seconds(1330000000);
      if (random() % 2 == 0) contribution.mutable_commit_time()->set_seconds(1330000000);
      audience(contribution.mutable_audience());
      contribution.set_provider(random() % 2 == 0 ? "states/LBN" : "states/NOR");
      return Contributions()
          .Create(CallNumber(3), txn, contribution, absl::StrCat("c", i))
          .status();
    });
    if (i % 7 == 3) {
      Change(absl::StrCat("offers/o", random() % i),
             [](v1::Offer* offer) { offer->set_ceilings_private(!offer->ceilings_private()); });
    }
    std::string first;
    for (const auth::Caller* caller : {&norway, &laos, &vetted, &stranger, &coordinator}) {
      const auto all = Now();
      const resource::ViewedSnapshot at(*all, *caller);
      v1::SuggestOffersRequest ask;
      ask.set_assistance_request("assistanceRequests/lao");
      ask.set_max_results(100);
      const auto answer = SuggestOffers(book, CallNumber(9), at, ask);
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_EQ(Summary(*answer), Summary(OfWhatIsSeen(at))) << caller->names[0] << ", " << i;
      if (first.empty()) first = Summary(*answer);
      different += first == Summary(*answer) ? 0 : 1;
    }
  }
  EXPECT_GT(different, 60) << "they would all see the same";
  EXPECT_EQ(book.times_read(), 1);
}

TEST_F(OpenBookTest, NeverAnswersOfAnEarlierRevisionWhileOthersWrite) {
  AddRequest("lao");
  OpenBook book(store_.get());
  Suggest(book);
  std::atomic<int> added{0};
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) {
      AddOffer(absl::StrCat("o", i));
      added = i + 1;
    }
  });
  auto read = [&] {
    while (added < 40) {
      const int known = added;
      EXPECT_GE(Suggest(book).offers_considered(), known);
    }
  };
  std::thread first(read), second(read);
  writer.join();
  first.join();
  second.join();
  EXPECT_EQ(Suggest(book).offers_considered(), 40);
}

}  // namespace
}  // namespace clearway::cooperation
