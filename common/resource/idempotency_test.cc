#include "common/resource/idempotency.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::CallAt;
using testing::CreateProjectRequest;
using testing::Project;
using testing::Projects;
using testing::Titled;

constexpr int kDay = 24 * 60;

class IdempotencyTest : public testing::StoreTest {
 protected:
  // As the dispatcher does a write.
  absl::StatusOr<Project> Create(const rpc::Call& call, const CreateProjectRequest& request) {
    Project response;
    RETURN_IF_ERROR(Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(bool repeated, Replay(txn, call, request, &response));
      if (repeated) return absl::OkStatus();
      ASSIGN_OR_RETURN(response,
                       Projects().Create(call, txn, request.project(), request.project_id()));
      return Remember(txn, call, request, response);
    }));
    return response;
  }
  rpc::Call Call(int minute, const std::string& request_id) {
    rpc::Call call = CallAt(minute, static_cast<uint64_t>(++calls_));
    call.request_id = request_id;
    return call;
  }
  int Count(absl::string_view prefix) {
    int count = 0;
    auto at = Now();
    auto cursor = at->Scan(prefix, store::PrefixEnd(prefix));
    for (; cursor->Valid(); cursor->Next()) ++count;
    return count;
  }
  CreateProjectRequest Request(const std::string& title, const std::string& id = "") {
    CreateProjectRequest request;
    *request.mutable_project() = Titled(title);
    request.set_project_id(id);
    return request;
  }

  int calls_ = 0;
};

TEST_F(IdempotencyTest, ARepeatGetsTheFirstAnswerAlsoAfterARestart) {
  auto first = Create(Call(0, "id-1"), Request("Survey"));
  ASSERT_TRUE(first.ok()) << first.status();
  auto repeat = Create(Call(1, "id-1"), Request("Survey"));
  ASSERT_TRUE(repeat.ok()) << repeat.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*first, *repeat));
  Reopen();
  repeat = Create(Call(7 * kDay, "id-1"), Request("Survey"));
  ASSERT_TRUE(repeat.ok()) << repeat.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*first, *repeat));
  EXPECT_EQ(Count("r/"), 1);
}

TEST_F(IdempotencyTest, WithoutAnIdEveryCallIsNew) {
  ASSERT_TRUE(Create(Call(0, ""), Request("Survey")).ok());
  ASSERT_TRUE(Create(Call(0, ""), Request("Survey")).ok());
  EXPECT_EQ(Count("r/"), 2);
  EXPECT_EQ(Count("q/"), 0);
}

TEST_F(IdempotencyTest, AnotherRequestUnderTheSameIdIsRefused) {
  ASSERT_TRUE(Create(Call(0, "id-1"), Request("Survey")).ok());
  absl::Status status = Create(Call(1, "id-1"), Request("Clearance")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(rpc::ViolatedFields(status), std::vector<std::string>{"request_id"});
}

TEST_F(IdempotencyTest, AnAnswerIsItsCallersAndItsMethods) {
  ASSERT_TRUE(Create(Call(0, "id-1"), Request("Survey")).ok());
  rpc::Call other = Call(1, "id-1");
  other.actor = "actors/other";
  ASSERT_TRUE(Create(other, Request("Clearance")).ok());
  other = Call(1, "id-1");
  other.method += "2";
  ASSERT_TRUE(Create(other, Request("Clearance")).ok());
  EXPECT_EQ(Count("r/"), 3);
}

TEST_F(IdempotencyTest, ARefusalIsNotRemembered) {
  ASSERT_TRUE(Create(Call(0, ""), Request("Survey", "x")).ok());
  EXPECT_EQ(Create(Call(1, "id-1"), Request("Survey", "x")).status().code(),
            absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Delete(CallAt(2), txn, "projects/x").status();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().PurgeExpired(CallAt(31 * kDay), txn, 9).status();
              }).ok());
  EXPECT_TRUE(Create(Call(31 * kDay, "id-1"), Request("Survey", "x")).ok());
}

TEST_F(IdempotencyTest, OldAnswersGoAFewAtATime) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(Create(Call(0, absl::StrCat("old-", i)), Request("Survey")).ok());
  }
  EXPECT_EQ(Count("q/k/"), 10);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(Create(Call(9 * kDay, absl::StrCat("new-", i)), Request("Survey")).ok());
    EXPECT_EQ(Count("q/k/"), std::max(0, 10 - i * kExpiredPerWrite) + i);
    EXPECT_EQ(Count("q/t/"), Count("q/k/"));
  }
  // An id whose answer is gone is a new one.
  ASSERT_TRUE(Create(Call(9 * kDay, "old-0"), Request("Clearance")).ok());
}

}  // namespace
}  // namespace clearway::resource
