// What is in a credential, in words, without any secret.
#ifndef CLEARWAY_CLIENTS_CLI_CREDENTIAL_TEXT_H_
#define CLEARWAY_CLIENTS_CLI_CREDENTIAL_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::cli {

// "name: value" lines about the first certificate (PEM), the token, or the revocation list (PEM) in
// a file's content. Signatures are not checked: that is for whoever lets somebody in by them.
// INVALID_ARGUMENT for anything else, and for a private key, of which nothing is shown.
absl::StatusOr<std::string> CredentialText(absl::string_view content, absl::Time now);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_CREDENTIAL_TEXT_H_
