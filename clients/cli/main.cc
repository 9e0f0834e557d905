// clearway: the command line of the Clearway services.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/audit_command.h"
#include "clients/cli/auth_commands.h"
#include "clients/cli/command_table.h"
#include "clients/cli/completion.h"
#include "clients/cli/export_command.h"
#include "clients/cli/import_command.h"
#include "clients/cli/method_command.h"
#include "clients/cli/names.h"
#include "clients/cli/raise_request.h"
#include "clients/cli/usage.h"
#include "clients/cli/watch_command.h"
#include "common/rpc/version.h"

namespace clearway::cli {
namespace {

// What may be typed next, one word a line: for the shell's completion.
void PrintCompletions(CLI::App& app, const Settings& settings, std::vector<std::string> words) {
  try {
    app.parse("completion bash");  // takes over addresses from the environment
  } catch (const CLI::ParseError&) {
    return;
  }
  const NamesFn names = [&settings](const std::string& collection) {
    return ListNames(settings, collection);
  };
  for (const std::string& word : Complete(app, words, names)) std::cout << word << "\n";
}

// Exit codes: 0 done, 1 the service refused or could not be reached, 2 what was typed is wrong, 130
// Ctrl-C.
int Main(std::vector<std::string> words) {
  CLI::App app("Clearway: cooperation under the Convention on Cluster Munitions", "clearway");
  app.formatter(HelpFormatter());
  app.set_version_flag("--version", absl::StrCat("clearway ", rpc::kVersion));
  app.require_subcommand(1);
  app.fallthrough();
  Settings settings;
  settings.services.AddTo(&app);
  app.add_option("-o,--output", settings.output, "how answers are printed")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str()
      ->type_name("table|json|csv");
  app.add_option("--timeout", settings.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->type_name("SECONDS");
  app.footer(
      "Examples:\n"
      "  clearway states status --as-of 2010-11-12\n"
      "  clearway offers list --filter 'state = OPEN' --output csv\n"
      "  clearway match run --as-of 2014-01-01\n"
      "Every command has --help with an example of its own. Completion of commands, options and "
      "ids:\n"
      "  source <(clearway completion bash)");

  std::vector<std::unique_ptr<MethodCommand>> commands;
  for (const Group& group : Groups()) {
    CLI::App* sub = app.add_subcommand(group.name, group.summary)->require_subcommand(1);
    sub->fallthrough();
    std::string examples = "Examples:";
    for (const Command& command : Commands()) {
      if (std::string(command.group) != group.name) continue;
      commands.push_back(std::make_unique<MethodCommand>(command, sub));
      if (sub->get_subcommands([](const CLI::App*) { return true; }).size() <= 3) {
        absl::StrAppend(&examples, "\n  clearway ", command.example);
      }
    }
    sub->footer(examples);
  }
  RaiseRequestCommand raise(&app);
  WatchCommand watch(&app);
  AuthCommands auth(&app);
  AuditCommand audit(&app);
  ImportCommand import(&app);
  ExportCommand export_command(&app);
  std::string shell;
  CLI::App* completion = app.add_subcommand(
      "completion", "a script that makes the shell complete commands, options and ids");
  completion->add_option("shell", shell, "which shell")
      ->required()
      ->check(CLI::IsMember({"bash"}))
      ->type_name("bash");
  completion->footer("Example (a line for ~/.bashrc):\n  source <(clearway completion bash)");

  if (!words.empty() && words[0] == "__complete") {
    words.erase(words.begin());
    PrintCompletions(app, settings, std::move(words));
    return 0;
  }
  words = HelpWords(std::move(words));
  if (std::string unknown = UnknownCommand(app, words); !unknown.empty()) {
    std::cerr << unknown << "\n";
    return 2;
  }
  try {
    app.parse(
        std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 wants the last first
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    std::cerr << ParseProblem(app, error) << "\n";
    return 2;
  }
  if (completion->parsed()) {
    std::cout << BashCompletion();
    return 0;
  }
  absl::Status status;
  if (raise.Chosen()) status = raise.Run(settings, std::cout, std::cerr);
  if (auth.Chosen()) status = auth.Run(settings, std::cout, std::cerr);
  if (watch.Chosen()) status = watch.Run(settings, std::cout, std::cerr);
  if (audit.Chosen()) status = audit.Run(settings, std::cout, std::cerr);
  if (import.Chosen()) status = import.Run(settings, std::cout, std::cerr);
  if (export_command.Chosen()) status = export_command.Run(settings, std::cout, std::cerr);
  for (auto& command : commands) {
    if (command->Chosen()) status = command->Run(settings, std::cout, std::cerr);
  }
  if (status.ok()) return 0;
  if (absl::IsCancelled(status)) {
    std::cerr << status.message() << "\n";
    return 130;
  }
  std::cerr << CallProblem(status) << "\n";
  if (absl::IsUnavailable(status)) std::cerr << clients::UnavailableHint();
  return IsTyping(status) || absl::IsInvalidArgument(status) ? 2 : 1;
}

}  // namespace
}  // namespace clearway::cli

int main(int argc, char** argv) { return clearway::cli::Main({argv + 1, argv + argc}); }
