#include "common/rpc/merge_violations.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {
namespace {

using google::rpc::BadRequest;

absl::optional<BadRequest> BadRequestOf(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return absl::nullopt;
  const auto payload = status.GetPayload(
      absl::StrCat("type.googleapis.com/", BadRequest::descriptor()->full_name()));
  BadRequest bad;
  if (!payload.has_value() || !bad.ParseFromString(std::string(*payload))) return absl::nullopt;
  return bad;
}

// "a.b" is within "a", as "a[2]" is.
bool Within(absl::string_view inner, absl::string_view outer) {
  return absl::StartsWith(inner, outer) &&
         (inner.size() == outer.size() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

bool Overlaps(const BadRequest& bad, const std::string& field) {
  for (const auto& violation : bad.field_violations()) {
    if (Within(field, violation.field()) || Within(violation.field(), field)) return true;
  }
  return false;
}

}  // namespace

absl::Status MergeViolations(absl::Status first, const absl::Status& more) {
  const auto found = BadRequestOf(first), others = BadRequestOf(more);
  if (!found.has_value() || !others.has_value()) return first;
  BadRequest merged = *found;
  for (const auto& violation : others->field_violations()) {
    if (merged.field_violations_size() >= Violations::kMaxListed ||
        merged.ByteSizeLong() + violation.ByteSizeLong() > Violations::kMaxListedBytes) {
      break;
    }
    if (!Overlaps(*found, violation.field())) *merged.add_field_violations() = violation;
  }
  return WithDetail(std::move(first), merged);
}

}  // namespace clearway::rpc
