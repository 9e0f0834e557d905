// The audit record: who did what to which resource, when, from where and by which call; written in
// the transaction of the change, kept when the resource is purged. It holds no content.
#ifndef CLEARWAY_COMMON_RESOURCE_AUDIT_H_
#define CLEARWAY_COMMON_RESOURCE_AUDIT_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::resource {

// Writes the record of one change. `path` is the collection's ("offers"), `name` the resource's.
absl::Status PutAudit(const rpc::Call& call, store::Txn& txn, absl::string_view path,
                      absl::string_view id, absl::string_view name,
                      clearway::storage::v1::Verb verb, absl::string_view action, int64_t version);

// Calls `fn` with the records of the changes after revision `after`, oldest first, until it returns
// false.
absl::Status ForEachAudit(const store::Reader& at, store::Revision after,
                          const std::function<bool(const clearway::storage::v1::AuditRecord&)>& fn);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_AUDIT_H_
