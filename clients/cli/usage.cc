#include "clients/cli/usage.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/resource/nearest.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"

namespace clearway::cli {
namespace {

class OnceFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    if (!is_positional && option->get_positional()) return "";
    return CLI::Formatter::make_option(option, is_positional);
  }
};

std::vector<std::string> Subcommands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!sub->get_group().empty()) names.push_back(sub->get_name());
  }
  return names;
}

// The command of `app` that is called so; null when there is none.
const CLI::App* FindCommand(const CLI::App& app, const std::string& name) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->check_name(name)) return sub;
  }
  return nullptr;
}

// The command that the words have led to.
const CLI::App& Reached(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

// "clearway offers list"
std::string FullName(const CLI::App* app) {
  std::string name = app->get_name();
  while ((app = app->get_parent()) != nullptr) name = absl::StrCat(app->get_name(), " ", name);
  return name;
}

std::vector<std::string> OptionNames(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

// The words that nothing took: CLI11 names them all, the last first.
std::string Extras(const CLI::App& app, const CLI::App& reached) {
  const std::vector<std::string> extras = app.remaining(/*recurse=*/true);
  for (const std::string& extra : extras) {
    if (!absl::StartsWith(extra, "-")) continue;
    const std::string name = extra.substr(0, extra.find('='));
    return absl::StrCat("there is no option ", name,
                        resource::DidYouMean(name, OptionNames(&reached)));
  }
  return extras.empty() ? "too many words"
                        : absl::StrCat("\"", extras[0], "\" is one word too many");
}

std::string Words(const CLI::App& app, const CLI::App& reached, const CLI::ParseError& error) {
  const std::string what = error.what();
  const std::string about = what.substr(0, what.find_first_of(": "));
  const CLI::Option* option = reached.get_option_no_throw(about);
  switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
    case CLI::ExitCodes::ExtrasError:
      return Extras(app, reached);
    case CLI::ExitCodes::ArgumentMismatch:
      return absl::StrCat(about, " needs a value");
    case CLI::ExitCodes::RequiredError:
      if (option == nullptr || !option->get_positional()) return what;
      return absl::StrCat(absl::AsciiStrToUpper(absl::StripPrefix(about, "--")), " is missing");
    default:
      return what;
  }
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> HelpFormatter() { return std::make_shared<OnceFormatter>(); }

std::string UnknownCommand(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    const std::vector<std::string> choices = Subcommands(*at);
    if (absl::StartsWith(word, "-") || choices.empty()) return "";
    const CLI::App* next = FindCommand(*at, word);
    if (next == nullptr) {
      return absl::StrCat(FullName(at), ": there is no command \"", word, "\"",
                          resource::DidYouMean(word, choices), "\n  there are ",
                          absl::StrJoin(choices, ", "));
    }
    at = next;
  }
  return "";
}

std::string ParseProblem(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& reached = Reached(app);
  const std::string name = FullName(&reached);
  // A group alone: what it can do.
  if (!Subcommands(reached).empty()) return reached.help();
  return absl::StrCat(name, ": ", Words(app, reached, error), "\n", reached.get_footer(), "\n",
                      name, " --help says more.");
}

std::vector<std::string> HelpWords(std::vector<std::string> words) {
  if (words.empty() || words[0] != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

bool IsTyping(const absl::Status& status) {
  return (absl::IsInvalidArgument(status) || absl::IsNotFound(status)) &&
         rpc::ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED;
}

std::string CallProblem(const absl::Status& status) {
  if (rpc::ReasonOf(status) != type::v1::ERROR_REASON_UNSPECIFIED) return rpc::FormatError(status);
  const std::string message(status.message());
  if (IsTyping(status)) return message;
  if (absl::IsUnavailable(status)) {
    return absl::StrCat(message,
                        "\nIs it running? deploy/up starts the services; --cooperation and "
                        "--universalization\n(or CLEARWAY_COOPERATION, CLEARWAY_UNIVERSALIZATION) "
                        "say where they are.");
  }
  if (absl::IsDeadlineExceeded(status)) {
    return "no answer in time; --timeout SECONDS waits longer";
  }
  return rpc::FormatError(status);
}

}  // namespace clearway::cli
