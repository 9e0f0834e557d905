#include "tests/permission/expectations.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/permission/world.h"

namespace clearway::permission {
namespace {

// Each goes on where the one before ends; the first has what all use.
constexpr const char* kFiles[] = {
    "tests/permission/expectations.txt", "tests/permission/expectations_registry.txt",
    "tests/permission/expectations_joining.txt", "tests/permission/expectations_meetings.txt",
    "tests/permission/expectations_cooperation.txt"};

using Words = std::vector<std::string>;

[[noreturn]] void Wrong(const std::string& line, const std::string& what) {
  std::fprintf(stderr, "%s*: \"%s\": %s\n", "tests/permission/expectations", line.c_str(),
               what.c_str());
  std::abort();
}

std::string Stripped(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// "a, b" → a, b; none for "nobody".
Words Listed(absl::string_view text, char by) {
  Words words;
  for (absl::string_view word : absl::StrSplit(text, by, absl::SkipWhitespace())) {
    words.push_back(Stripped(word));
  }
  return words;
}

// The text before and after the first `mark`; ends the test when there is none.
std::pair<std::string, std::string> Split(const std::string& line, absl::string_view mark) {
  const size_t at = line.find(std::string(mark));
  if (at == std::string::npos) Wrong(line, absl::StrCat("has no \"", mark, "\""));
  return {Stripped(line.substr(0, at)), Stripped(line.substr(at + mark.size()))};
}

}  // namespace

bool MethodExpectation::May(const std::string& role, const std::string& situation) const {
  const auto it = allowed.find(role);
  return it != allowed.end() && (it->second.count("*") > 0 || it->second.count(situation) > 0);
}

const Expectations& Expectations::Get() {
  static const auto* const all = [] {
    std::stringstream text;
    for (const char* name : kFiles) {
      std::ifstream file(name);
      text << file.rdbuf();
      if (!file) Wrong(name, "cannot be read");
    }
    auto* read = new Expectations;
    read->Parse(text.str());
    return read;
  }();
  return *all;
}

void Expectations::Parse(const std::string& text) {
  for (const std::string& role : RoleNames()) groups_[role] = {role};
  std::string line;
  for (absl::string_view part : absl::StrSplit(text, '\n')) {
    const size_t comment = part.find('#');
    const std::string words = Stripped(part.substr(0, comment));
    if (words.empty()) continue;
    // A line that begins with "|" goes on with the one before.
    if (words[0] == '|') {
      absl::StrAppend(&line, " ", words);
      continue;
    }
    if (!line.empty()) ParseLine(line);
    line = words;
  }
  ParseLine(line);
}

std::set<std::string> Expectations::Roles(const std::string& words) const {
  std::set<std::string> roles;
  for (const std::string& word : Listed(words, ',')) {
    if (word == "nobody else") continue;
    const auto group = groups_.find(word);
    if (group == groups_.end()) Wrong(words, absl::StrCat("\"", word, "\" is no role or group"));
    roles.insert(group->second.begin(), group->second.end());
  }
  return roles;
}

void Expectations::ParseLine(const std::string& line) {
  if (absl::StartsWith(line, "service ")) {
    service_ = line.substr(8);
  } else if (absl::StartsWith(line, "group ")) {
    const auto [name, roles] = Split(line.substr(6), "=");
    groups_[name] = Roles(roles);
  } else if (absl::StartsWith(line, "record ")) {
    const auto [what, roles] = Split(line.substr(7), ":");
    const auto [collection, situation] = Split(what, " ");
    if (!sees_.emplace(std::make_pair(collection, situation), Roles(roles)).second) {
      Wrong(line, "stands twice");
    }
    situations_[collection].push_back(situation);
  } else if (absl::StartsWith(line, "hidden ")) {
    const auto [what, fields] = Split(line.substr(7), ":");
    const auto [collection, situation] = Split(what, " ");
    for (const std::string& field : Listed(fields, ',')) {
      hidden_[{collection, situation}].insert(field);
      protected_.insert(absl::StrCat(collection, ".", field));
    }
  } else if (absl::StartsWith(line, "elsewhere ")) {
    protected_.insert(Stripped(line.substr(10)));
  } else if (absl::StartsWith(line, "mentions ")) {
    mentions_.insert(Stripped(line.substr(9)));
  } else {
    Words cells = Listed(line, '|');
    MethodExpectation method;
    method.service = service_;
    std::string called;
    // "AskQuestion/as another of assistanceRequests"
    if (absl::StrContains(cells[0], " of ")) {
      // The last one: a way may say "of another".
      const size_t at = cells[0].rfind(" of ");
      called = cells[0].substr(0, at);
      method.collection = cells[0].substr(at + 4);
    } else if (absl::StrContains(cells[0], " lists ")) {
      std::tie(called, method.lists) = Split(cells[0], " lists ");
    } else {
      called = cells[0];
    }
    const std::vector<std::string> parts = absl::StrSplit(called, absl::MaxSplits('/', 1));
    method.method = parts[0];
    if (parts.size() > 1) method.variant = parts[1];
    cells.erase(cells.begin());
    for (const std::string& cell : cells) {
      if (cell == "nobody") continue;
      const bool all = !absl::StrContains(cell, ":");
      const auto [who, situations] =
          all ? std::make_pair(cell, std::string("*")) : Split(cell, ":");
      for (const std::string& role : Roles(who)) {
        for (const std::string& situation : Listed(situations, ',')) {
          method.allowed[role].insert(situation);
        }
      }
    }
    methods_.push_back(std::move(method));
  }
}

bool Expectations::MaySomehow(const MethodExpectation& method, const std::string& role) const {
  for (const MethodExpectation& way : methods_) {
    if (way.service == method.service && way.method == method.method && way.May(role)) return true;
  }
  return false;
}

std::set<std::string> Expectations::collections() const {
  std::set<std::string> names;
  for (const auto& [collection, situations] : situations_) names.insert(collection);
  return names;
}

const std::vector<std::string>& Expectations::Situations(const std::string& collection) const {
  static const auto* const none = new std::vector<std::string>;
  const auto it = situations_.find(collection);
  return it == situations_.end() ? *none : it->second;
}

bool Expectations::Sees(const std::string& role, const std::string& collection,
                        const std::string& situation) const {
  const auto it = sees_.find({collection, situation});
  return it != sees_.end() && it->second.count(role) > 0;
}

std::set<std::string> Expectations::Hidden(const std::string& collection,
                                           const std::string& situation) const {
  const auto it = hidden_.find({collection, situation});
  return it == hidden_.end() ? std::set<std::string>() : it->second;
}

std::set<std::string> Expectations::HiddenSomehow(const std::string& collection) const {
  std::set<std::string> fields;
  for (const std::string& situation : Situations(collection)) {
    const std::set<std::string> some = Hidden(collection, situation);
    fields.insert(some.begin(), some.end());
  }
  return fields;
}

const MethodExpectation* Expectations::Reader(const std::string& collection) const {
  const MethodExpectation* lists = nullptr;
  for (const MethodExpectation& method : methods_) {
    if (method.collection == collection && absl::StartsWith(method.method, "Get")) return &method;
    if (method.lists == collection && lists == nullptr) lists = &method;
  }
  return lists;
}

}  // namespace clearway::permission
