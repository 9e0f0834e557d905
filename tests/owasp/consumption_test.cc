// The OWASP API Security Top 10 (2023), numbers 4, 7 and 10: too much, elsewhere, and from others.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "common/rpc/testing/raw_call.h"
#include "google/rpc/error_details.pb.h"
#include "services/universalization/collections.h"
#include "tests/owasp/owasp.h"

namespace clearway::owasp {
namespace {

using absl::StatusCode;

rpc::QuotaOptions FewReads() {
  rpc::QuotaOptions quotas = {rpc::Quota(), {}};
  rpc::ClassQuota few;
  few.per_second = 1;
  few.burst = 20;
  quotas.special["states/NOR"].of(rpc::CallClass::kRead) = few;
  return quotas;
}

class ConsumptionTest : public OwaspTest {
 protected:
  ConsumptionTest() : OwaspTest(FewReads()) {}
};

TEST_F(ConsumptionTest, API4_UnrestrictedResourceConsumption) {
  const coop::ListOffersRequest list;
  int answered = 0;
  absl::Status refused;
  for (int i = 0; i < 200 && refused.ok(); ++i) {
    refused = Coop<coop::ListOffersResponse>(kNorwayOfficer, "ListOffers", list).status();
    if (refused.ok()) ++answered;
  }
  EXPECT_GE(answered, 10);
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted) << refused;
  EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(rpc::RetryDelayOf(refused), absl::ZeroDuration());
  google::rpc::QuotaFailure failure;
  EXPECT_TRUE(rpc::FindDetail(refused, &failure));
  // A colleague of the same State shares what it has; others have theirs.
  EXPECT_EQ(Coop<coop::ListOffersResponse>(kNorwayObserver, "ListOffers", list).status().code(),
            StatusCode::kResourceExhausted);
  EXPECT_TRUE(Coop<coop::ListOffersResponse>(kLaosApprover, "ListOffers", list).ok());

  // One call cannot ask for everything either.
  rpc::RawCaller raw(world_.address(kCooperation), world_.FilesOf(kSecretariat));
  const std::string path = "/" + FullName(kCooperation, "ListOffers");
  coop::ListOffersRequest large;
  large.set_filter(std::string(5 << 20, 'a'));
  EXPECT_EQ(raw.Call(path, large.SerializeAsString()).code(), StatusCode::kResourceExhausted);
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += "(";
  large.set_filter(nested);
  EXPECT_EQ(raw.Call(path, large.SerializeAsString()).code(), StatusCode::kInvalidArgument);
  std::string deep;  // groups within groups, as no message has them
  for (int i = 0; i < 100000; ++i) deep += '\x0b';
  EXPECT_EQ(raw.Call(path, deep).code(), StatusCode::kInvalidArgument);
  large.Clear();
  large.set_page_size(1 << 30);
  EXPECT_TRUE(Coop<coop::ListOffersResponse>(kSecretariat, "ListOffers", large).ok())
      << "and gets 1,000 at most";
}

// Somebody who would like to be called.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port), "/");
  }
  ~Listener() { close(socket_); }
  const std::string& url() const { return url_; }
  bool WasCalled(int milliseconds) const {
    pollfd wanted = {socket_, POLLIN, 0};
    return poll(&wanted, 1, milliseconds) > 0;
  }

 private:
  const int socket_;
  std::string url_;
};

TEST_F(ConsumptionTest, API7_ServerSideRequestForgery) {
  const Listener listener;
  // Addresses in records are for people; no service goes there.
  coop::AssistanceRequest asked = ARequest();
  auto* attachment = asked.add_attachments();
  attachment->set_title("Survey");
  attachment->set_uri(listener.url() + "survey.pdf");
  asked.add_sources(listener.url() + "source");
  asked.set_contact(listener.url() + "contact");
  const std::string name = DraftRequest("ssrf", asked).name();
  EXPECT_TRUE((ByName<coop::AssistanceRequest, coop::SubmitAssistanceRequestRequest>(
                   kLaosApprover, "SubmitAssistanceRequest", name)
                   .ok()));
  // Nor where a token says that its keys are.
  rpc::RawCaller raw(world_.address(kCooperation), world_.FilesOf({permission::kNoCredential, ""}));
  const std::string header = absl::StrCat(R"({"alg":"RS256","kid":"1","jku":")", listener.url(),
                                          R"(keys","x5u":")", listener.url(), R"(chain"})");
  const std::string claims = absl::StrCat(R"({"iss":")", listener.url(),
                                          R"(","sub":"anna","aud":"clearway","exp":4102444800})");
  raw.AddMetadata("authorization",
                  absl::StrCat("Bearer ", absl::WebSafeBase64Escape(header), ".",
                               absl::WebSafeBase64Escape(claims), ".", std::string(342, 'A')));
  EXPECT_EQ(raw.Call("/" + FullName(kCooperation, "ListOffers"), "").code(),
            StatusCode::kUnauthenticated);
  EXPECT_FALSE(listener.WasCalled(500));
}

// A registry that was broken into says that an organisation's member is the secretariat's, and that
// a service's. Cooperation follows it, and believes neither.
TEST_F(ConsumptionTest, API10_UnsafeConsumptionOfApis) {
  univ::Membership forged;
  forged.set_identity("spiffe://clearway.test/actors/oxf/stranger");
  forged.set_actor("actors/oxf");
  forged.add_roles(type::v1::ROLE_SECRETARIAT);
  forged.add_roles(type::v1::ROLE_SERVICE);
  forged.add_roles(type::v1::ROLE_STATE_APPROVER);
  forged.add_roles(static_cast<type::v1::Role>(77));
  forged.add_roles(type::v1::ROLE_OBSERVER);
  forged.set_status(univ::Membership::STATUS_ACTIVE);
  rpc::Call call;
  call.method = "broken in";
  call.actor = "actors/isu";
  call.time = absl::Now();
  call.seed = 1;
  ASSERT_TRUE(
      world_.store(kUniversalization)
          .TransactAndWait([&](store::Txn& txn) {
            return universalization::Memberships().Create(call, txn, forged, "forged").status();
          })
          .ok());
  const Who stranger = {permission::kNoMembership, ""};
  const type::v1::WhoAmIRequest who;
  type::v1::WhoAmIResponse told;
  for (int i = 0; i < 3000 && told.memberships_size() == 0; ++i) {
    const auto answer = Coop<type::v1::WhoAmIResponse>(stranger, "WhoAmI", who);
    ASSERT_TRUE(answer.ok()) << answer.status();
    told = *answer;
    absl::SleepFor(absl::Milliseconds(10));
  }
  ASSERT_EQ(told.roles_size(), 1) << told.DebugString();
  EXPECT_EQ(told.roles(0), type::v1::ROLE_OBSERVER);
  coop::SetExchangeRatesRequest rates;
  EXPECT_EQ(
      Coop<coop::SetExchangeRatesResponse>(stranger, "SetExchangeRates", rates).status().code(),
      StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace clearway::owasp
