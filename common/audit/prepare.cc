#include "common/audit/prepare.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/audit/versions.h"
#include "common/resource/fingerprint.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

using storage::v1::AuditRecord;

// Records moved in one transaction.
constexpr int kMoved = 2000;

// Records of format 1 stood under "a/{revision}/…", whose first byte is zero.
const std::string& OldBegin() {
  static const auto* const begin = new std::string("a/\0", 3);
  return *begin;
}
constexpr absl::string_view kOldEnd = "a/\x01";

absl::Status SetDigests(const store::Reader& at, const AuditRecord& old, StoredAuditEvent* event) {
  ASSIGN_OR_RETURN(const auto after, VersionAt(at, old.name(), old.revision()));
  ASSIGN_OR_RETURN(const auto before, VersionBefore(at, old.name(), old.revision()));
  // Of several changes in one transaction only the last version was kept.
  const bool kept = after.has_value() && after->record.version() == old.version();
  if (kept) event->set_after_sha256(resource::Sha256(after->bytes));
  if (kept && before.has_value() && before->record.version() + 1 == old.version()) {
    event->set_before_sha256(resource::Sha256(before->bytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<StoredAuditEvent> FromOld(const store::Reader& at, absl::string_view key,
                                         absl::string_view stored) {
  AuditRecord old;
  if (!old.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
      old.format_version() != 1) {
    return resource::Damaged(key, "is no audit record of format 1");
  }
  StoredAuditEvent event;
  event.set_time_micros(old.time().seconds() * 1000000 + old.time().nanos() / 1000);
  event.set_verb(old.verb());
  event.set_action(old.action());
  event.set_resource(old.name());
  event.set_method(old.method());
  event.set_actor(old.actor());
  event.set_peer(old.peer());
  event.set_request_id(old.request_id());
  event.set_trace_id(old.trace_id());
  event.set_revision(old.revision());
  event.set_version(old.version());
  RETURN_IF_ERROR(SetDigests(at, old, &event));
  return event;
}

// Moves some records; sets `*more` when there may be others.
absl::Status Move(store::Txn& txn, bool* more) {
  std::vector<std::pair<std::string, StoredAuditEvent>> moved;
  {
    const auto cursor = txn.Scan(OldBegin(), kOldEnd);
    for (; cursor->Valid() && moved.size() < kMoved; cursor->Next()) {
      ASSIGN_OR_RETURN(StoredAuditEvent event, FromOld(txn, cursor->key(), cursor->value()));
      moved.emplace_back(cursor->key(), std::move(event));
    }
    RETURN_IF_ERROR(cursor->status());
    *more = cursor->Valid();
  }
  if (moved.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
  for (auto& [key, event] : moved) {
    RETURN_IF_ERROR(chain.Add(std::move(event)));
    RETURN_IF_ERROR(txn.Delete(key));
  }
  return chain.Close();
}

absl::Status CheckEnd(const store::Reader& at) {
  ASSIGN_OR_RETURN(const auto head, ReadHead(at));
  if (!head.has_value()) return absl::OkStatus();
  const auto last = at.Scan(kEventPrefix, store::PrefixEnd(kEventPrefix), /*reverse=*/true);
  RETURN_IF_ERROR(last->status());
  if (!last->Valid() || last->key() != EventKey(head->sequence()) ||
      HashOf(last->value()) != head->hash()) {
    return resource::Damaged(
        kHeadKey, absl::StrCat("says that event ", head->sequence(),
                               " is the last of the audit trail, and it is not, or was changed"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Prepare(store::Store* store) {
  bool more = true;
  while (more) {
    RETURN_IF_ERROR(
        store->TransactAndWait([&more](store::Txn& txn) { return Move(txn, &more); }).status());
  }
  return CheckEnd(*store->GetSnapshot());
}

}  // namespace clearway::audit
