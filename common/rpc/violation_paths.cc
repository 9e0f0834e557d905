#include "common/rpc/violation_paths.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {

absl::Status PrefixViolations(absl::Status status, absl::string_view prefix) {
  google::rpc::BadRequest bad;
  const auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", bad.GetDescriptor()->full_name()));
  if (!payload.has_value() || !bad.ParseFromString(std::string(*payload))) return status;
  for (auto& violation : *bad.mutable_field_violations()) {
    violation.set_field(absl::StrCat(prefix, violation.field()));
  }
  return WithDetail(std::move(status), bad);
}

}  // namespace clearway::rpc
