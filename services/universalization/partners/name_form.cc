#include "services/universalization/partners/name_form.h"

#include <stdlib.h>
#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/universalization/partners/name_words.h"

namespace clearway::universalization {
namespace {

// What does not come apart into a letter and its marks.
std::string WithoutSpecialLetters(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"ø", "o"},
                                    {"ł", "l"},
                                    {"đ", "d"},
                                    {"ð", "d"},
                                    {"ħ", "h"},
                                    {"ı", "i"},
                                    {"æ", "ae"},
                                    {"œ", "oe"},
                                    {"þ", "th"},
                                    {"’", "'"},
                                    {"‘", "'"},
                                    {"ʼ", "'"}});
}

// What a hyphen does not part from its word: "de-mining" is "demining".
bool IsPrefix(absl::string_view word) {
  return word == "de" || word == "co" || word == "re" || word == "anti" || word == "non" ||
         word == "sub" || word == "multi" || word == "post" || word == "pre";
}

bool IsLetter(absl::string_view word) {
  return word.size() == 1 && absl::ascii_isalpha(static_cast<unsigned char>(word[0]));
}

// "u n" is "un".
std::vector<std::string> LettersJoined(const std::vector<std::string>& words) {
  std::vector<std::string> joined;
  bool letters = false;  // the last one is made of single letters
  for (const std::string& word : words) {
    if (letters && IsLetter(word)) {
      joined.back() += word;
    } else {
      joined.push_back(word);
      letters = IsLetter(word);
    }
  }
  return joined;
}

// Letters of any script and digits make words; apostrophes and full stops within them are left out
// ("U.N.", "children's"), everything else parts them.
std::vector<std::string> Split(absl::string_view folded) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : folded) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      word += c;
    } else if (c != '\'' && c != '.' && !word.empty() && !(c == '-' && IsPrefix(word))) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return LettersJoined(words);
}

// One of several, in English: enough to make "mines" and "mine" one word.
std::string Singular(std::string word) {
  if (word.size() > 4 && absl::EndsWith(word, "ies")) {
    word.replace(word.size() - 3, 3, "y");
  } else if (word.size() > 3 && absl::EndsWith(word, "s") && !absl::EndsWith(word, "ss")) {
    word.pop_back();
  }
  return word;
}

std::string Spelt(const std::string& word) {
  return absl::StrReplaceAll(word, {{"isation", "ization"}});
}

bool HasDigit(absl::string_view word) {
  return std::any_of(word.begin(), word.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

bool IsAsciiLetters(absl::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); });
}

NameWord MakeWord(const std::string& text) {
  const bool common = IsCommonWord(text);
  // A number is a name: "Region 1" is not "Region 2" misspelt.
  return {text, common ? 1 : 3, common || IsPlaceWord(text) || HasDigit(text)};
}

}  // namespace

std::string FoldLetters(absl::string_view text) {
  utf8proc_uint8_t* folded = nullptr;
  const auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
      UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_LUMP);
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  if (size < 0) return absl::AsciiStrToLower(text);
  std::string out(reinterpret_cast<const char*>(folded), static_cast<size_t>(size));
  free(folded);
  return WithoutSpecialLetters(out);
}

NameForm FormOf(absl::string_view name) {
  NameForm form;
  std::vector<std::string> all = Split(FoldLetters(name));
  for (size_t i = 0; i < all.size(); ++i) {
    // A name and its own abbreviation: "Danish Demining Group (DDG)".
    if (i > 1 && i + 1 == all.size() && all[i] == form.initials) {
      all.pop_back();
      break;
    }
    form.compact += all[i];
    if (IsSmallWord(all[i])) continue;
    // Initials are of ASCII letters alone.
    if (absl::ascii_isalnum(static_cast<unsigned char>(all[i][0]))) form.initials += all[i][0];
  }
  form.abbreviation =
      all.size() == 1 && all[0].size() >= 2 && all[0].size() <= 8 && IsAsciiLetters(all[0]);
  for (const std::string& word : all) {
    if (IsSmallWord(word) || IsLegalForm(word)) continue;
    std::string plain = Spelt(word);
    std::string written = WrittenOut(plain);
    if (written == plain) written = WrittenOut(Singular(plain));
    for (absl::string_view part : absl::StrSplit(written, ' ')) {
      form.words.push_back(MakeWord(std::string(part)));
    }
  }
  // A name of small words and legal forms alone is still a name.
  if (form.words.empty()) {
    for (const std::string& word : all) form.words.push_back(MakeWord(word));
  }
  std::sort(form.words.begin(), form.words.end(),
            [](const NameWord& a, const NameWord& b) { return a.text < b.text; });
  return form;
}

}  // namespace clearway::universalization
