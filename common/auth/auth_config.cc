#include "common/auth/auth_config.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/auth/caller.h"
#include "common/auth/credentials/https_get.h"
#include "common/auth/credentials/identity_uri.h"

namespace clearway::auth {
namespace {

using config::v1::BootstrapIdentity;
using config::v1::TokenIssuer;

class Mistakes {
 public:
  void Add(absl::string_view field, absl::string_view what) {
    list_.push_back(absl::StrCat("auth.", field, " ", what));
  }
  void Add(absl::string_view field, const absl::Status& status) {
    if (!status.ok()) Add(field, status.message());
  }
  void AddDuration(absl::string_view field, bool is_set, const google::protobuf::Duration& value,
                   absl::Duration least, absl::Duration most) {
    const absl::Duration duration = DurationOr(is_set, value, least);
    if (duration < least || duration > most) {
      Add(field,
          absl::StrCat("must be between ", absl::FormatDuration(least), " and ",
                       absl::FormatDuration(most), ", not ", absl::FormatDuration(duration)));
    }
  }
  absl::Status ToStatus() const {
    if (list_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(list_, "\n"));
  }

 private:
  std::vector<std::string> list_;
};

// Identities are "{iss}#{sub}", and a line of the log: an issuer has neither "#" nor controls.
bool IsIssuerName(absl::string_view issuer) {
  return !issuer.empty() && issuer.size() <= 255 &&
         std::all_of(issuer.begin(), issuer.end(), [](char c) {
           return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '#';
         });
}

void CheckIssuer(const TokenIssuer& issuer, const std::string& field, Mistakes* mistakes) {
  if (!IsIssuerName(issuer.issuer())) {
    mistakes->Add(absl::StrCat(field, ".issuer"),
                  "must be the \"iss\" of the tokens: 1 to 255 printable letters without \"#\"");
  } else if (issuer.jwks_file().empty()) {
    mistakes->Add(absl::StrCat(field, ".issuer"), CheckProviderUrl(issuer.issuer(), true));
  }
  if (issuer.audiences().empty() ||
      std::any_of(issuer.audiences().begin(), issuer.audiences().end(),
                  [](const std::string& audience) { return audience.empty(); })) {
    mistakes->Add(absl::StrCat(field, ".audiences"),
                  "must have what the tokens' \"aud\" says: \"clearway\"");
  }
  if (!issuer.jwks_file().empty() &&
      (!issuer.provider_authority_file().empty() || issuer.has_refresh_period())) {
    mistakes->Add(absl::StrCat(field, ".jwks_file"),
                  "must not stand beside provider_authority_file or refresh_period, which are for "
                  "OpenID providers");
  }
  mistakes->AddDuration(absl::StrCat(field, ".refresh_period"), issuer.has_refresh_period(),
                        issuer.refresh_period(), absl::Minutes(1), absl::Hours(24));
  mistakes->AddDuration(absl::StrCat(field, ".max_lifetime"), issuer.has_max_lifetime(),
                        issuer.max_lifetime(), absl::Minutes(1), absl::Hours(24 * 366));
}

void CheckBootstrap(const BootstrapIdentity& identity, const config::v1::AuthConfig& config,
                    const std::string& field, Mistakes* mistakes) {
  mistakes->Add(absl::StrCat(field, ".actor"), CheckActorName(identity.actor()));
  if (absl::StartsWith(identity.identity(), "spiffe://")) {
    auto uri = ParseIdentityUri(identity.identity(), config.trust_domain());
    if (!uri.ok()) {
      mistakes->Add(absl::StrCat(field, ".identity"),
                    absl::StrCat("cannot be used: ", uri.status().message()));
    } else if (!uri->service.empty()) {
      mistakes->Add(absl::StrCat(field, ".identity"),
                    "must not be a service, which acts for no actor");
    } else if (uri->actor != identity.actor()) {
      mistakes->Add(absl::StrCat(field, ".actor"),
                    absl::StrCat("must be the one that the identity names, ", uri->actor));
    }
  } else {
    const size_t hash = identity.identity().find('#');
    const bool known = hash != std::string::npos && hash + 1 < identity.identity().size() &&
                       std::any_of(config.token_issuers().begin(), config.token_issuers().end(),
                                   [&](const TokenIssuer& issuer) {
                                     return issuer.issuer() == identity.identity().substr(0, hash);
                                   });
    if (!known) {
      mistakes->Add(absl::StrCat(field, ".identity"),
                    "must be a certificate's URI (spiffe://…), or \"{iss}#{sub}\" of one of "
                    "auth.token_issuers");
    }
  }
  bool roles = !identity.roles().empty();
  for (int role : identity.roles()) {
    roles = roles && type::v1::Role_IsValid(role) && role != type::v1::ROLE_UNSPECIFIED &&
            role != type::v1::ROLE_SERVICE;
  }
  if (!roles) {
    mistakes->Add(absl::StrCat(field, ".roles"),
                  "must have at least one role, and never ROLE_SERVICE");
  }
  if (!identity.state().empty() && !absl::StartsWith(identity.state(), "states/")) {
    mistakes->Add(absl::StrCat(field, ".state"), "must be \"states/{ISO3}\"");
  }
}

}  // namespace

absl::Duration DurationOr(bool is_set, const google::protobuf::Duration& value,
                          absl::Duration otherwise) {
  if (!is_set) return otherwise;
  return absl::Seconds(value.seconds()) + absl::Nanoseconds(value.nanos());
}

absl::Status CheckAuthConfig(const config::v1::AuthConfig& config) {
  Mistakes mistakes;
  mistakes.Add("trust_domain", CheckTrustDomain(config.trust_domain()));
  if (!config.revoked_certificates_files().empty() && config.authority_file().empty()) {
    mistakes.Add("authority_file", "must be set where there are revoked_certificates_files");
  }
  mistakes.AddDuration("leeway", config.has_leeway(), config.leeway(), absl::ZeroDuration(),
                       absl::Minutes(5));
  std::set<std::string> issuers;
  for (int i = 0; i < config.token_issuers_size(); ++i) {
    const std::string field = absl::StrCat("token_issuers[", i, "]");
    CheckIssuer(config.token_issuers(i), field, &mistakes);
    if (!issuers.insert(config.token_issuers(i).issuer()).second) {
      mistakes.Add(absl::StrCat(field, ".issuer"), "must not stand twice");
    }
  }
  for (int i = 0; i < config.bootstrap_identities_size(); ++i) {
    CheckBootstrap(config.bootstrap_identities(i), config,
                   absl::StrCat("bootstrap_identities[", i, "]"), &mistakes);
  }
  return mistakes.ToStatus();
}

}  // namespace clearway::auth
