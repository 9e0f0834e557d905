// Words of organisations' names, folded and in the singular, as name_form.cc uses them.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_WORDS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace clearway::universalization {

// "the", "of", "für": says nothing.
bool IsSmallWord(absl::string_view word);
// "ltd", "gmbh", "asbl".
bool IsLegalForm(absl::string_view word);
// "international", "mine", "center": in many names.
bool IsCommonWord(absl::string_view word);
// "laos", "laotian": countries and nationalities, each word of them.
bool IsPlaceWord(absl::string_view word);
// What an abbreviation or another spelling stands for, as one or several words ("intl" →
// "international", "un" → "united nation"); the word itself for others.
std::string WrittenOut(absl::string_view word);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_NAME_WORDS_H_
