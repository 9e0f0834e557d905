#include "common/audit/stored_event.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"

namespace clearway::audit {
namespace {

using resource::Damaged;
using type::v1::AuditEvent;

constexpr absl::string_view kNamePrefix = "auditEvents/";

AuditEvent::Kind KindOf(storage::v1::Verb verb) {
  switch (verb) {
    case storage::v1::VERB_CREATED:
      return AuditEvent::KIND_CREATED;
    case storage::v1::VERB_UPDATED:
      return AuditEvent::KIND_UPDATED;
    case storage::v1::VERB_DELETED:
      return AuditEvent::KIND_DELETED;
    case storage::v1::VERB_UNDELETED:
      return AuditEvent::KIND_UNDELETED;
    case storage::v1::VERB_PURGED:
      return AuditEvent::KIND_PURGED;
    case storage::v1::VERB_READ:
      return AuditEvent::KIND_READ;
    case storage::v1::VERB_TRIMMED:
      return AuditEvent::KIND_TRIMMED;
    default:
      return AuditEvent::KIND_UNSPECIFIED;
  }
}

}  // namespace

std::string EventKey(int64_t sequence) {
  return absl::StrCat(kEventPrefix, resource::BigEndian(sequence));
}

std::string BlockKey(int64_t block) {
  return absl::StrCat(kBlockPrefix, resource::BigEndian(block));
}

int64_t SequenceOfKey(absl::string_view key) {
  if (!absl::ConsumePrefix(&key, kEventPrefix) || key.size() != 8) return 0;
  return resource::FromBigEndian(key);
}

std::string EventName(int64_t sequence) { return absl::StrCat(kNamePrefix, sequence); }

int64_t SequenceOfName(absl::string_view name) {
  int64_t sequence = 0;
  if (!absl::ConsumePrefix(&name, kNamePrefix) || !absl::SimpleAtoi(name, &sequence)) return 0;
  return sequence > 0 ? sequence : 0;
}

absl::StatusOr<StoredAuditEvent> ParseEvent(absl::string_view key, absl::string_view stored) {
  StoredAuditEvent event;
  if (!event.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
      event.format_version() == 0) {
    return Damaged(key, "is no audit event");
  }
  if (event.format_version() > kAuditFormat) {
    return Damaged(key, "is an audit event of a newer format");
  }
  return event;
}

absl::StatusOr<AuditHead> ParseHead(absl::string_view stored) {
  AuditHead head;
  if (!head.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
      head.format_version() == 0 || head.sequence() < 1 || head.first() < 1) {
    return Damaged(kHeadKey, "is no end of an audit trail");
  }
  if (head.format_version() > kAuditFormat) return Damaged(kHeadKey, "is of a newer format");
  return head;
}

std::string HashOf(absl::string_view stored) { return resource::Sha256(stored); }

AuditEvent ToEvent(const StoredAuditEvent& stored, absl::string_view hash) {
  AuditEvent event;
  event.set_sequence(stored.sequence());
  event.mutable_time()->set_seconds(stored.time_micros() / 1000000);
  event.mutable_time()->set_nanos(static_cast<int32_t>(stored.time_micros() % 1000000 * 1000));
  event.set_identity(stored.identity());
  event.set_actor(stored.actor());
  event.set_credential(stored.credential());
  event.set_kind(KindOf(stored.verb()));
  event.set_action(stored.action());
  event.set_resource(stored.resource());
  event.set_method(stored.method());
  event.set_peer(stored.peer());
  event.set_request_id(stored.request_id());
  event.set_trace_id(stored.trace_id());
  event.set_revision(stored.revision());
  event.set_version(stored.version());
  event.set_before_sha256(stored.before_sha256());
  event.set_after_sha256(stored.after_sha256());
  event.set_previous_hash(stored.previous_hash());
  event.set_hash(hash.data(), hash.size());
  return event;
}

}  // namespace clearway::audit
