#include "services/cooperation/matching/feasibility.h"

#include <functional>

#include "gtest/gtest.h"
#include "services/cooperation/matching/records_example.h"

namespace clearway::matching {
namespace {

// The rules that fail for the example's pair in 2012 after a change, and the words of the first.
struct Judged {
  RuleSet failing = 0;
  std::string text;
  ChangeableBy by = ChangeableBy::kNobody;
};

Judged Judge(const std::function<void(Records&)>& change) {
  Records records = ExampleRecords();
  change(records);
  auto context = Context::Make(records);
  EXPECT_TRUE(context.ok()) << context.status();
  Judged judged;
  const Need& need = context->needs()[0];
  const OpenOffer& offer = context->offers()[0];
  judged.failing = FailingRules(*context, need, offer);
  if (judged.failing != 0) {
    const FailedRule failed = Describe(*context, need, offer, RulesIn(judged.failing)[0]);
    judged.text = failed.text;
    judged.by = failed.changeable_by;
  }
  return judged;
}

void Expect(Rule rule, ChangeableBy by, const char* text,
            const std::function<void(Records&)>& change) {
  const Judged judged = Judge(change);
  EXPECT_EQ(judged.failing, Bit(rule)) << RuleName(rule);
  EXPECT_EQ(judged.text, text);
  EXPECT_EQ(judged.by, by) << RuleName(rule);
}

constexpr ChangeableBy kNobody = ChangeableBy::kNobody;
constexpr ChangeableBy kRequester = ChangeableBy::kRequester;
constexpr ChangeableBy kProvider = ChangeableBy::kProvider;

TEST(FeasibilityTest, TheExampleFits) {
  EXPECT_EQ(Judge([](Records&) {}).failing, 0);
}

TEST(FeasibilityTest, Openness) {
  Expect(Rule::kRequestOpen, kRequester, "the request was closed on 2012-03-15",
         [](Records& r) { r.requests[0].open.closed_on = r.as_of; });
  Expect(Rule::kRequestOpen, kRequester,
         "the request was not known before 2012-03-16; it is 2012-03-15",
         [](Records& r) { r.requests[0].open.from = r.as_of + 1; });
  Expect(Rule::kOfferOpen, kProvider, "the offer is not published",
         [](Records& r) { r.offers[0].open.published = false; });
  Expect(Rule::kOfferOpen, kProvider, "the offer ended on 2012-03-14; it is 2012-03-15",
         [](Records& r) { r.offers[0].open.last_day = r.as_of - 1; });
  EXPECT_EQ(Judge([](Records& r) {
              r.requests[0].open.from = r.requests[0].open.last_day = r.as_of;
              r.requests[0].open.closed_on = r.as_of + 1;
            }).failing,
            0);
}

TEST(FeasibilityTest, Commodity) {
  Expect(Rule::kCommodity, kNobody, "the need is funding, the offer is training (DAY)",
         [](Records& r) {
           r.offers[0].kind = Kind::kTraining;
           r.offers[0].unit = "DAY";
           r.offers[0].digits = 0;
         });
}

TEST(FeasibilityTest, AreaOfWork) {
  Expect(Rule::kAreaOfWork, kProvider,
         "the offer is for victim assistance; the request is for clearance",
         [](Records& r) { r.offers[0].areas = Bit(Area::kVictimAssistance); });
}

TEST(FeasibilityTest, Earmark) {
  Expect(Rule::kEarmark, kProvider, "the offer is for Europe; Laos is in Asia",
         [](Records& r) { r.offers[0].earmark.regions = {2}; });
  Expect(Rule::kEarmark, kProvider, "the offer is for An NGO; Laos is not named",
         [](Records& r) { r.offers[0].earmark.recipients = {kNgo}; });
  Expect(Rule::kEarmark, kProvider, "the offer is not for South-eastern Asia, where Laos is",
         [](Records& r) { r.offers[0].earmark.excluded_regions = {1}; });
  Expect(Rule::kEarmark, kProvider, "the offer is not for Laos", [](Records& r) {
    r.offers[0].earmark.recipients = {kLaos};
    r.offers[0].earmark.excluded_recipients = {kLaos};
  });
  Expect(Rule::kEarmark, kProvider,
         "the offer is for States Parties alone; the Convention is not in force for Laos",
         [](Records& r) {
           r.parties[kLaos].state_party = false;
           r.requests[0].audience.kind = Audience::Kind::kEveryone;
           r.offers[0].earmark.states_parties_only = true;
         });
  EXPECT_EQ(Judge([](Records& r) { r.offers[0].earmark.regions = {1}; }).failing, 0);
  // Named, although its region is another.
  EXPECT_EQ(Judge([](Records& r) {
              r.offers[0].earmark.regions = {2};
              r.offers[0].earmark.recipients = {kLaos};
            }).failing,
            0);
}

TEST(FeasibilityTest, Period) {
  Expect(Rule::kPeriod, kProvider,
         "the offer may be used from 2013-02-01 to 2013-12-31, not in 2012",
         [](Records& r) { r.offers[0].valid_from = absl::CivilDay(2013, 2, 1); });
  Expect(Rule::kPeriod, kProvider, "the offer has ceilings by year, and none for 2012",
         [](Records& r) {
           r.offers[0].years = {{2013, 100}};
         });
  Expect(Rule::kPeriod, kNobody, "the year 2011 is over on 2012-03-15", [](Records& r) {
    r.requests[0].needs[0].years[0].year = 2011;
    r.offers[0].valid_from = absl::CivilDay(2011, 1, 1);
  });
}

TEST(FeasibilityTest, ChannelAndAccess) {
  Expect(Rule::kChannel, kRequester, "the request accepts NGO; the offer can take bilateral",
         [](Records& r) {
           r.requests[0].channels = Bit(Channel::kNgo);
           r.offers[0].channels = Bit(Channel::kBilateral);
         });
  EXPECT_EQ(Judge([](Records& r) { r.offers[0].channels = Bit(Channel::kNgo); }).failing, 0);
  Expect(Rule::kAccess, kProvider,
         "non-State actors operate there, and the provider does not work where they do",
         [](Records& r) { r.requests[0].needs[0].non_state_actors = true; });
}

TEST(FeasibilityTest, Audience) {
  Expect(Rule::kAudience, kRequester,
         "the request is shown to States Parties, and An NGO is not among them", [](Records& r) {
           r.requests[0].audience.kind = Audience::Kind::kStatesParties;
           r.offers[0].provider = kNgo;
         });
  Expect(Rule::kAudience, kProvider,
         "the offer is shown to those named, and Laos is not among them", [](Records& r) {
           r.offers[0].audience = {Audience::Kind::kNamed, {kNgo}};
         });
  // A State Party's agency is the State; vetted providers are with them.
  EXPECT_EQ(Judge([](Records& r) {
              r.requests[0].audience.kind = Audience::Kind::kStatesParties;
              r.offers[0].provider = kDonorAgency;
            }).failing,
            0);
  EXPECT_EQ(Judge([](Records& r) {
              r.requests[0].audience = {Audience::Kind::kNamed, {kNorway}};
              r.offers[0].provider = kDonorAgency;
            }).failing,
            0);
  EXPECT_EQ(Judge([](Records& r) {
              r.requests[0].audience.kind = Audience::Kind::kVettedProviders;
              r.parties[kNgo].vetted = true;
              r.offers[0].provider = kNgo;
            }).failing,
            0);
}

TEST(FeasibilityTest, RatesAndWhatIsLeft) {
  Expect(Rule::kExchangeRate, kNobody, "there is no exchange rate from NOK to USD as of 2012-03-15",
         [](Records& r) { r.offers[0].unit = "NOK"; });
  Expect(Rule::kNeedLeft, kNobody, "nothing is left of the need for 2012",
         [](Records& r) { r.requests[0].needs[0].years[0].left = 0; });
  Expect(Rule::kOfferLeft, kProvider, "nothing is left of the offer for Laos in 2012",
         [](Records& r) {
           r.offers[0].cap_per_recipient_year = 500;
           r.offers[0].used = {{kLaos, 2012, 500}};
         });
  Expect(Rule::kOfferLeft, kProvider, "nothing is left of the offer for Laos in 2012",
         [](Records& r) {
           r.offers[0].years = {{2012, 0}, {2013, 5}};
         });
  // A hundredth of a won is worth nothing in cents.
  Expect(Rule::kOfferLeft, kProvider, "nothing is left of the offer for Laos in 2012",
         [](Records& r) {
           r.rates = {{"exchangeRates/krw", "KRW", "USD", absl::CivilDay(2012, 1, 1), "0.0009"}};
           r.offers[0].unit = "KRW";
           r.offers[0].digits = 0;
           r.offers[0].total_left = 11;
         });
}

TEST(FeasibilityTest, OneselfIsNoRecipient) {
  EXPECT_EQ(Judge([](Records& r) { r.offers[0].provider = kLaos; }).failing,
            Bit(Rule::kDistinctParties));
  EXPECT_EQ(Judge([](Records& r) {
              r.parties[kDonorAgency].acts_for = kLaos;
              r.offers[0].provider = kDonorAgency;
            }).failing,
            Bit(Rule::kDistinctParties));
}

}  // namespace
}  // namespace clearway::matching
