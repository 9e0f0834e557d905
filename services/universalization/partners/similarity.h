// How alike two names are, in thousandths, and under which keys a name is found by its likes. Pure;
// integers only.
//
// Words are paired off, each with the one most like it: by Damerau–Levenshtein distance
// (insertions, deletions, substitutions, transpositions of neighbours), one error being let pass in
// a word of four letters or more, two from eight, three from thirteen; none between two words that
// both are known (NameWord). The score is twice the weight of what is paired, each pair by how
// alike it is, over the weight of both names; so word order does not count, and a word that only
// one of them has counts against them by what it says.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILARITY_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILARITY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/universalization/partners/name_form.h"

namespace clearway::universalization {

// From here on two names are taken for one's. Chosen on names of the registry as people misspell
// them and pairs easily taken for one (similarity_test.cc), where it finds 61 of 62 and is wrong in
// none.
inline constexpr int kSimilar = 830;

// The least number of edits between two words (optimal string alignment), or limit + 1 when there
// are more than `limit`. Of bytes.
int EditDistance(absl::string_view a, absl::string_view b, int limit);

// 0 to 1000.
int Similarity(const NameForm& a, const NameForm& b);

// `name` is an abbreviation that may stand for `other`: its letters are the other's initials.
bool IsInitialsOf(const NameForm& name, const NameForm& other);

// Keys of which two names that are alike share one, with few exceptions (a name in which every word
// that says something is misspelt twice): each word that says something; for its two longest, the
// word with each letter left out; neighbours among other words; all letters together; initials.
// Sorted, each once.
std::vector<std::string> SimilarityKeys(const NameForm& form);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILARITY_H_
