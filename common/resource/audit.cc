#include "common/resource/audit.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"

namespace clearway::resource {

using clearway::storage::v1::AuditRecord;

constexpr uint32_t kAuditFormat = 1;

absl::Status PutAudit(const rpc::Call& call, store::Txn& txn, absl::string_view path,
                      absl::string_view id, absl::string_view name,
                      clearway::storage::v1::Verb verb, absl::string_view action, int64_t version) {
  AuditRecord audit;
  audit.set_format_version(kAuditFormat);
  audit.set_name(std::string(name));
  audit.set_verb(verb);
  audit.set_action(std::string(action));
  audit.set_actor(call.actor);
  audit.set_method(call.method);
  int64_t micros = absl::ToUnixMicros(call.time);
  audit.mutable_time()->set_seconds(micros / 1000000);
  audit.mutable_time()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  audit.set_peer(call.peer);
  audit.set_request_id(call.request_id);
  audit.set_trace_id(call.trace_id);
  audit.set_revision(txn.revision());
  audit.set_version(version);
  return txn.Put(absl::StrCat(AuditPrefix(txn.revision()), path, "/", id, "/", BigEndian(version)),
                 audit.SerializeAsString());
}

absl::Status ForEachAudit(const store::Reader& at, store::Revision after,
                          const std::function<bool(const AuditRecord&)>& fn) {
  AuditRecord audit;
  auto cursor = at.Scan(AuditPrefix(after + 1), store::PrefixEnd("a/"));
  for (; cursor->Valid(); cursor->Next()) {
    if (!audit.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size())) ||
        audit.format_version() == 0) {
      return Damaged(cursor->key(), "is no audit record");
    }
    if (audit.format_version() > kAuditFormat) {
      return Damaged(cursor->key(), "is of a newer format");
    }
    if (!fn(audit)) break;
  }
  return cursor->status();
}

}  // namespace clearway::resource
