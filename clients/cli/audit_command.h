// `clearway audit`: who changed what and who read personal data; and whether that trail is whole.
#ifndef CLEARWAY_CLIENTS_CLI_AUDIT_COMMAND_H_
#define CLEARWAY_CLIENTS_CLI_AUDIT_COMMAND_H_

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/audit_anchors.h"
#include "clients/cli/method_command.h"
#include "common/rpc/client.h"

namespace clearway::cli {

class AuditCommand {
 public:
  explicit AuditCommand(CLI::App* app);
  bool Chosen() const { return list_->parsed() || verify_->parsed(); }
  // FAILED_PRECONDITION (AUDIT_BROKEN) when a trail does not verify; all services are asked first.
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  absl::Status List(const Settings& settings, std::ostream& out, std::ostream& err);
  absl::Status Verify(const Settings& settings, std::ostream& out, std::ostream& err);

  CLI::App* list_;
  CLI::App* verify_;
  std::string service_ = "cooperation";
  std::string filter_, since_, until_;
  int limit_ = 50;
  bool full_ = false;
  std::vector<std::string> columns_;
  std::vector<std::string> services_;
  std::string anchor_, anchors_file_;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_AUDIT_COMMAND_H_
