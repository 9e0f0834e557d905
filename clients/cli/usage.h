// What people see who ask for help, or who mistype.
#ifndef CLEARWAY_CLIENTS_CLI_USAGE_H_
#define CLEARWAY_CLIENTS_CLI_USAGE_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::cli {

// Help in which a value that may stand by itself or behind an option is shown once.
std::shared_ptr<CLI::FormatterBase> HelpFormatter();

// A word where a command should stand and none is called so: what is wrong, and what there is;
// "" when there is no such word.
std::string UnknownCommand(const CLI::App& app, const std::vector<std::string>& words);

// What the parser found wrong, in which command, and an example that is right.
std::string ParseProblem(const CLI::App& app, const CLI::ParseError& error);

// "help offers list" → "offers list --help"; other words as they are.
std::vector<std::string> HelpWords(std::vector<std::string> words);

// A call that failed, for people.
std::string CallProblem(const absl::Status& status);
// True when it is what was typed that is wrong, rather than what the service made of it.
bool IsTyping(const absl::Status& status);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_USAGE_H_
