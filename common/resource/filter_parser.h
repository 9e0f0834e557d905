// Reads filters: the grammar of AIP-160.
//
//   expression  = sequence { "AND" sequence }        all of them
//   sequence    = factor { factor }                  all of them, too
//   factor      = term { "OR" term }                 OR binds tighter than AND
//   term        = [ "NOT" | "-" ] simple
//   simple      = "(" expression ")" | restriction
//   restriction = member [ comparator argument ]     without a comparator: a text to search for
//   member      = value { "." value }
//   comparator  = "=" "!=" "<" "<=" ">" ">=" ":"
//   argument    = value | "(" alternatives ")"       a:(b OR c) is a:b OR a:c
//   value       = a text without spaces, or a string in double or single quotes
//
// In quotes, a backslash stands before a quote, a backslash or an asterisk that means itself. An
// unquoted argument reaches to the next space or closing parenthesis, so that dates, times and
// resource names need no quotes. There are no functions.
#ifndef CLEARWAY_COMMON_RESOURCE_FILTER_PARSER_H_
#define CLEARWAY_COMMON_RESOURCE_FILTER_PARSER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/filter_ast.h"

namespace clearway::resource {

inline constexpr size_t kMaxFilterBytes = 8192;
inline constexpr int kMaxFilterDepth = 50;
// A list may ask a filter of a hundred thousand records: each restriction costs, and a text that is
// searched for in every field costs most.
inline constexpr int kMaxFilterRestrictions = 100;
inline constexpr int kMaxFilterTexts = 8;

// The empty filter is an AND of nothing. INVALID_ARGUMENT (FILTER_INVALID, field "filter") says at
// which character what was expected.
absl::StatusOr<FilterNode> ParseFilter(absl::string_view filter);

// INVALID_ARGUMENT (FILTER_INVALID): "at character 12, …". `position` counts from 0.
absl::Status FilterError(size_t position, absl::string_view what);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FILTER_PARSER_H_
