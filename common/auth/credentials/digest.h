// SHA-256 for every call: the algorithm is looked up once, and each thread keeps a context.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_DIGEST_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"

namespace clearway::auth {

// 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_DIGEST_H_
