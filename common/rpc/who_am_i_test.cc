#include "common/rpc/who_am_i.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clearway/type/v1/who_am_i.pb.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

// One identity, which becomes an observer right after the call was let in.
class BecomesObserver final : public auth::Authenticator {
 public:
  absl::StatusOr<std::shared_ptr<const auth::Caller>> Authenticate(const auth::Credentials&,
                                                                   absl::Time) override {
    auto caller = std::make_shared<auth::Caller>();
    if (std::exchange(observer_, true)) {
      caller->actor = "actors/oxf";
      caller->roles = {type::v1::ROLE_OBSERVER};
    }
    return caller;
  }

  absl::Status Recheck(const auth::Caller& caller, absl::Time) override {
    if (caller.roles.empty() != observer_) return absl::OkStatus();
    return MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_RIGHTS_CHANGED, "");
  }

  absl::StatusOr<std::vector<auth::Standing>> Standings(const auth::Caller&,
                                                        absl::Time) const override {
    auth::Standing standing;
    standing.actor = "actors/oxf";
    standing.roles = {type::v1::ROLE_OBSERVER};
    return std::vector<auth::Standing>{standing};
  }

 private:
  bool observer_ = false;
};

TEST(WhoAmITest, RightsThatChangeMeanwhileAreNotToldHalf) {
  BecomesObserver authenticator;
  Call call;
  call.caller = *authenticator.Authenticate({}, absl::Now());
  type::v1::WhoAmIResponse answer;
  EXPECT_EQ(ReasonOf(AnswerWhoAmI(&authenticator, call, &answer)),
            type::v1::ERROR_REASON_RIGHTS_CHANGED);
  call.caller = *authenticator.Authenticate({}, absl::Now());
  answer.Clear();
  const absl::Status again = AnswerWhoAmI(&authenticator, call, &answer);
  ASSERT_TRUE(again.ok()) << again;
  EXPECT_EQ(answer.roles_size(), 1);
  EXPECT_EQ(answer.memberships_size(), 1);
}

}  // namespace
}  // namespace clearway::rpc
