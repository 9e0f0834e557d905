#include "common/store/prefix_set.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace clearway::store {

PrefixSet::PrefixSet(std::vector<std::string> prefixes) {
  std::sort(prefixes.begin(), prefixes.end());
  for (std::string& prefix : prefixes) {
    if (!Covers(prefix)) prefixes_.push_back(std::move(prefix));
  }
}

bool PrefixSet::Covers(absl::string_view bytes) const {
  // As no prefix begins with another, only the last one at or before `bytes` can be its prefix.
  const auto after = std::upper_bound(
      prefixes_.begin(), prefixes_.end(), bytes,
      [](absl::string_view a, const std::string& b) { return a < absl::string_view(b); });
  return after != prefixes_.begin() && absl::StartsWith(bytes, *std::prev(after));
}

bool PrefixSet::Covers(const PrefixSet& other) const {
  return std::all_of(other.prefixes_.begin(), other.prefixes_.end(),
                     [this](const std::string& prefix) { return Covers(prefix); });
}

}  // namespace clearway::store
