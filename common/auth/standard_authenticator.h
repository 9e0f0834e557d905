// Who is calling, from a client certificate or a bearer token, a directory of memberships, and what
// has been revoked (proto/clearway/config/v1/auth.proto configures it).
//
//   ASSIGN_OR_RETURN(auto authenticator, StandardAuthenticator::Create(options));
//   ASSIGN_OR_RETURN(auto caller, authenticator->Authenticate(credentials, absl::Now()));
//
// - A certificate's one URI says who it is: spiffe://{trust domain}/actors/{actor}[/…],
//   /states/{ISO3}[/…] or /services/{service}. Its dates and the revocation lists are looked at in
//   every call, for connections outlive both.
// - A token is a JWT of a configured issuer, signed with one of its keys; its identity is
//   "{iss}#{sub}". It needs an encrypted connection. With a token and a certificate the caller is
//   the token's, and the certificate must be valid too; a token that is bound to a certificate
//   (RFC 8705) counts with that one alone.
// - A service (/services/…) has the role SERVICE and acts for no actor. Everybody else has the
//   memberships of the directory and those of the configuration (bootstrap_identities). Those of a
//   certificate count only for the actor that its URI names.
//
// Why somebody was refused is in the log, never in the answer; credentials are in neither.
#ifndef CLEARWAY_COMMON_AUTH_STANDARD_AUTHENTICATOR_H_
#define CLEARWAY_COMMON_AUTH_STANDARD_AUTHENTICATOR_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clearway/config/v1/auth.pb.h"
#include "common/auth/authenticator.h"
#include "common/auth/directory.h"

namespace clearway::auth {

struct StandardAuthenticatorOptions {
  config::v1::AuthConfig config;
  // Not owned; outlives the authenticator. Null: nobody is a member but who the configuration says.
  const Directory* directory = nullptr;
  // How often files are looked at. Infinite: only when PollFiles is called.
  absl::Duration file_poll = absl::Seconds(1);
};

// Thread-safe. Has a thread of its own for files, and one for each OpenID provider.
class StandardAuthenticator final : public Authenticator {
 public:
  // INVALID_ARGUMENT says which field of the configuration or which file is wrong, and how. Every
  // file must be there and readable; an OpenID provider need not answer yet.
  static absl::StatusOr<std::unique_ptr<StandardAuthenticator>> Create(
      const StandardAuthenticatorOptions& options);
  ~StandardAuthenticator() override;

  absl::StatusOr<std::shared_ptr<const Caller>> Authenticate(const Credentials& credentials,
                                                             absl::Time now) override;
  absl::Status Recheck(const Caller& caller, absl::Time now) override;

  absl::StatusOr<std::vector<Standing>> Standings(const Caller& caller,
                                                  absl::Time now) const override;

  // Reads the files that have changed, now and on this thread.
  void PollFiles();

 private:
  struct Impl;
  explicit StandardAuthenticator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_STANDARD_AUTHENTICATOR_H_
