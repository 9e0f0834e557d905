// One command of the command line: a method's request built from options that are its fields, the
// call, and the answer printed.
#ifndef CLEARWAY_CLIENTS_CLI_METHOD_COMMAND_H_
#define CLEARWAY_CLIENTS_CLI_METHOD_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/command_table.h"
#include "clients/cli/table.h"
#include "clients/connection/service_flags.h"
#include "common/rpc/client.h"
#include "google/protobuf/message.h"

namespace clearway::cli {

// What all commands share: where the services are, who calls, and how to print.
struct Settings {
  clients::ServiceFlags services;
  std::string output = "table";  // or "json", "csv"
  double timeout_seconds = 60;

  Format format() const;
  // A client of the service that has `method`.
  absl::StatusOr<std::unique_ptr<rpc::Client>> Connect(const std::string& method) const;
};

// The method of a service, by its full name with a slash; never null for those of command_table.h.
const google::protobuf::MethodDescriptor* FindMethod(const std::string& method);
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);
// The first field that is a list of messages; null when there is none.
const google::protobuf::FieldDescriptor* RepeatedMessage(const google::protobuf::Descriptor* type);

class MethodCommand {
 public:
  // Adds the command and its options below `group`. The command's own data lives as long as `this`.
  MethodCommand(const Command& command, CLI::App* group);

  // True when it was chosen on the command line.
  bool Chosen() const { return app_->parsed(); }
  // Calls and prints to `out`; progress and remarks go to `err`. An INVALID_ARGUMENT from here is
  // the user's: what was typed cannot be used.
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

  // The request from what was typed. Ownership passes to the caller.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> BuildRequest() const;

 private:
  struct Typed {
    const google::protobuf::FieldDescriptor* field;
    std::vector<std::string> values;
  };
  void AddOptions();
  // Its answer is rows of one type, as a list's is.
  bool PrintsRows() const;
  absl::Status FillResource(google::protobuf::Message* request) const;
  absl::Status RunList(const rpc::Client& client, google::protobuf::Message* request,
                       const Settings& settings, std::ostream& out, std::ostream& err);
  absl::Status RunStream(const rpc::Client& client, const google::protobuf::Message& request,
                         const Settings& settings, std::ostream& out, std::ostream& err);

  Command command_;
  const google::protobuf::MethodDescriptor* method_;
  const google::protobuf::FieldDescriptor* resource_ = nullptr;  // the request's resource field
  CLI::App* app_;
  std::map<std::string, std::unique_ptr<Typed>> typed_;
  std::string file_;
  std::vector<std::string> sets_;
  std::vector<std::string> columns_;
  bool all_ = false;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_METHOD_COMMAND_H_
