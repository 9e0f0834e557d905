// The audit trail over a real server: its two methods, and that no answer with personal data leaves
// before the trail has it.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/audit.pb.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::v1::Card;
using testing::v1::GetCardRequest;
using testing::v1::ListCardsRequest;
using testing::v1::ListCardsResponse;
using testing::v1::UpdateCardRequest;
using type::v1::AuditEvent;
using type::v1::ListAuditEventsRequest;
using type::v1::ListAuditEventsResponse;
using type::v1::VerifyAuditTrailRequest;
using type::v1::VerifyAuditTrailResponse;

constexpr char kUuid[] = "4f8b2c1e-3d5a-4b6c-8d7e-9f0a1b2c3d4e";

class ServerAuditTest : public ::testing::Test {
 protected:
  template <typename Response>
  absl::StatusOr<Response> Call(absl::string_view method,
                                const google::protobuf::Message& request) {
    return server_.client().Call<Response>(TestServer::Method(method), request);
  }

  absl::StatusOr<Card> Update(const std::string& id, const std::string& holder,
                              const std::string& text = "", const std::string& request_id = "",
                              bool validate_only = false) {
    UpdateCardRequest request;
    request.mutable_card()->set_name(absl::StrCat("cards/", id));
    request.mutable_card()->set_holder(holder);
    request.mutable_card()->set_text(text);
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    return Call<Card>("UpdateCard", request);
  }

  // What the trail has beyond what was asked for before: "READ cards/a 2".
  std::vector<std::string> News() {
    ListAuditEventsRequest request;
    request.set_filter(absl::StrCat("sequence > ", seen_));
    auto response = Call<ListAuditEventsResponse>("ListAuditEvents", request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> news;
    for (const AuditEvent& event : response->audit_events()) {
      seen_ = event.sequence();
      events_.push_back(event);
      news.push_back(absl::StrCat(AuditEvent::Kind_Name(event.kind()).substr(5), " ",
                                  event.resource(), " ", event.version()));
    }
    return news;
  }

  TestServer server_;
  int64_t seen_ = 0;
  std::vector<AuditEvent> events_;
};

TEST_F(ServerAuditTest, TheTrailIsListedAndVerified) {
  ASSERT_TRUE(Update("a", "", "one").ok());
  ASSERT_TRUE(Update("a", "", "two").ok());
  EXPECT_THAT(News(), ElementsAre("CREATED cards/a 1", "UPDATED cards/a 2"));
  EXPECT_EQ(events_[0].method(), TestServer::Method("UpdateCard"));
  EXPECT_EQ(events_[0].trace_id().size(), 32U);
  const auto verdict =
      Call<VerifyAuditTrailResponse>("VerifyAuditTrail", VerifyAuditTrailRequest());
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_TRUE(verdict->intact()) << verdict->finding();
  EXPECT_EQ(verdict->events(), 2);
  EXPECT_EQ(verdict->last().hash(), events_[1].hash());
  ASSERT_TRUE(Update("a", "", "three").ok());
  VerifyAuditTrailRequest with_anchor;
  *with_anchor.mutable_anchor() = verdict->last();
  EXPECT_TRUE(Call<VerifyAuditTrailResponse>("VerifyAuditTrail", with_anchor)->intact());
  with_anchor.mutable_anchor()->set_hash(std::string(32, 'x'));
  EXPECT_FALSE(Call<VerifyAuditTrailResponse>("VerifyAuditTrail", with_anchor)->intact());
  with_anchor.mutable_anchor()->set_hash("short");
  EXPECT_EQ(Call<VerifyAuditTrailResponse>("VerifyAuditTrail", with_anchor).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ServerAuditTest, EveryReadOfPersonalDataIsInTheTrail) {
  ASSERT_TRUE(Update("a", "Bounmy").ok());
  ASSERT_TRUE(Update("b", "", "nobody's").ok());
  ASSERT_TRUE(Update("c", "Khamla").ok());
  EXPECT_THAT(News(), ElementsAre("CREATED cards/a 1", "CREATED cards/b 1", "CREATED cards/c 1"));
  GetCardRequest get;
  get.set_name("cards/a");
  ASSERT_EQ(Call<Card>("GetCard", get)->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("READ cards/a 1"));
  EXPECT_EQ(events_.back().method(), TestServer::Method("GetCard"));
  EXPECT_EQ(events_.back().before_sha256(), events_[0].after_sha256());
  EXPECT_EQ(events_.back().after_sha256(), events_[0].after_sha256());
  get.set_name("cards/b");
  ASSERT_TRUE(Call<Card>("GetCard", get).ok());
  EXPECT_THAT(News(), IsEmpty()) << "nothing personal in it";
  get.set_name("cards/missing");
  ASSERT_FALSE(Call<Card>("GetCard", get).ok());
  EXPECT_THAT(News(), IsEmpty());
  ASSERT_EQ(Call<ListCardsResponse>("ListCards", ListCardsRequest())->cards_size(), 3);
  EXPECT_THAT(News(), ElementsAre("READ cards/a 1", "READ cards/c 1"));
  ASSERT_TRUE(Call<Card>("ComputeCard", ListCardsRequest()).ok());
  EXPECT_THAT(News(), ElementsAre("READ cards/a 1"));
  int streamed = 0;
  ASSERT_TRUE(server_.client()
                  .Stream<Card>(TestServer::Method("StreamCards"), ListCardsRequest(),
                                [&](const Card&) { return ++streamed > 0; })
                  .ok());
  EXPECT_EQ(streamed, 3);
  EXPECT_THAT(News(), ElementsAre("READ cards/a 1", "READ cards/c 1"));
}

TEST_F(ServerAuditTest, AWriteIsNoWayToReadUnseen) {
  ASSERT_TRUE(Update("a", "Bounmy").ok());
  EXPECT_THAT(News(), ElementsAre("CREATED cards/a 1"));
  // What changes is told by the change.
  ASSERT_EQ(Update("a", "", "more")->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("UPDATED cards/a 2"));
  // A change that changes nothing gives out all the same.
  ASSERT_EQ(Update("a", "", "more")->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("READ cards/a 2"));
  // So does a trial, which leaves nothing else behind.
  ASSERT_EQ(Update("a", "", "trial", "", /*validate_only=*/true)->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("READ cards/a 0"));
  ASSERT_EQ(Update("a", "", "", "", /*validate_only=*/true)->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("READ cards/a 2"));
  // A trial of what is not there gives out what it was given.
  ASSERT_EQ(Update("b", "Khamla", "", "", /*validate_only=*/true)->holder(), "Khamla");
  EXPECT_THAT(News(), IsEmpty());
  // A repeat of an answer.
  ASSERT_TRUE(Update("a", "", "again", kUuid).ok());
  EXPECT_THAT(News(), ElementsAre("UPDATED cards/a 3"));
  ASSERT_EQ(Update("a", "", "again", kUuid)->holder(), "Bounmy");
  EXPECT_THAT(News(), ElementsAre("READ cards/a 3"));
}

TEST_F(ServerAuditTest, WithoutItsEventThereIsNoAnswer) {
  ASSERT_TRUE(Update("a", "Bounmy").ok());
  // A trail that cannot be gone on with.
  ASSERT_TRUE(server_.store()
                  .TransactAndWait([](store::Txn& txn) { return txn.Put("a/head", "rubbish"); })
                  .ok());
  GetCardRequest get;
  get.set_name("cards/a");
  EXPECT_EQ(Call<Card>("GetCard", get).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Call<ListCardsResponse>("ListCards", ListCardsRequest()).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(Call<Card>("ComputeCard", ListCardsRequest()).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(Update("a", "", "", "", /*validate_only=*/true).status().code(),
            absl::StatusCode::kDataLoss);
  int streamed = 0;
  EXPECT_EQ(server_.client()
                .Stream<Card>(TestServer::Method("StreamCards"), ListCardsRequest(),
                              [&](const Card&) { return ++streamed > 0; })
                .code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(streamed, 0);
  const auto verdict =
      Call<VerifyAuditTrailResponse>("VerifyAuditTrail", VerifyAuditTrailRequest());
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_FALSE(verdict->intact());
}

}  // namespace
}  // namespace clearway::rpc
