// "Did you mean …?": the known name nearest to one that a client mistyped.
#ifndef CLEARWAY_COMMON_RESOURCE_NEAREST_H_
#define CLEARWAY_COMMON_RESOURCE_NEAREST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace clearway::resource {

// The candidate with the fewest single-character edits (case does not count; a camelCase word is
// also tried as snake_case), or "" when none is near: at most a third of the word's length, and at
// least 2. Words above 64 characters have no nearest.
std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates);

// "; did you mean \"title\"?" or "".
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_NEAREST_H_
