// What a request's field means, in the words of its comment in the proto: for --help.
//
// Generated code has no comments, so the words are compiled in from the protos at build time
// (field_help_maker.cc).
#ifndef CLEARWAY_CLIENTS_CLI_FIELD_HELP_H_
#define CLEARWAY_CLIENTS_CLI_FIELD_HELP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace clearway::cli {

// The first sentence of the field's comment, on one line, without its full stop; "" for a field
// that is of no request. `field` is a full name:
// "clearway.cooperation.v1.SuggestOffersRequest.policy".
std::string FieldHelp(absl::string_view field);

// The first sentence of a comment as it stands in a proto, as FieldHelp gives it.
std::string FirstSentence(absl::string_view comment);

namespace internal {

struct FieldComment {
  const char* field;
  const char* text;
};
// Ordered by field. Made by field_help_maker.
extern const FieldComment kFieldComments[];
extern const int kFieldCommentCount;

}  // namespace internal
}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_FIELD_HELP_H_
