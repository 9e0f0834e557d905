// The stored bytes of a resource's versions, found by an audit event: the current one stands under
// "r/", those before it under "h/" (docs/formats/resource.md).
#ifndef CLEARWAY_COMMON_AUDIT_VERSIONS_H_
#define CLEARWAY_COMMON_AUDIT_VERSIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/store/store.h"

namespace clearway::audit {

struct StoredVersion {
  std::string bytes;  // as stored
  storage::v1::StoredRecord record;
};

// The current version of `name`; absent when there is none. DATA_LOSS when it cannot be read.
absl::StatusOr<absl::optional<StoredVersion>> CurrentVersion(const store::Reader& at,
                                                             absl::string_view name);
// The version that `revision` wrote; absent when it is not kept.
absl::StatusOr<absl::optional<StoredVersion>> VersionAt(const store::Reader& at,
                                                        absl::string_view name,
                                                        store::Revision revision);
// The last version written before `revision`; absent when there was none, or it is not kept.
absl::StatusOr<absl::optional<StoredVersion>> VersionBefore(const store::Reader& at,
                                                            absl::string_view name,
                                                            store::Revision revision);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_VERSIONS_H_
