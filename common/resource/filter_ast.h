// A filter (AIP-160) as it was written, before it is known what it is about.
#ifndef CLEARWAY_COMMON_RESOURCE_FILTER_AST_H_
#define CLEARWAY_COMMON_RESOURCE_FILTER_AST_H_

#include <cstddef>
#include <string>
#include <vector>

namespace clearway::resource {

// A value as written. `stars` are the positions in `text` of the asterisks that mean "anything";
// others stand for themselves.
struct FilterLiteral {
  std::string text;
  std::vector<size_t> stars;
  bool quoted = false;
  size_t position = 0;  // in the filter, from 0

  // A lone asterisk: "is there at all".
  bool any() const { return text == "*" && stars.size() == 1; }
};

enum class Comparator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

struct FilterNode {
  enum class Kind {
    kAnd,      // all children; none: true
    kOr,       // any child
    kNot,      // not the one child
    kCompare,  // path comparator literal
    kText,     // a literal that stands alone: searched for in all texts
  };
  Kind kind = Kind::kAnd;
  std::vector<FilterNode> children;
  std::vector<std::string> path;
  Comparator comparator = Comparator::kEqual;
  FilterLiteral literal;
  size_t position = 0;  // in the filter, from 0
};

const char* ComparatorText(Comparator comparator);

// The filter that parses to this node, with everything quoted and in parentheses that could be.
std::string FilterText(const FilterNode& node);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FILTER_AST_H_
