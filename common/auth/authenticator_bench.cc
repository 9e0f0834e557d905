// What Authenticate costs a call whose credentials are known: a certificate, a token, both.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/auth/credentials/development_authority.h"
#include "common/auth/standard_authenticator.h"

namespace clearway::auth {
namespace {

// One authority and authenticator for all.
struct Ground {
  Ground() {
    const std::string directory =
        std::filesystem::temp_directory_path() / "clearway-authenticator-bench";
    std::filesystem::remove_all(directory);
    authority = *DevelopmentAuthority::Create(directory, DevelopmentSettings(), now);
    StandardAuthenticatorOptions options;
    options.config = authority->Config();
    auto* alice = options.config.add_bootstrap_identities();
    alice->set_identity("clearway-development#alice");
    alice->set_actor("actors/isu");
    alice->add_roles(type::v1::ROLE_SECRETARIAT);
    authenticator = *StandardAuthenticator::Create(options);
    // Lists as long as a busy authority's.
    for (int i = 0; i < 200; ++i) {
      (void)authority->RevokeTokensOf("bob", "", now);
    }
    authenticator->PollFiles();
    TokenOrder order;
    order.subject = "alice";
    token = "Bearer " + authority->IssueToken(order, now)->token;
    certificate = authority->IssueCertificate({"services/cooperation", {"localhost"}, {}}, now)
                      ->certificate_pem;
  }
  const absl::Time now = absl::Now();
  std::unique_ptr<DevelopmentAuthority> authority;
  std::unique_ptr<StandardAuthenticator> authenticator;
  std::string token, certificate;
};

Ground& TheGround() {
  static auto* const ground = new Ground;
  return *ground;
}

void Run(benchmark::State& state, bool certificate, bool token) {
  Ground& ground = TheGround();
  Credentials credentials;
  credentials.peer_address = "127.0.0.1:50000";
  credentials.encrypted = true;
  if (certificate) credentials.certificate_pem = ground.certificate;
  if (token) credentials.authorization = {ground.token};
  for (auto _ : state) {
    auto caller = ground.authenticator->Authenticate(credentials, ground.now);
    if (!caller.ok()) state.SkipWithError(caller.status().ToString().c_str());
    benchmark::DoNotOptimize(caller);
  }
}

void KnownCertificate(benchmark::State& state) { Run(state, true, false); }
void KnownToken(benchmark::State& state) { Run(state, false, true); }
void KnownBoth(benchmark::State& state) { Run(state, true, true); }
BENCHMARK(KnownCertificate)->ThreadRange(1, 2);
BENCHMARK(KnownToken)->ThreadRange(1, 2);
BENCHMARK(KnownBoth)->ThreadRange(1, 2);

}  // namespace
}  // namespace clearway::auth
