#include "common/auth/condition.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using Scope = Condition::Scope;
using Publication = Condition::Publication;

constexpr absl::string_view kScopes[] = {"-", "any", "visible", "party", "own", "side"};
constexpr absl::string_view kPublications[] = {"", "unpublished", "published"};

// Words that go on, in the order in which they may stand.
constexpr absl::string_view kMore[] = {"of", "unless", "as", "with", "if", "before"};

bool IsField(absl::string_view word) {
  return !word.empty() &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == absl::string_view::npos;
}

// The place of `word` in a list; -1 when it is not there.
template <typename List>
int PlaceOf(absl::string_view word, const List& list) {
  int place = 0;
  for (absl::string_view item : list) {
    if (item == word) return place;
    ++place;
  }
  return -1;
}

absl::Status Wrong(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" ", what));
}

absl::Status TakeFields(absl::string_view text, absl::string_view word, Condition* condition) {
  for (absl::string_view field : absl::StrSplit(word, '+')) {
    if (!IsField(field)) {
      return Wrong(text, absl::StrCat("has \"", word,
                                      "\" where fields like provider+recipient "
                                      "should stand"));
    }
    condition->fields.emplace_back(field);
  }
  if (condition->scope == Scope::kSide && condition->fields.size() > 1) {
    return Wrong(text, "has several sides; leave them out to mean whichever is the caller's");
  }
  return absl::OkStatus();
}

absl::Status TakeMore(absl::string_view text, absl::string_view word, absl::string_view value,
                      Condition* condition) {
  if (word == "if") {
    const int place = PlaceOf(value, kPublications);
    if (place <= 0) return Wrong(text, "must say \"if unpublished\" or \"if published\"");
    condition->publication = static_cast<Publication>(place);
    return absl::OkStatus();
  }
  if (!IsField(value)) return Wrong(text, absl::StrCat("must name a field after \"", word, "\""));
  std::string& field = word == "of"       ? condition->of
                       : word == "unless" ? condition->unless
                       : word == "as"     ? condition->as
                       : word == "with"   ? condition->with
                                          : condition->before;
  field = std::string(value);
  return absl::OkStatus();
}

}  // namespace

std::string Condition::Text() const {
  std::string text(kScopes[static_cast<int>(scope)]);
  if (!fields.empty()) absl::StrAppend(&text, " ", absl::StrJoin(fields, "+"));
  if (!of.empty()) absl::StrAppend(&text, " of ", of);
  if (!unless.empty()) absl::StrAppend(&text, " unless ", unless);
  if (!as.empty()) absl::StrAppend(&text, " as ", as);
  if (!with.empty()) absl::StrAppend(&text, " with ", with);
  if (publication != Publication::kWhatever) {
    absl::StrAppend(&text, " if ", kPublications[static_cast<int>(publication)]);
  }
  if (!before.empty()) absl::StrAppend(&text, " before ", before);
  return text;
}

absl::StatusOr<Condition> ParseCondition(absl::string_view text) {
  Condition condition;
  if (text.empty()) return condition;
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ');
  const int scope = PlaceOf(words[0], kScopes);
  if (scope < 0) {
    return Wrong(text, absl::StrCat("is no condition; it begins with one of ",
                                    absl::StrJoin(kScopes, ", ")));
  }
  condition.scope = static_cast<Scope>(scope);
  size_t next = 1;
  const bool has_fields = condition.scope == Scope::kOwn || condition.scope == Scope::kSide;
  if (has_fields && next < words.size() && PlaceOf(words[next], kMore) < 0) {
    RETURN_IF_ERROR(TakeFields(text, words[next++], &condition));
  }
  int last = -1;
  for (; next < words.size(); next += 2) {
    const int place = PlaceOf(words[next], kMore);
    if (condition.scope == Scope::kNever || place <= last || next + 1 == words.size()) {
      return Wrong(text, absl::StrCat("cannot go on with \"", words[next],
                                      "\"; what may follow, each once and in this order: ",
                                      absl::StrJoin(kMore, ", ")));
    }
    last = place;
    RETURN_IF_ERROR(TakeMore(text, words[next], words[next + 1], &condition));
  }
  return condition;
}

}  // namespace clearway::auth
