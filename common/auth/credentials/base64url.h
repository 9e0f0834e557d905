// The unpadded URL-safe base64 of RFC 7515, section 2, strictly: one text for each string of bytes.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_BASE64URL_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_BASE64URL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace clearway::auth {

std::string Base64UrlEncode(absl::string_view bytes);

// nullopt for padding, white space, letters of other alphabets, an impossible length, and unused
// bits that are not zero (two texts would mean the same bytes, and a signed token could be written
// in several ways).
absl::optional<std::string> Base64UrlDecode(absl::string_view text);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_BASE64URL_H_
