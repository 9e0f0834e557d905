#include "clients/cli/field_help.h"

#include <algorithm>

namespace clearway::cli {

std::string FieldHelp(absl::string_view field) {
  const auto* const end = internal::kFieldComments + internal::kFieldCommentCount;
  const auto* const found =
      std::lower_bound(internal::kFieldComments, end, field,
                       [](const internal::FieldComment& comment, absl::string_view name) {
                         return comment.field < name;
                       });
  return found != end && found->field == field ? found->text : "";
}

}  // namespace clearway::cli
