#include "services/cooperation/request_state.h"

#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;

const absl::CivilDay kBefore(2012, 6, 1);
const absl::CivilDay kAfter(2014, 1, 1);

AssistanceRequest With(Sums funding12, Sums funding13, Sums teams12) {
  AssistanceRequest request = ExampleRequest();
  request.set_state(AssistanceRequest::STATE_PUBLISHED);
  for (Sums* sums : {&funding12, &funding13}) {
    sums->pledged *= kPartsOfMoney;
    sums->committed *= kPartsOfMoney;
    sums->delivered *= kPartsOfMoney;
  }
  SetProgress(NeedSums{{{"funding", 2012}, funding12},
                       {{"funding", 2013}, funding13},
                       {{"teams", 2012}, teams12}},
              &request);
  return request;
}

TEST(RequestStateTest, FollowsFromTheSums) {
  using R = AssistanceRequest;
  EXPECT_EQ(StateOf(With({}, {}, {}), kBefore), R::STATE_PUBLISHED);
  EXPECT_EQ(StateOf(With({1000, 0, 0}, {}, {}), kBefore), R::STATE_PUBLISHED);
  EXPECT_EQ(StateOf(With({0, 1, 0}, {}, {}), kBefore), R::STATE_PARTIALLY_COMMITTED);
  EXPECT_EQ(StateOf(With({0, 1, 1}, {}, {}), kBefore), R::STATE_PARTIALLY_COMMITTED);
  EXPECT_EQ(StateOf(With({0, 1000, 0}, {0, 2000, 0}, {0, 12, 0}), kBefore), R::STATE_COMMITTED);
  EXPECT_EQ(StateOf(With({0, 1000, 0}, {0, 2000, 0}, {0, 11, 0}), kBefore),
            R::STATE_PARTIALLY_COMMITTED);
  EXPECT_EQ(StateOf(With({0, 1000, 5}, {0, 2000, 0}, {0, 12, 0}), kBefore),
            R::STATE_PARTIALLY_FULFILLED);
  EXPECT_EQ(StateOf(With({0, 1000, 1000}, {0, 2000, 2000}, {0, 12, 12}), kBefore),
            R::STATE_FULFILLED);
}

TEST(RequestStateTest, AFractionOfAUnitOfMoneyDoesNotKeepItOpen) {
  AssistanceRequest request = With({}, {0, 2000, 0}, {0, 12, 0});
  NeedSums sums = SumsOf(request);
  sums[{"funding", 2012}].committed = Parts(1000) * kPartsOfMoney - 10000000;
  SetProgress(sums, &request);
  EXPECT_EQ(StateOf(request, kBefore), AssistanceRequest::STATE_COMMITTED);
}

TEST(RequestStateTest, ExpiresAfterItsLastDayUnlessNothingIsLeft) {
  AssistanceRequest open = With({0, 1, 0}, {}, {});
  EXPECT_EQ(LastDay(open), absl::CivilDay(2013, 12, 31));
  EXPECT_EQ(StateOf(open, absl::CivilDay(2013, 12, 31)),
            AssistanceRequest::STATE_PARTIALLY_COMMITTED);
  EXPECT_EQ(StateOf(open, kAfter), AssistanceRequest::STATE_EXPIRED);
  *open.mutable_expire_date() = MakeDate(2014, 1, 1);
  EXPECT_EQ(StateOf(open, kAfter), AssistanceRequest::STATE_PARTIALLY_COMMITTED);
  EXPECT_EQ(StateOf(With({0, 1000, 0}, {0, 2000, 0}, {0, 12, 0}), kAfter),
            AssistanceRequest::STATE_COMMITTED);
}

TEST(RequestStateTest, DraftsAndWithdrawnOnesStayWhatTheyAre) {
  AssistanceRequest request = With({0, 1, 0}, {}, {});
  for (const auto state :
       {AssistanceRequest::STATE_DRAFT, AssistanceRequest::STATE_SUBMITTED,
        AssistanceRequest::STATE_AUTHENTICATED, AssistanceRequest::STATE_WITHDRAWN}) {
    request.set_state(state);
    EXPECT_EQ(StateOf(request, kAfter), state);
  }
}

TEST(RequestStateTest, EachActionNeedsItsStates) {
  using R = AssistanceRequest;
  struct Row {
    RequestAction action;
    std::vector<R::State> allowed;
  };
  const std::vector<R::State> under_way = {R::STATE_PUBLISHED, R::STATE_PARTIALLY_COMMITTED,
                                           R::STATE_COMMITTED, R::STATE_PARTIALLY_FULFILLED};
  auto plus = [](std::vector<R::State> list, std::vector<R::State> more) {
    list.insert(list.end(), more.begin(), more.end());
    return list;
  };
  const auto open = plus(
      under_way, {R::STATE_DRAFT, R::STATE_SUBMITTED, R::STATE_AUTHENTICATED, R::STATE_EXPIRED});
  const Row rows[] = {
      {RequestAction::kUpdate, open},
      {RequestAction::kWithdraw, open},
      {RequestAction::kSubmit, {R::STATE_DRAFT}},
      {RequestAction::kAuthenticate, {R::STATE_SUBMITTED}},
      {RequestAction::kPublish, {R::STATE_AUTHENTICATED}},
      {RequestAction::kDelete, {R::STATE_DRAFT, R::STATE_WITHDRAWN}},
      {RequestAction::kAsk, under_way},
      {RequestAction::kAnswer, plus(under_way, {R::STATE_FULFILLED, R::STATE_EXPIRED})},
      {RequestAction::kFollowUp,
       plus(under_way, {R::STATE_FULFILLED, R::STATE_EXPIRED, R::STATE_WITHDRAWN})},
  };
  for (const Row& row : rows) {
    for (int number = 1; number < R::State_ARRAYSIZE; ++number) {
      R request;
      request.set_name("assistanceRequests/a");
      request.set_state(static_cast<R::State>(number));
      const auto status = CheckAction(request, row.action);
      const bool allowed = std::count(row.allowed.begin(), row.allowed.end(), request.state()) > 0;
      EXPECT_EQ(status.ok(), allowed) << R::State_Name(request.state()) << status;
      if (!allowed) {
        EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
      }
    }
  }
}

}  // namespace
}  // namespace clearway::cooperation
