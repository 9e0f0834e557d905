#include "common/auth/credentials/jws.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/json.h"
#include "google/protobuf/struct.pb.h"

namespace clearway::auth {
namespace {

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the token ", why));
}

// A header member that must be a string where it stands.
bool TakeString(const google::protobuf::Struct& header, const std::string& name, std::string* to) {
  if (!HasMember(header, name)) return true;
  const std::string* text = StringMember(header, name);
  if (text != nullptr) *to = *text;
  return text != nullptr;
}

}  // namespace

absl::StatusOr<Jws> ParseJws(absl::string_view token) {
  if (token.size() > kMaxTokenBytes) {
    return Invalid(absl::StrCat("has more than ", kMaxTokenBytes, " bytes"));
  }
  const size_t first = token.find('.');
  const size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) {
    return Invalid("is not three parts between full stops");
  }
  Jws jws;
  jws.signing_input = token.substr(0, second);
  absl::optional<std::string> header_text = Base64UrlDecode(token.substr(0, first));
  absl::optional<std::string> payload =
      Base64UrlDecode(token.substr(first + 1, second - first - 1));
  absl::optional<std::string> signature = Base64UrlDecode(token.substr(second + 1));
  if (!header_text.has_value() || !payload.has_value() || !signature.has_value()) {
    return Invalid("has a part that is no base64url");
  }
  jws.payload = *std::move(payload);
  jws.signature = *std::move(signature);
  auto header = ParseJsonObject(*header_text);
  if (!header.ok()) return Invalid(absl::StrCat("has a header that ", header.status().message()));
  if (HasMember(*header, "crit")) return Invalid("has critical header members");
  if (!TakeString(*header, "alg", &jws.algorithm) || jws.algorithm.empty()) {
    return Invalid("names no algorithm");
  }
  if (!TakeString(*header, "kid", &jws.key_id) || !TakeString(*header, "typ", &jws.type)) {
    return Invalid("has a kid or typ that is no string");
  }
  return jws;
}

}  // namespace clearway::auth
