// clearway: the command line of the Clearway services.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/audit_command.h"
#include "clients/cli/auth_commands.h"
#include "clients/cli/command_table.h"
#include "clients/cli/completion.h"
#include "clients/cli/method_command.h"
#include "clients/cli/watch_command.h"

namespace clearway::cli {
namespace {

// A word that is no command gets the list of those that are; empty when there is nothing wrong.
std::string UnknownCommand(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    auto choices = at->get_subcommands([](const CLI::App*) { return true; });
    if (choices.empty()) return "";
    const CLI::App* next = nullptr;
    for (const CLI::App* choice : choices) {
      if (choice->check_name(argv[i])) next = choice;
    }
    if (next == nullptr) {
      std::string text = absl::StrCat("no command \"", argv[i], "\" in ", at->get_name(), ": ");
      return text + absl::StrJoin(choices, ", ", [](std::string* out, const CLI::App* sub) {
               out->append(sub->get_name());
             });
    }
    at = next;
  }
  return "";
}

// Exit codes: 0 done, 1 the service refused or could not be reached, 2 what was typed is wrong.
int Main(int argc, char** argv) {
  CLI::App app("Clearway: cooperation under the Convention on Cluster Munitions", "clearway");
  app.require_subcommand(1);
  app.fallthrough();
  Settings settings;
  settings.services.AddTo(&app);
  std::map<std::string, Format> formats{
      {"table", Format::kTable}, {"json", Format::kJson}, {"csv", Format::kCsv}};
  app.add_option("-o,--output", settings.format, "table, json or csv")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case))
      ->type_name("FORMAT")
      ->option_text("FORMAT");
  app.add_option("--timeout", settings.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.footer(
      "Examples:\n"
      "  clearway states status --as-of 2010-11-12\n"
      "  clearway offers list --filter 'state = OPEN' --output csv\n"
      "  clearway match run --as-of 2014-01-01\n"
      "Every command has --help with an example of its own.");

  std::vector<std::unique_ptr<MethodCommand>> commands;
  for (const Group& group : Groups()) {
    CLI::App* sub = app.add_subcommand(group.name, group.summary)->require_subcommand(1);
    sub->fallthrough();
    for (const Command& command : Commands()) {
      if (std::string(command.group) != group.name) continue;
      commands.push_back(std::make_unique<MethodCommand>(command, sub));
    }
  }
  WatchCommand watch(&app);
  AuthCommands auth(&app);
  AuditCommand audit(&app);
  std::string shell;
  CLI::App* completion = app.add_subcommand("completion", "a completion script for the shell");
  completion->add_option("shell", shell, "bash")->required()->check(CLI::IsMember({"bash"}));

  if (std::string unknown = UnknownCommand(app, argc, argv); !unknown.empty()) {
    std::cerr << unknown << "\n";
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  if (completion->parsed()) {
    std::cout << BashCompletion(app);
    return 0;
  }
  absl::Status status;
  if (auth.Chosen()) status = auth.Run(settings, std::cout, std::cerr);
  if (watch.Chosen()) status = watch.Run(settings, std::cout, std::cerr);
  if (audit.Chosen()) status = audit.Run(settings, std::cout, std::cerr);
  for (auto& command : commands) {
    if (command->Chosen()) status = command->Run(settings, std::cout, std::cerr);
  }
  if (status.ok()) return 0;
  std::cerr << rpc::FormatError(status) << "\n";
  if (absl::IsUnavailable(status)) std::cerr << clients::UnavailableHint();
  return absl::IsInvalidArgument(status) ? 2 : 1;
}

}  // namespace
}  // namespace clearway::cli

int main(int argc, char** argv) { return clearway::cli::Main(argc, argv); }
