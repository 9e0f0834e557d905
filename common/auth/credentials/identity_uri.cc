#include "common/auth/credentials/identity_uri.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace clearway::auth {
namespace {

constexpr size_t kMaxUriBytes = 2048;
constexpr size_t kMaxIdBytes = 63;

// One step of a path, as SPIFFE has them: never empty, ".", "..", or escaped.
bool IsSegment(absl::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ||
                  c == '.';
         });
}

// The registry's and the services' ids: [a-z]([a-z0-9-]{0,61}[a-z0-9])?
bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         absl::ascii_islower(static_cast<unsigned char>(text[0])) && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-';
         });
}

bool IsIso3(absl::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c));
         });
}

}  // namespace

absl::Status CheckTrustDomain(absl::string_view trust_domain) {
  const bool good = !trust_domain.empty() && trust_domain.size() <= 255 &&
                    std::all_of(trust_domain.begin(), trust_domain.end(), [](char c) {
                      const auto byte = static_cast<unsigned char>(c);
                      return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-' ||
                             c == '_' || c == '.';
                    });
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "must be 1 to 255 lower-case letters, digits, \".\", \"-\" or \"_\": clearway.example");
}

absl::Status CheckActorName(absl::string_view actor) {
  if (absl::ConsumePrefix(&actor, "actors/")
          ? IsId(actor)
          : absl::ConsumePrefix(&actor, "states/") && IsIso3(actor)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("must be \"actors/{actor}\" or \"states/{ISO3}\"");
}

absl::StatusOr<UriIdentity> ParseIdentityUri(absl::string_view uri,
                                             absl::string_view trust_domain) {
  if (uri.size() > kMaxUriBytes) {
    return absl::InvalidArgumentError("the URI has more than 2048 bytes");
  }
  if (!absl::ConsumePrefix(&uri, absl::StrCat("spiffe://", trust_domain, "/"))) {
    return absl::InvalidArgumentError(
        absl::StrCat("the URI does not begin with spiffe://", trust_domain, "/"));
  }
  const std::vector<absl::string_view> steps = absl::StrSplit(uri, '/');
  if (steps.size() < 2 || !std::all_of(steps.begin(), steps.end(), IsSegment)) {
    return absl::InvalidArgumentError(
        "the URI's path has a step that is empty, escaped or no plain word");
  }
  UriIdentity identity;
  if (steps[0] == "services") {
    if (steps.size() != 2 || !IsId(steps[1])) {
      return absl::InvalidArgumentError("the URI's path must be /services/{service}");
    }
    identity.service = std::string(steps[1]);
    return identity;
  }
  identity.actor = absl::StrCat(steps[0], "/", steps[1]);
  if (!CheckActorName(identity.actor).ok()) {
    return absl::InvalidArgumentError(
        "the URI's path must begin with /actors/{actor}, /states/{ISO3} or /services/{service}");
  }
  return identity;
}

}  // namespace clearway::auth
