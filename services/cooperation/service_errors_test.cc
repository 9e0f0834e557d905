// Each wrong request: its code, its reason, its fields; and all violations in one answer.
#include <limits>
#include <string>
#include <vector>

#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "services/cooperation/quantity.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::IsSupersetOf;
using v1::AssistanceRequest;
using v1::Offer;

class ErrorsTest : public CooperationTest {
 protected:
  absl::Status Create(const AssistanceRequest& request) {
    v1::CreateAssistanceRequestRequest create;
    *create.mutable_assistance_request() = request;
    return Call<AssistanceRequest>("CreateAssistanceRequest", create).status();
  }
  absl::Status Create(const Offer& offer) {
    v1::CreateOfferRequest create;
    *create.mutable_offer() = offer;
    return Call<Offer>("CreateOffer", create).status();
  }
  template <typename Request>
  absl::Status List(const Request& request, const char* method = "ListOffers") {
    return Call<v1::ListOffersResponse>(method, request).status();
  }
  void Expect(const absl::Status& status, type::v1::ErrorReason reason,
              const std::vector<std::string>& fields) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(rpc::ReasonOf(status), reason) << status;
    EXPECT_EQ(rpc::ViolatedFields(status), fields) << status;
    // The message says the first field in words, for clients that do not decode details.
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(fields.at(0)));
  }
};

TEST_F(ErrorsTest, AnUnknownStateAreaOrActor) {
  AssistanceRequest request = ExampleRequest();
  request.set_recipient("states/ZZZ");
  Expect(Create(request), type::v1::ERROR_REASON_UNKNOWN_STATE, {"assistance_request.recipient"});
  request.set_recipient("areas/atlantis");
  Expect(Create(request), type::v1::ERROR_REASON_UNKNOWN_REFERENCE,
         {"assistance_request.recipient"});
  request.set_recipient("areas/western-sahara");
  request.add_implementing_partners("actors/undp");
  request.add_implementing_partners("actors/nobody");
  Expect(Create(request), type::v1::ERROR_REASON_UNKNOWN_REFERENCE,
         {"assistance_request.implementing_partners[1]"});
}

TEST_F(ErrorsTest, AmountsOutOfBounds) {
  AssistanceRequest request = ExampleRequest();
  auto* money = request.mutable_needs(0)->mutable_years(0)->mutable_quantity()->mutable_money();
  money->set_units(-5);
  const absl::Status negative = Create(request);
  EXPECT_EQ(negative.code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(rpc::ViolatedFields(negative).size(), 1u) << negative;
  EXPECT_THAT(rpc::ViolatedFields(negative)[0],
              testing::StartsWith("assistance_request.needs[0].years[0].quantity"));
  money->set_units(std::numeric_limits<int64_t>::max());
  Expect(Create(request), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE,
         {"assistance_request.needs[0].years[0].quantity.money"});
  money->set_units(kMaxUnits + 1);
  Expect(Create(request), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE,
         {"assistance_request.needs[0].years[0].quantity"});
  money->set_units(1);
  money->set_nanos(1);  // finer than a cent
  EXPECT_EQ(Create(request).code(), absl::StatusCode::kInvalidArgument);
  money->set_nanos(0);
  money->set_currency_code("ZZZ");
  EXPECT_EQ(Create(request).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ErrorsTest, APeriodThatEndsBeforeItBegins) {
  Offer offer = ExampleOffer();
  offer.clear_years();
  *offer.mutable_valid_until() = MakeDate(2011, 1, 1);
  Expect(Create(offer), type::v1::ERROR_REASON_PERIOD_INVERTED, {"offer.valid_until"});
  v1::SummarizeCooperationRequest summary;
  summary.set_start_year(2012);
  summary.set_end_year(2011);
  Expect(Call<v1::SummarizeCooperationResponse>("SummarizeCooperation", summary).status(),
         type::v1::ERROR_REASON_PERIOD_INVERTED, {"end_year"});
}

// A negative amount breaks a field rule of the contract; the others are rules of this service and
// of its registry. The client is told of all of them at once.
TEST_F(ErrorsTest, AllViolationsComeInOneAnswer) {
  Offer offer = ExampleOffer();
  offer.set_provider("states/ZZZ");
  offer.clear_title();
  offer.mutable_years(1)->set_year(2012);
  *offer.mutable_valid_until() = MakeDate(2011, 1, 1);
  offer.mutable_smallest_contribution()->mutable_money()->set_currency_code("USD");
  offer.mutable_smallest_contribution()->mutable_money()->set_units(-1);
  const absl::Status refused = Create(offer);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      rpc::ViolatedFields(refused),
      IsSupersetOf({"offer.title", "offer.provider", "offer.valid_until", "offer.years[1].year"}))
      << refused;
}

TEST_F(ErrorsTest, BadListsAndMasks) {
  v1::ListOffersRequest list;
  list.set_filter("state = ");
  Expect(List(list), type::v1::ERROR_REASON_FILTER_INVALID, {"filter"});
  list.set_filter("no_such_field = 1");
  Expect(List(list), type::v1::ERROR_REASON_FILTER_INVALID, {"filter"});
  list.set_filter("");
  list.set_order_by("no_such_field");
  Expect(List(list), type::v1::ERROR_REASON_ORDER_BY_INVALID, {"order_by"});
  list.set_order_by("");
  list.set_page_token("nonsense");
  Expect(List(list), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, {"page_token"});
  for (const char* id : {"a", "b", "c"}) {
    v1::CreateOfferRequest create;
    *create.mutable_offer() = ExampleOffer();
    create.set_offer_id(id);
    ASSERT_TRUE(Call<Offer>("CreateOffer", create).ok());
  }
  list.Clear();
  list.set_page_size(1);
  const auto page = Call<v1::ListOffersResponse>("ListOffers", list);
  ASSERT_TRUE(page.ok()) << page.status();
  list.set_page_token(page->next_page_token());
  EXPECT_TRUE(List(list).ok());
  list.set_filter("state = DRAFT");
  Expect(List(list), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, {"page_token"});

  v1::UpdateOfferRequest update;
  update.mutable_offer()->set_name("offers/a");
  update.mutable_update_mask()->add_paths("no_such_field");
  EXPECT_EQ(rpc::ReasonOf(Call<Offer>("UpdateOffer", update).status()),
            type::v1::ERROR_REASON_FIELD_MASK_INVALID);
  update.mutable_update_mask()->set_paths(0, "state");
  update.mutable_offer()->set_state(Offer::STATE_OPEN);
  EXPECT_EQ(rpc::ReasonOf(Call<Offer>("UpdateOffer", update).status()),
            type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
  update.mutable_update_mask()->set_paths(0, "provider");
  update.mutable_offer()->set_provider("states/AUS");
  EXPECT_EQ(rpc::ReasonOf(Call<Offer>("UpdateOffer", update).status()),
            type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
}

TEST_F(ErrorsTest, MatchesByHandThatCannotBe) {
  const AssistanceRequest request = Published(ExampleRequest());
  Offer euros = ExampleOffer();
  for (auto* quantity :
       {euros.mutable_total(), euros.mutable_cap_per_recipient_year(),
        euros.mutable_years(0)->mutable_quantity(), euros.mutable_years(1)->mutable_quantity()}) {
    quantity->mutable_money()->set_currency_code("EUR");
  }
  const Offer offer = Open(euros);
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request(request.name());
  propose.set_offer(offer.name());
  propose.set_need_id("funding");
  propose.set_year(2012);
  *propose.mutable_quantity() = MakeQuantity({true, "EUR"}, Parts(10) * kPartsOfMoney);
  auto status = [&] { return Call<v1::Proposal>("ProposeMatch", propose).status(); };
  Expect(status(), type::v1::ERROR_REASON_NO_EXCHANGE_RATE, {"quantity"});
  *propose.mutable_quantity() = MakeQuantity({true, "USD"}, Parts(10) * kPartsOfMoney);
  propose.set_year(2015);
  Expect(status(), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE, {"year", "quantity"});
  propose.set_need_id("nothing");
  Expect(status(), type::v1::ERROR_REASON_UNKNOWN_REFERENCE, {"need_id", "quantity"});
  propose.set_offer("offers/none");
  propose.set_policy("matchPolicies/none");
  Expect(status(), type::v1::ERROR_REASON_UNKNOWN_REFERENCE, {"offer", "policy"});
}

TEST_F(ErrorsTest, AClosedRequestOrOfferTakesNoPledge) {
  AssistanceRequest withdrawn = Published(ExampleRequest());
  const Offer offer = Open(ExampleOffer());
  const v1::Quantity quantity = MakeQuantity({true, "USD"}, Parts(10) * kPartsOfMoney);
  ASSERT_TRUE((ByName<AssistanceRequest, v1::WithdrawAssistanceRequestRequest>(
                   "WithdrawAssistanceRequest", withdrawn.name())
                   .ok()));
  const auto refused = Pledge(withdrawn, offer, "funding", 2012, quantity).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_REQUEST_CLOSED);
  const AssistanceRequest open = Published(ExampleRequest());
  ASSERT_TRUE((ByName<Offer, v1::RetractOfferRequest>("RetractOffer", offer.name()).ok()));
  EXPECT_EQ(rpc::ReasonOf(Pledge(open, offer, "funding", 2012, quantity).status()),
            type::v1::ERROR_REASON_OFFER_CLOSED);
}

TEST_F(ErrorsTest, APairThatTheRulesForbid) {
  Offer earmarked = ExampleOffer();
  earmarked.mutable_earmark()->add_recipients("states/LBN");
  earmarked.add_areas_of_work(type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE);
  const auto refused = Pledge(Published(ExampleRequest()), Open(earmarked), "funding", 2012,
                              MakeQuantity({true, "USD"}, Parts(10) * kPartsOfMoney))
                           .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << refused;
  EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_PAIR_NOT_FEASIBLE) << refused;
}

TEST_F(ErrorsTest, WhatIsNotThere) {
  EXPECT_EQ((ByName<Offer, v1::GetOfferRequest>("GetOffer", "offers/none").status().code()),
            absl::StatusCode::kNotFound);
  EXPECT_EQ((ByName<Offer, v1::GetOfferRequest>("GetOffer", "proposals/none").status().code()),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Accept("proposals/none", v1::Proposal::SIDE_PROVIDER).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace clearway::cooperation
