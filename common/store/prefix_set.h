// The prefixes whose keys the feed keeps.
#ifndef CLEARWAY_COMMON_STORE_PREFIX_SET_H_
#define CLEARWAY_COMMON_STORE_PREFIX_SET_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace clearway::store {

// Immutable. The empty prefix covers every key; an empty set none.
class PrefixSet {
 public:
  explicit PrefixSet(std::vector<std::string> prefixes = {});

  // True when `bytes` (a key, or a prefix to watch) begins with one of the prefixes.
  bool Covers(absl::string_view bytes) const;
  bool Covers(const PrefixSet& other) const;

  // Sorted; none begins with another.
  const std::vector<std::string>& prefixes() const { return prefixes_; }

 private:
  std::vector<std::string> prefixes_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_PREFIX_SET_H_
