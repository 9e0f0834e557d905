// `clearway completion bash`: a completion script made from the commands themselves.
#ifndef CLEARWAY_CLIENTS_CLI_COMPLETION_H_
#define CLEARWAY_CLIENTS_CLI_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace clearway::cli {

// For bash, and for zsh after `autoload bashcompinit && bashcompinit`.
std::string BashCompletion(const CLI::App& app);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_COMPLETION_H_
