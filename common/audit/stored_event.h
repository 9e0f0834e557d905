// One audit event as it is stored, its place, and its hash in the chain (docs/formats/audit.md).
//
//   a/e/{sequence}   StoredAuditEvent
//   a/t/{block}      AuditBlock: when the events of a full block happened
//   a/head           AuditHead: where the chain ends
#ifndef CLEARWAY_COMMON_AUDIT_STORED_EVENT_H_
#define CLEARWAY_COMMON_AUDIT_STORED_EVENT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/storage/v1/storage.pb.h"
#include "clearway/type/v1/audit.pb.h"

namespace clearway::audit {

using storage::v1::AuditBlock;
using storage::v1::AuditHead;
using storage::v1::StoredAuditEvent;

inline constexpr uint32_t kAuditFormat = 2;
inline constexpr absl::string_view kEventPrefix = "a/e/";
inline constexpr absl::string_view kBlockPrefix = "a/t/";
inline constexpr absl::string_view kHeadKey = "a/head";

// Events 1 to 1024 are block 0, the next as many block 1…
inline constexpr int64_t kBlockEvents = 1024;
inline int64_t BlockOf(int64_t sequence) { return (sequence - 1) / kBlockEvents; }

std::string EventKey(int64_t sequence);
std::string BlockKey(int64_t block);
// 0 for what is no event's key.
int64_t SequenceOfKey(absl::string_view key);

// "auditEvents/41": what a trimmed event names the last one removed by.
std::string EventName(int64_t sequence);
// 0 for what is no such name.
int64_t SequenceOfName(absl::string_view name);

// DATA_LOSS (DATA_DAMAGED) when the bytes are no event, or of a newer format. `key` is for the
// message alone.
absl::StatusOr<StoredAuditEvent> ParseEvent(absl::string_view key, absl::string_view stored);
absl::StatusOr<AuditHead> ParseHead(absl::string_view stored);

// An event's hash: the SHA-256 of its stored bytes. 32 bytes.
std::string HashOf(absl::string_view stored);

// The event as clients see it, without `before` and `after`. `hash` is its own.
type::v1::AuditEvent ToEvent(const StoredAuditEvent& stored, absl::string_view hash);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_STORED_EVENT_H_
