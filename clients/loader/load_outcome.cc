#include "clients/loader/load_outcome.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace clearway::loader {

std::string Line(absl::string_view what, const LoadCounts& counts) {
  std::string line = absl::StrFormat("%-15s %5d created, %d already there", what, counts.created,
                                     counts.already_there);
  if (counts.updated > 0) absl::StrAppend(&line, ", ", counts.updated, " updated");
  if (counts.differing > 0) absl::StrAppend(&line, ", ", counts.differing, " differ");
  if (counts.refused > 0) absl::StrAppend(&line, ", ", counts.refused, " refused");
  return absl::StrCat(line, "\n");
}

bool IsFatal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

}  // namespace clearway::loader
