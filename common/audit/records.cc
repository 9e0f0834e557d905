#include "common/audit/records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/audit/versions.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

using Found = absl::optional<Finding>;

Finding At(const StoredAuditEvent& event, absl::string_view what) {
  return {event.sequence(),
          absl::StrCat("event ", event.sequence(), ": ", event.resource(), " ", what)};
}

}  // namespace

absl::StatusOr<Found> RecordCheck::Take(const StoredAuditEvent& event) {
  if (told_after_ < 0) {
    first_ = event.sequence();
    // After a trimming the first revision kept may have lost some of its events.
    told_after_ = first_ == 1 ? 0 : event.revision();
  }
  last_ = event.sequence();
  const std::string& name = event.resource();
  if (event.verb() == storage::v1::VERB_READ || event.verb() == storage::v1::VERB_TRIMMED) {
    return Found();
  }
  auto current = CurrentVersion(at_, name);
  if (absl::IsDataLoss(current.status())) return Found(At(event, "cannot be read"));
  RETURN_IF_ERROR(current.status());
  if (event.verb() == storage::v1::VERB_PURGED) {
    gone_.erase(name);
    if (current->has_value() && (*current)->record.revision() <= event.revision()) {
      return Found(At(event, "is there, though it was purged"));
    }
    return Found();
  }
  if (!current->has_value()) {
    gone_[name] = event.sequence();
    return Found();
  }
  absl::optional<StoredVersion> version = std::move(*current);
  const bool is_current = version->record.revision() == event.revision();
  if (version->record.revision() < event.revision()) {
    return Found(At(event, "is there as it was before"));
  }
  if (!is_current) {
    auto kept = VersionAt(at_, name, event.revision());
    if (absl::IsDataLoss(kept.status()))
      return Found(At(event, "has a version that cannot be read"));
    RETURN_IF_ERROR(kept.status());
    version = *std::move(kept);
    if (!version.has_value()) return Found();  // of a resource of this name that was purged
  }
  // Of several changes in one transaction the last is kept.
  if (version->record.version() > event.version()) return Found();
  // Migrated events may have none (prepare.h).
  if (!event.after_sha256().empty() && (version->record.version() != event.version() ||
                                        resource::Sha256(version->bytes) != event.after_sha256())) {
    return Found(At(event, absl::StrCat("version ", event.version(), " is not what was written")));
  }
  if (is_current && event.revision() > told_after_) ++matched_;
  return Found();
}

absl::StatusOr<Found> RecordCheck::End() {
  if (!gone_.empty()) {
    const auto& [name, sequence] = *gone_.begin();
    return Found(Finding{sequence, absl::StrCat("event ", sequence, ": ", name,
                                                " is gone, and no event says that it was purged")});
  }
  int64_t records = 0;
  const auto cursor = at_.Scan("r/", store::PrefixEnd("r/"));
  for (; cursor->Valid(); cursor->Next()) {
    const auto record = resource::ParseRecord(cursor->key(), cursor->value());
    if (!record.ok()) return Found(Finding{last_, std::string(record.status().message())});
    if (record->revision() > told_after_) ++records;
  }
  RETURN_IF_ERROR(cursor->status());
  return records == matched_ ? Found() : FindUntold();
}

// Looks each record's event up by its revision: revisions do not fall along the trail.
absl::StatusOr<Found> RecordCheck::FindUntold() {
  const auto event_at = [this](int64_t sequence) -> absl::StatusOr<StoredAuditEvent> {
    ASSIGN_OR_RETURN(const auto stored, at_.Get(EventKey(sequence)));
    return ParseEvent(EventKey(sequence), stored.value_or(""));
  };
  const auto cursor = at_.Scan("r/", store::PrefixEnd("r/"));
  for (; cursor->Valid(); cursor->Next()) {
    ASSIGN_OR_RETURN(const auto record, resource::ParseRecord(cursor->key(), cursor->value()));
    if (record.revision() <= told_after_) continue;
    const std::string name = resource::NameOfRecordKey(cursor->key());
    int64_t low = first_, high = last_ + 1;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      ASSIGN_OR_RETURN(const StoredAuditEvent event, event_at(middle));
      if (event.revision() < record.revision()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    bool told = false;
    for (; !told && low <= last_ && low > 0; ++low) {
      ASSIGN_OR_RETURN(const StoredAuditEvent event, event_at(low));
      if (event.revision() != record.revision()) break;
      told = event.resource() == name && event.version() == record.version();
    }
    if (!told) {
      return Found(Finding{low, absl::StrCat(name.empty() ? rpc::Quote(cursor->key()) : name,
                                             " was written without an audit event")});
    }
  }
  RETURN_IF_ERROR(cursor->status());
  return Found(Finding{last_, "the trail has events of versions that are not stored"});
}

}  // namespace clearway::audit
