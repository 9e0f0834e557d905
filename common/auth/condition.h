// One cell of the permission table: under which condition a role may call a method. What can be
// said, in the words of the table:
//
//   (empty) or -        not at all
//   any                 yes
//   visible             with what the caller sees
//   party               where an owner or party of the resource is one of the caller's names
//   own                 where an owner of the resource is
//   own FIELD+FIELD     where one of these fields of the resource is
//   side                where the side that the request's `side` names is: SIDE_PROVIDER means the
//                       resource's field `provider`, and so on
//   side FIELD          the same, for that side alone
//
// Each but the first may go on, in this order, with
//
//   of FIELD            the resource that the request's field FIELD names, not the line's own
//   unless FIELD        not where the resource's field FIELD is one of the caller's names
//   as FIELD            the request's field FIELD, when given, is one of the caller's names
//   with FIELD          only where the request's bool field FIELD is set
//   if unpublished      only while the resource is not published yet; or: if published
//   before FIELD        only until the resource's date or time FIELD has passed
//
// "own provider before valid_until"; "own creator unless state"; "any with what_if".
#ifndef CLEARWAY_COMMON_AUTH_CONDITION_H_
#define CLEARWAY_COMMON_AUTH_CONDITION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::auth {

// A value.
struct Condition {
  enum class Scope { kNever, kAny, kVisible, kParty, kOwn, kSide };
  enum class Publication { kWhatever, kUnpublished, kPublished };

  Scope scope = Scope::kNever;
  std::vector<std::string> fields;  // with kOwn and kSide; may be empty
  std::string of;                   // a field of the request, as `as` and `with`; may be empty
  std::string unless;               // of the resource, as `before`; may be empty
  std::string as;
  std::string with;
  Publication publication = Publication::kWhatever;
  std::string before;

  // The cell's text; "-" for kNever.
  std::string Text() const;
};

// INVALID_ARGUMENT in words that say what was wrong and what would be right. There is one way to
// write each condition: words apart by one space.
absl::StatusOr<Condition> ParseCondition(absl::string_view text);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CONDITION_H_
