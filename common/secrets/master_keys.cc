#include "common/secrets/master_keys.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/secrets/key_command.h"
#include "common/secrets/master_key_file.h"

namespace clearway::secrets {

absl::StatusOr<std::unique_ptr<MasterKeys>> MakeMasterKeys(const config::v1::Secrets& config) {
  if (config.state_key_days() < -1) {
    return absl::InvalidArgumentError(
        "secrets.state_key_days must be a number of days, 0 for 365, or -1 for never");
  }
  switch (config.master_case()) {
    case config::v1::Secrets::kMasterKeyFile:
      if (config.master_key_file().empty()) break;
      return std::unique_ptr<MasterKeys>(new MasterKeyFile(config.master_key_file()));
    case config::v1::Secrets::kKeyCommand: {
      const config::v1::KeyCommand& command = config.key_command();
      if (command.argv().empty() || command.argv(0).empty() || command.argv(0)[0] != '/') {
        return absl::InvalidArgumentError(
            "secrets.key_command.argv must begin with a program's absolute path");
      }
      absl::Duration timeout = absl::Seconds(10);
      if (command.has_timeout()) {
        timeout = absl::Seconds(command.timeout().seconds()) +
                  absl::Nanoseconds(command.timeout().nanos());
        if (timeout < absl::Milliseconds(10) || timeout > absl::Minutes(2)) {
          return absl::InvalidArgumentError(
              "secrets.key_command.timeout must be between 10 ms and 2 minutes");
        }
      }
      return std::unique_ptr<MasterKeys>(
          new KeyCommand({command.argv().begin(), command.argv().end()}, timeout));
    }
    case config::v1::Secrets::MASTER_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      "secrets must have a master_key_file or a key_command, or be left out");
}

}  // namespace clearway::secrets
