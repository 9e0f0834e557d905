#include "common/auth/credentials/token_claims.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/json.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kMaxNameBytes = 255;
constexpr int kMaxAudiences = 100;
constexpr double kLastSecond = 253402300799;  // of the year 9999
constexpr size_t kThumbprintBytes = 32;

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the token ", why));
}

bool IsName(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); });
}

absl::Status TakeName(const Struct& claims, const std::string& name, bool required,
                      std::string* to) {
  if (!required && !HasMember(claims, name)) return absl::OkStatus();
  const std::string* text = StringMember(claims, name);
  if (text == nullptr || !IsName(*text)) {
    return Invalid(absl::StrCat("has no ", name, ", or one that is no plain text of 255 bytes"));
  }
  *to = *text;
  return absl::OkStatus();
}

absl::Status TakeTime(const Struct& claims, const std::string& name, bool required,
                      absl::Time* to) {
  if (!required && !HasMember(claims, name)) return absl::OkStatus();
  const absl::optional<double> seconds = NumberMember(claims, name);
  if (!seconds.has_value() || !(*seconds >= 0 && *seconds <= kLastSecond)) {
    return Invalid(absl::StrCat("has no ", name, ", or one that is no time in seconds"));
  }
  *to = absl::UnixEpoch() + absl::Seconds(*seconds);
  return absl::OkStatus();
}

// A string, or a list of strings (RFC 7519, section 4.1.3).
absl::Status TakeAudiences(const Struct& claims, std::vector<std::string>* to) {
  auto it = claims.fields().find("aud");
  if (it == claims.fields().end()) return Invalid("has no aud");
  if (it->second.kind_case() == Value::kStringValue) {
    to->push_back(it->second.string_value());
    return absl::OkStatus();
  }
  const auto& values = it->second.list_value().values();
  if (values.empty() || values.size() > kMaxAudiences) return Invalid("has no aud, or too many");
  for (const Value& value : values) {
    if (value.kind_case() != Value::kStringValue) return Invalid("has an aud that is no text");
    to->push_back(value.string_value());
  }
  return absl::OkStatus();
}

absl::Status TakeThumbprint(const Struct& claims, std::string* to) {
  auto it = claims.fields().find("cnf");
  if (it == claims.fields().end()) return absl::OkStatus();
  const Struct& confirmation = it->second.struct_value();
  const std::string* text = StringMember(confirmation, "x5t#S256");
  if (text == nullptr || confirmation.fields_size() != 1) {
    return Invalid("is bound to something else than a certificate");
  }
  absl::optional<std::string> bytes = Base64UrlDecode(*text);
  if (!bytes.has_value() || bytes->size() != kThumbprintBytes) {
    return Invalid("is bound to a certificate by no SHA-256");
  }
  *to = *std::move(bytes);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TokenClaims> ParseTokenClaims(absl::string_view payload) {
  auto parsed = ParseJsonObject(payload);
  if (!parsed.ok()) return Invalid(absl::StrCat("has a payload that ", parsed.status().message()));
  TokenClaims claims;
  RETURN_IF_ERROR(TakeName(*parsed, "iss", true, &claims.issuer));
  RETURN_IF_ERROR(TakeName(*parsed, "sub", true, &claims.subject));
  RETURN_IF_ERROR(TakeName(*parsed, "jti", false, &claims.token_id));
  RETURN_IF_ERROR(TakeAudiences(*parsed, &claims.audiences));
  RETURN_IF_ERROR(TakeTime(*parsed, "exp", true, &claims.expires));
  RETURN_IF_ERROR(TakeTime(*parsed, "nbf", false, &claims.not_before));
  RETURN_IF_ERROR(TakeTime(*parsed, "iat", false, &claims.issued));
  RETURN_IF_ERROR(TakeThumbprint(*parsed, &claims.certificate_thumbprint));
  return claims;
}

}  // namespace clearway::auth
