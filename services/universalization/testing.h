// A universalization service on a loopback port with a store of its own, for tests.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_TESTING_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_TESTING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/caller.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/actor_authenticator.h"
#include "common/store/store.h"
#include "gtest/gtest.h"

namespace clearway::universalization {

// The real store, server and client. The clock stands at 12 November 2026, 09:00 UTC, unless a test
// moves it (not while a call is under way).
class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest();
  ~RegistryTest() override;

  // Stops the server, closes the store, and opens both again on the same data.
  void Restart();

  // `method` is the bare name: "GetState".
  template <typename Response>
  absl::StatusOr<Response> Call(absl::string_view method,
                                const google::protobuf::Message& request) {
    return client_->Call<Response>(FullName(method), request);
  }
  // A client that is this caller; client_ may see and do everything.
  std::unique_ptr<rpc::Client> ClientOf(const auth::Caller& caller);
  // Of these roles, acting for `actor`: "states/LAO".
  static auth::Caller CallerOf(const std::string& actor, auth::Roles roles);

  static std::string FullName(absl::string_view method) {
    return absl::StrCat("clearway.universalization.v1.UniversalizationService/", method);
  }

  absl::Time now_ = absl::FromUnixSeconds(1794474000);
  std::unique_ptr<rpc::Client> client_;

 private:
  void Start();
  void Stop();

  const std::shared_ptr<rpc::ActorAuthenticator> authenticator_ =
      std::make_shared<rpc::ActorAuthenticator>();
  std::string directory_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_TESTING_H_
