#include "common/audit/trail.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/auth/caller.h"
#include "common/resource/fingerprint.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

void SetDigest(absl::string_view bytes, std::string* digest) {
  if (!bytes.empty()) *digest = resource::Sha256(bytes);
}

}  // namespace

absl::StatusOr<absl::optional<AuditHead>> ReadHead(const store::Reader& at) {
  ASSIGN_OR_RETURN(const auto stored, at.Get(kHeadKey));
  if (stored.has_value()) {
    ASSIGN_OR_RETURN(AuditHead head, ParseHead(*stored));
    return absl::make_optional(std::move(head));
  }
  // Beginning again at 1 would write over what is there.
  const auto cursor = at.Scan(kEventPrefix, store::PrefixEnd(kEventPrefix));
  if (cursor->Valid()) {
    return resource::Damaged(kHeadKey, "is missing, though there are audit events");
  }
  RETURN_IF_ERROR(cursor->status());
  return absl::optional<AuditHead>();
}

StoredAuditEvent EventOf(const rpc::Call& call, const store::Txn& txn) {
  StoredAuditEvent event;
  event.set_time_micros(absl::ToUnixMicros(call.time));
  event.set_method(call.method);
  if (call.caller != nullptr) {
    event.set_identity(call.caller->identity);
    event.set_credential(call.caller->credential);
  }
  event.set_actor(call.actor);
  event.set_peer(call.peer);
  event.set_request_id(call.request_id);
  event.set_trace_id(call.trace_id);
  event.set_revision(txn.revision());
  return event;
}

absl::StatusOr<Chain> Chain::Open(store::Txn& txn) {
  Chain chain(txn);
  ASSIGN_OR_RETURN(auto head, ReadHead(txn));
  if (head.has_value()) {
    chain.head_ = *std::move(head);
  } else {
    chain.head_.set_first(1);
  }
  chain.head_.set_format_version(kAuditFormat);
  return chain;
}

absl::Status Chain::Add(StoredAuditEvent event) {
  const int64_t sequence = head_.sequence() + 1;
  event.set_format_version(kAuditFormat);
  event.set_sequence(sequence);
  event.set_previous_hash(std::move(*head_.mutable_hash()));
  const std::string bytes = event.SerializeAsString();
  head_.set_sequence(sequence);
  head_.set_hash(HashOf(bytes));
  const bool begins = !head_.has_block();
  AuditBlock& block = *head_.mutable_block();
  const int64_t time = event.time_micros();
  block.set_min_micros(begins ? time : std::min(block.min_micros(), time));
  block.set_max_micros(begins ? time : std::max(block.max_micros(), time));
  if (BlockOf(sequence + 1) != BlockOf(sequence)) {
    RETURN_IF_ERROR(txn_->Put(BlockKey(BlockOf(sequence)), block.SerializeAsString()));
    head_.clear_block();
  }
  return txn_->Put(EventKey(sequence), bytes);
}

absl::Status Chain::Add(const rpc::Call& call, const Entry& entry) {
  StoredAuditEvent event = EventOf(call, *txn_);
  event.set_verb(entry.verb);
  event.set_action(entry.action.data(), entry.action.size());
  event.set_resource(entry.resource.data(), entry.resource.size());
  event.set_version(entry.version);
  SetDigest(entry.before, event.mutable_before_sha256());
  SetDigest(entry.after, event.mutable_after_sha256());
  return Add(std::move(event));
}

absl::Status Chain::Close() { return txn_->Put(kHeadKey, head_.SerializeAsString()); }

absl::Status Append(const rpc::Call& call, store::Txn& txn, const Entry& entry) {
  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
  RETURN_IF_ERROR(chain.Add(call, entry));
  return chain.Close();
}

}  // namespace clearway::audit
