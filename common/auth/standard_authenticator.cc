#include "common/auth/standard_authenticator.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/auth/auth_config.h"
#include "common/auth/bootstrap_directory.h"
#include "common/auth/credential_check.h"
#include "common/auth/credentials/refusal.h"
#include "common/bounded_cache.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::auth {

// What a caller was let in with: enough to do it again.
struct Evidence {
  CheckedCredentials credentials;
  std::string actor;  // as it was asked for
  bool identity_suffices = false;
};

namespace {

using type::v1::ERROR_REASON_ACTOR_AMBIGUOUS;
using type::v1::ERROR_REASON_CREDENTIAL_INVALID;
using type::v1::ERROR_REASON_NO_MEMBERSHIP;
using type::v1::ERROR_REASON_RIGHTS_CHANGED;

constexpr size_t kCallers = 16384;
constexpr size_t kListedActors = 20;

absl::Status NoMembership(absl::string_view message) {
  return rpc::MakeError(absl::StatusCode::kPermissionDenied, ERROR_REASON_NO_MEMBERSHIP, message);
}

absl::Status Ambiguous(const std::vector<Standing>& standings) {
  std::vector<std::string> actors;
  for (const Standing& standing : standings) {
    if (actors.size() == kListedActors) {
      actors.emplace_back("…");
      break;
    }
    actors.push_back(standing.actor);
  }
  return rpc::MakeError(
      absl::StatusCode::kPermissionDenied, ERROR_REASON_ACTOR_AMBIGUOUS,
      absl::StrCat("the caller may act for several actors (", absl::StrJoin(actors, ", "),
                   "): name one in the metadata \"clearway-actor\""));
}

bool SameRights(const Caller& a, const Caller& b) {
  return a.identity == b.identity && a.actor == b.actor && a.names == b.names &&
         a.roles == b.roles && a.vetted == b.vetted && a.state_party == b.state_party;
}

}  // namespace

struct StandardAuthenticator::Impl {
  // A caller as it was found under one generation of the directory.
  struct Resolved {
    int64_t generation;
    std::shared_ptr<const Caller> caller;
  };

  Impl(const config::v1::AuthConfig& config, const Directory* inner)
      : directory(config, inner), callers(kCallers) {}

  absl::StatusOr<std::shared_ptr<const Caller>> Resolve(const Evidence& evidence, absl::Time now);
  absl::StatusOr<std::shared_ptr<const Caller>> ResolveAnew(const Evidence& evidence,
                                                            absl::Time now) const;
  // All that the identity may act for with these credentials.
  absl::StatusOr<std::vector<Standing>> StandingsOf(const Evidence& evidence,
                                                    absl::string_view identity,
                                                    absl::Time now) const;
  // Fills in the actor and its rights; leaves them empty for whom the identity suffices.
  absl::Status ChooseActor(const Evidence& evidence, absl::Time now, Caller* caller) const;

  BootstrapDirectory directory;
  BoundedCache<Resolved> callers;
  RefusalLog log;
  std::unique_ptr<CredentialCheck> check;
  FileWatcher watcher;  // last: its thread ends before what it loads into goes
};

absl::StatusOr<std::vector<Standing>> StandardAuthenticator::Impl::StandingsOf(
    const Evidence& evidence, absl::string_view identity, absl::Time now) const {
  ASSIGN_OR_RETURN(std::vector<Standing> standings, directory.Find(identity, now));
  // A certificate speaks for the actor that its authority wrote into it, and for no other.
  if (evidence.credentials.token == nullptr) {
    const std::string& named = evidence.credentials.certificate->identity.actor;
    standings.erase(
        std::remove_if(standings.begin(), standings.end(),
                       [&](const Standing& standing) { return standing.actor != named; }),
        standings.end());
  }
  return standings;
}

absl::Status StandardAuthenticator::Impl::ChooseActor(const Evidence& evidence, absl::Time now,
                                                      Caller* caller) const {
  ASSIGN_OR_RETURN(std::vector<Standing> standings, StandingsOf(evidence, caller->identity, now));
  if (!evidence.actor.empty()) {
    auto chosen = std::find_if(standings.begin(), standings.end(), [&](const Standing& standing) {
      return standing.actor == evidence.actor;
    });
    if (chosen == standings.end()) {
      return NoMembership(absl::StrCat("the caller has no active membership of ",
                                       rpc::Quote(evidence.actor),
                                       ", which the metadata \"clearway-actor\" names"));
    }
    standings = {*chosen};
  }
  if (standings.size() != 1) {
    if (evidence.identity_suffices) return absl::OkStatus();
    return standings.empty() ? NoMembership("the caller is known, but has no active membership")
                             : Ambiguous(standings);
  }
  Standing& standing = standings.front();
  caller->actor = std::move(standing.actor);
  caller->names = std::move(standing.names);
  std::sort(caller->names.begin(), caller->names.end());
  caller->roles = standing.roles;
  caller->vetted = standing.vetted;
  caller->state_party = standing.state_party;
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Caller>> StandardAuthenticator::Impl::ResolveAnew(
    const Evidence& evidence, absl::Time now) const {
  auto caller = std::make_shared<Caller>();
  caller->identity = evidence.credentials.identity();
  caller->credential = evidence.credentials.credential();
  caller->expires = evidence.credentials.expires();
  const bool is_service = evidence.credentials.token == nullptr &&
                          !evidence.credentials.certificate->identity.service.empty();
  if (!is_service) {
    RETURN_IF_ERROR(ChooseActor(evidence, now, caller.get()));
  } else if (evidence.actor.empty()) {
    caller->roles.Add(type::v1::ROLE_SERVICE);
  } else {
    return NoMembership("a service acts for no actor: leave out the metadata \"clearway-actor\"");
  }
  caller->evidence = std::make_shared<Evidence>(evidence);
  return caller;
}

absl::StatusOr<std::shared_ptr<const Caller>> StandardAuthenticator::Impl::Resolve(
    const Evidence& evidence, absl::Time now) {
  const CheckedCredentials& credentials = evidence.credentials;
  // The parts before the last have each one length, or none, as the first letter says.
  const char kind = static_cast<char>('0' + (credentials.certificate != nullptr ? 1 : 0) +
                                      (credentials.token != nullptr ? 2 : 0) +
                                      (evidence.identity_suffices ? 4 : 0));
  const std::string key = absl::StrCat(
      absl::string_view(&kind, 1),
      credentials.certificate == nullptr ? "" : credentials.certificate->certificate.thumbprint,
      credentials.token == nullptr ? "" : credentials.token->marks.digest, evidence.actor);
  // Before Find: what changes while it runs is seen the next time.
  const int64_t generation = directory.Generation(now);
  const std::shared_ptr<const Resolved> known = callers.Find(key);
  if (known != nullptr && known->generation == generation) return known->caller;
  ASSIGN_OR_RETURN(std::shared_ptr<const Caller> caller, ResolveAnew(evidence, now));
  // Streams compare by pointer first: the same rights keep the same caller.
  if (known != nullptr && SameRights(*known->caller, *caller)) caller = known->caller;
  callers.Put(key, std::make_shared<Resolved>(Resolved{generation, caller}));
  return caller;
}

StandardAuthenticator::StandardAuthenticator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StandardAuthenticator::~StandardAuthenticator() = default;

absl::StatusOr<std::unique_ptr<StandardAuthenticator>> StandardAuthenticator::Create(
    const StandardAuthenticatorOptions& options) {
  RETURN_IF_ERROR(CheckAuthConfig(options.config));
  auto impl = std::make_unique<Impl>(options.config, options.directory);
  ASSIGN_OR_RETURN(impl->check, CredentialCheck::Create(options.config, &impl->watcher));
  if (options.file_poll != absl::InfiniteDuration()) impl->watcher.Start(options.file_poll);
  return std::unique_ptr<StandardAuthenticator>(new StandardAuthenticator(std::move(impl)));
}

absl::StatusOr<std::shared_ptr<const Caller>> StandardAuthenticator::Authenticate(
    const Credentials& credentials, absl::Time now) {
  Evidence evidence;
  auto checked = impl_->check->Check(credentials, now);
  if (!checked.ok()) {
    impl_->log.Write(now, credentials.peer_address, NameForLog(credentials), checked.status());
    return ForTheClient(checked.status());
  }
  evidence.credentials = *std::move(checked);
  evidence.actor = std::string(credentials.actor);
  evidence.identity_suffices = credentials.identity_suffices;
  return impl_->Resolve(evidence, now);
}

absl::Status StandardAuthenticator::Recheck(const Caller& caller, absl::Time now) {
  if (caller.unrestricted) return absl::OkStatus();
  if (caller.evidence == nullptr) {
    return ForTheClient(
        Refuse(ERROR_REASON_CREDENTIAL_INVALID, "the caller was let in by somebody else"));
  }
  absl::Status status = impl_->check->Recheck(caller.evidence->credentials, now);
  if (!status.ok()) {
    impl_->log.Write(now, "", caller.credential, status);
    return ForTheClient(status);
  }
  auto again = impl_->Resolve(*caller.evidence, now);
  // A registry that cannot be asked takes nothing away.
  if (absl::IsUnavailable(again.status())) return absl::OkStatus();
  if (again.ok() && (again->get() == &caller || SameRights(**again, caller))) {
    return absl::OkStatus();
  }
  return rpc::MakeError(absl::StatusCode::kUnavailable, ERROR_REASON_RIGHTS_CHANGED,
                        "what the caller may do has changed since the stream began; call again");
}

absl::StatusOr<std::vector<Standing>> StandardAuthenticator::Standings(const Caller& caller,
                                                                       absl::Time now) const {
  if (caller.evidence == nullptr) return Authenticator::Standings(caller, now);
  return impl_->StandingsOf(*caller.evidence, caller.identity, now);
}

void StandardAuthenticator::PollFiles() { impl_->watcher.Poll(); }

}  // namespace clearway::auth
