// Runs a program with bytes on its standard input and takes its standard output, both bounded.
#ifndef CLEARWAY_COMMON_SECRETS_SUBPROCESS_H_
#define CLEARWAY_COMMON_SECRETS_SUBPROCESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/secrets/secret_bytes.h"

namespace clearway::secrets {

// Blocks until the program has ended, or for `timeout`, after which it and what it started (its
// process group) are killed. Its standard error goes nowhere; it inherits no other file. No shell
// is asked. UNAVAILABLE when it cannot be run, fails, takes too long, or prints more than
// `max_output` bytes; the message has the program's path and nothing of what went in or out.
absl::StatusOr<SecretBytes> RunProgram(const std::vector<std::string>& argv,
                                       absl::string_view input, size_t max_output,
                                       absl::Duration timeout);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_SUBPROCESS_H_
