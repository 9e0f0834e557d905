// Shell completion: what may stand next on the command line.
//
// The shell's part is a few lines that ask `clearway __complete WORD…` (BashCompletion); what it
// answers is decided here, from the commands themselves.
#ifndef CLEARWAY_CLIENTS_CLI_COMPLETION_H_
#define CLEARWAY_CLIENTS_CLI_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace clearway::cli {

// Ids in a collection ("offers", "states"), for a command that wants one.
using NamesFn = std::function<std::vector<std::string>(const std::string& collection)>;

// Words that may stand where the last of `words` is being typed; the others stand before it
// (without the program's own name), as bash splits them: "=" is a word. Empty where anything may
// stand. Options' values are taken from their type names: "a|b|c" are choices, "offers/ID" is asked
// of `names`.
std::vector<std::string> Complete(const CLI::App& app, const std::vector<std::string>& words,
                                  const NamesFn& names);

// The script for bash, and for zsh after `autoload bashcompinit && bashcompinit`.
std::string BashCompletion();

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_COMPLETION_H_
