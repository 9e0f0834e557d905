#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/field_help.h"

namespace clearway::cli {

std::string FirstSentence(absl::string_view comment) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(comment, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  // A sentence ends with a full stop before a word that begins like one: "e.g. this" does not.
  size_t count = 0;
  while (count < words.size()) {
    const bool stop = words[count].back() == '.';
    ++count;
    if (stop && count < words.size() &&
        absl::ascii_isupper(static_cast<unsigned char>(words[count][0]))) {
      break;
    }
  }
  const std::string sentence = absl::StrJoin(words.begin(), words.begin() + count, " ");
  return std::string(absl::StripSuffix(sentence, "."));
}

}  // namespace clearway::cli
