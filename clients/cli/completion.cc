#include "clients/cli/completion.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace clearway::cli {
namespace {

// The option called so in the command, or in those above it.
const CLI::Option* FindOption(const CLI::App* app, const std::string& name) {
  for (; app != nullptr; app = app->get_parent()) {
    if (const CLI::Option* option = app->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

const CLI::App* FindCommand(const CLI::App& app, const std::string& name) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->check_name(name)) return sub;
  }
  return nullptr;
}

bool TakesValue(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::vector<std::string> Values(const CLI::Option& option, const std::string& typed,
                                const NamesFn& names) {
  const std::string named = option.get_type_name();
  absl::string_view type = named;
  // A check's own words follow: "a|b:{a,b}".
  if (const size_t brace = named.find(":{"); brace != std::string::npos) {
    type = absl::StripSuffix(type.substr(brace + 2), "}");
    return absl::StrSplit(type, ',');
  }
  if (absl::StrContains(type, '|')) return absl::StrSplit(type, '|');
  if (!absl::ConsumeSuffix(&type, "/ID")) return {};
  const std::string collection(type);
  std::vector<std::string> found = names(collection);
  // A name is typed whole, or by its id alone.
  if (absl::StrContains(typed, '/')) {
    for (std::string& id : found) id = absl::StrCat(collection, "/", id);
  }
  return found;
}

std::vector<std::string> Options(const CLI::App* app) {
  std::vector<std::string> words;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// Where the words before the one being typed have led.
struct Position {
  const CLI::App* app;
  const CLI::Option* wants = nullptr;  // an option that waits for its value
  size_t positionals = 0;              // how many values without an option there were
};

Position Walk(const CLI::App& app, const std::vector<std::string>& words) {
  Position at{&app};
  for (const std::string& word : words) {
    if (word == "=") continue;
    if (at.wants != nullptr) {
      at.wants = nullptr;
    } else if (absl::StartsWith(word, "-") && word.size() > 1) {
      const std::string name = word.substr(0, word.find('='));
      const CLI::Option* option = FindOption(at.app, name);
      if (option != nullptr && TakesValue(*option) && name == word) at.wants = option;
    } else if (const CLI::App* next = FindCommand(*at.app, word)) {
      at.app = next;
    } else {
      ++at.positionals;
    }
  }
  return at;
}

std::vector<std::string> Candidates(const Position& at, const std::string& typed,
                                    const NamesFn& names) {
  if (at.wants != nullptr) return Values(*at.wants, typed, names);
  if (absl::StartsWith(typed, "-")) return Options(at.app);
  std::vector<std::string> words;
  for (const CLI::App* sub : at.app->get_subcommands([](const CLI::App*) { return true; })) {
    if (!sub->get_group().empty()) words.push_back(sub->get_name());
  }
  if (!words.empty()) return words;
  size_t position = 0;
  for (const CLI::Option* option : at.app->get_options()) {
    if (option->get_positional() && position++ == at.positionals) {
      return Values(*option, typed, names);
    }
  }
  return Options(at.app);
}

}  // namespace

std::vector<std::string> Complete(const CLI::App& app, const std::vector<std::string>& words,
                                  const NamesFn& names) {
  if (words.empty()) return {};
  const Position at = Walk(app, {words.begin(), words.end() - 1});
  const std::string typed = words.back() == "=" ? "" : words.back();
  std::vector<std::string> candidates = Candidates(at, typed, names);
  candidates.erase(
      std::remove_if(candidates.begin(), candidates.end(),
                     [&](const std::string& word) { return !absl::StartsWith(word, typed); }),
      candidates.end());
  return candidates;
}

std::string BashCompletion() {
  // $1 is the program as it was typed, so that it works with a path too.
  return R"(# bash completion of clearway: source <(clearway completion bash)
_clearway() {
  local IFS=$'\n'
  COMPREPLY=($("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _clearway clearway
)";
}

}  // namespace clearway::cli
