// A name taken apart as people take it: without case, accents, punctuation, legal forms and small
// words, with abbreviations written out, so that two spellings of one name come out alike. Pure.
//
//   FormOf("The HALO Trust (Ltd.)")  →  words {halo, trust}, initials "ht"
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_FORM_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_FORM_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace clearway::universalization {

struct NameWord {
  std::string text;
  // How much it says about which organisation it is: 1 for what many names have ("international",
  // "mine", "centre"), 3 for others.
  int weight = 3;
  // It is a word that people know (one of many names, a country, a nationality): when it differs
  // from another such word, neither is the other misspelt ("Iran", "Iraq").
  bool known = false;
};

struct NameForm {
  std::vector<NameWord> words;  // sorted by text
  std::string compact;          // every letter and digit, in the order of the name
  std::string initials;         // of the words as they were written, small ones left out
  // One word of two to eight letters: it may stand for another name's initials.
  bool abbreviation = false;
};

// Case folded, accents and other marks stripped (Unicode: compatibility decomposition), letters
// that do not come apart written out ("ł" → "l", "æ" → "ae"). What is no UTF-8 stays as it is.
std::string FoldLetters(absl::string_view text);

NameForm FormOf(absl::string_view name);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_FORM_H_
