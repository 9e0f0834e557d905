// A cooperation service and the universalization service that it follows, each a real server on a
// loopback port over a real store, for tests.
#ifndef CLEARWAY_SERVICES_COOPERATION_SERVICE_TESTING_H_
#define CLEARWAY_SERVICES_COOPERATION_SERVICE_TESTING_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/auth/authenticator.h"
#include "common/auth/caller.h"
#include "common/rpc/client.h"
#include "common/rpc/follower.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/actor_authenticator.h"
#include "common/store/store.h"
#include "gtest/gtest.h"

namespace clearway::cooperation {

// One service on one port over one store. Restart keeps directory and port.
class ServiceProcess {
 public:
  using Make = std::function<absl::StatusOr<std::unique_ptr<rpc::Service>>(store::Store*)>;
  // `authenticator` may be null: then everybody may do everything.
  ServiceProcess(std::string name, Make make, std::function<absl::Time()> clock,
                 std::shared_ptr<auth::Authenticator> authenticator = nullptr);
  ~ServiceProcess();

  void Start();
  void Stop();
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  store::Store* store() const { return store_.get(); }

 private:
  const std::string name_;
  const Make make_;
  const std::function<absl::Time()> clock_;
  const std::shared_ptr<auth::Authenticator> authenticator_;
  std::string directory_;
  int port_ = 0;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<rpc::Server> server_;
};

// The registry knows the States LAO, LBN, NOR and AUS, the area western-sahara and the actor undp.
// The clock stands at 1 June 2012, 09:00 UTC, unless a test moves it.
class CooperationTest : public ::testing::Test {
 protected:
  CooperationTest();
  ~CooperationTest() override;

  // Stops the cooperation service, and starts it again on the same data and port.
  void Restart();
  void StopRegistry() { registry_.Stop(); }
  void StartRegistry() { registry_.Start(); }
  std::string registry_address() const { return registry_.address(); }

  // `method` is the bare name: "GetOffer".
  template <typename Response>
  absl::StatusOr<Response> Call(absl::string_view method,
                                const google::protobuf::Message& request) const {
    return client_->Call<Response>(FullName(method), request);
  }
  static std::string FullName(absl::string_view method) {
    return absl::StrCat("clearway.cooperation.v1.CooperationService/", method);
  }
  // A method that takes a name and answers with the resource.
  template <typename Response, typename Request>
  absl::StatusOr<Response> ByName(absl::string_view method, absl::string_view name) const {
    Request request;
    request.set_name(std::string(name));
    return Call<Response>(method, request);
  }

  // A client of the cooperation service that is this caller; client_ may see and do everything.
  std::unique_ptr<rpc::Client> ClientOf(const auth::Caller& caller) const;

  // Creates and publishes; the test fails when that is refused.
  v1::AssistanceRequest Published(const v1::AssistanceRequest& request, absl::string_view id = "");
  v1::Offer Open(const v1::Offer& offer, absl::string_view id = "");
  // Proposes by hand and has both sides accept.
  absl::StatusOr<v1::Contribution> Pledge(const v1::AssistanceRequest& request,
                                          const v1::Offer& offer, absl::string_view need_id,
                                          int year, const v1::Quantity& quantity);
  absl::StatusOr<v1::AcceptProposalResponse> Accept(absl::string_view proposal,
                                                    v1::Proposal::Side side) const;
  v1::AssistanceRequest GetRequest(absl::string_view name) const;
  v1::Offer GetOffer(absl::string_view name) const;

  // Books, indexes and feed agree (verify.h).
  void ExpectBooksAreRight() const;

  absl::Time now() const { return absl::FromUnixMicros(now_micros_); }
  void SetNow(absl::Time time) { now_micros_ = absl::ToUnixMicros(time); }
  store::Store* store() const { return cooperation_.store(); }

  std::unique_ptr<rpc::Client> client_;

 private:
  void Follow();

  std::atomic<int64_t> now_micros_{1338541200000000};
  const std::shared_ptr<rpc::ActorAuthenticator> authenticator_ =
      std::make_shared<rpc::ActorAuthenticator>();
  ServiceProcess registry_, cooperation_;
  std::unique_ptr<rpc::Follower> follower_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SERVICE_TESTING_H_
