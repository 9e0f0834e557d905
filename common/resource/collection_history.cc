// Reading the past of a record: the current version stands under "r/", those before it under "h/",
// each with the revision that wrote it.
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/resource/collection.h"
#include "common/resource/collection_stored.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;

Verb VerbOf(clearway::storage::v1::Verb verb) {
  switch (verb) {
    case clearway::storage::v1::VERB_CREATED:
      return Verb::kCreated;
    case clearway::storage::v1::VERB_DELETED:
      return Verb::kDeleted;
    case clearway::storage::v1::VERB_UNDELETED:
      return Verb::kUndeleted;
    default:
      return Verb::kUpdated;
  }
}

// Calls `fn` with the versions of a record, newest first, until it returns false.
absl::Status Walk(
    const store::Reader& at, const std::string& path, const std::string& id,
    const std::string& current,
    const std::function<absl::StatusOr<bool>(absl::string_view key, const StoredRecord&)>& fn) {
  std::string key = RecordKey(path, id);
  ASSIGN_OR_RETURN(StoredRecord record, ParseRecord(key, current));
  ASSIGN_OR_RETURN(bool more, fn(key, record));
  std::string prefix = HistoryPrefix(path, id);
  auto cursor = at.Scan(prefix, store::PrefixEnd(prefix), /*reverse=*/true);
  for (; more && cursor->Valid(); cursor->Next()) {
    ASSIGN_OR_RETURN(record, ParseRecord(cursor->key(), cursor->value()));
    ASSIGN_OR_RETURN(more, fn(cursor->key(), record));
  }
  return cursor->status();
}

}  // namespace

// Who does not see a record as it is now is told nothing of what it was.
absl::Status CollectionBase::CheckSeen(const store::Reader& at, absl::string_view name) const {
  if (ViewerOf(at) == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Stored stored, ReadSeen(at, name, "name", Personal::kLeave));
  return stored.exists ? absl::OkStatus() : rpc::NotFound(name);
}

absl::Status CollectionBase::ListHistory(
    const store::Reader& at, absl::string_view name,
    const std::function<bool(const Version&, const Message&)>& fn) const {
  ASSIGN_OR_RETURN(std::string id, IdOf(name));
  ASSIGN_OR_RETURN(auto current, at.Get(RecordKey(path_, id)));
  if (!current.has_value()) return rpc::NotFound(name);
  std::unique_ptr<Message> message(prototype_->New());
  RETURN_IF_ERROR(CheckSeen(at, name));
  return Walk(at, path_, id, *current,
              [&](absl::string_view key, const StoredRecord& record) -> absl::StatusOr<bool> {
                ASSIGN_OR_RETURN(const bool seen,
                                 Take(at, key, id, record, Personal::kOpen, message.get()));
                if (!seen) return true;
                Version version;
                version.number = record.version();
                version.revision = record.revision();
                version.verb = VerbOf(record.verb());
                version.action = record.action();
                version.actor = record.actor();
                version.method = record.method();
                version.time = absl::FromUnixMicros(record.time_micros());
                return fn(version, *message);
              });
}

absl::Status CollectionBase::GetAsOf(const store::Reader& at, absl::string_view name,
                                     absl::Time time, Message* out) const {
  ASSIGN_OR_RETURN(std::string id, IdOf(name));
  ASSIGN_OR_RETURN(auto current, at.Get(RecordKey(path_, id)));
  if (!current.has_value()) return rpc::NotFound(name);
  RETURN_IF_ERROR(CheckSeen(at, name));
  bool found = false;
  RETURN_IF_ERROR(
      Walk(at, path_, id, *current,
           [&](absl::string_view key, const StoredRecord& record) -> absl::StatusOr<bool> {
             if (absl::FromUnixMicros(record.time_micros()) > time) return true;
             found = !record.deleted();
             if (found) {
               ASSIGN_OR_RETURN(found, Take(at, key, id, record, Personal::kOpen, out));
             }
             return false;
           }));
  if (found) return absl::OkStatus();
  out->Clear();
  return rpc::NotFound(name);
}

absl::Status CollectionBase::GetAtRevision(const store::Reader& at, absl::string_view name,
                                           store::Revision revision, Message* out) const {
  ASSIGN_OR_RETURN(std::string id, IdOf(name));
  std::string key = RecordKey(path_, id);
  ASSIGN_OR_RETURN(auto value, at.Get(key));
  if (!value.has_value()) return rpc::NotFound(name);
  RETURN_IF_ERROR(CheckSeen(at, name));
  ASSIGN_OR_RETURN(StoredRecord record, ParseRecord(key, *value));
  if (record.revision() > revision) {
    std::string prefix = HistoryPrefix(path_, id);
    auto cursor = at.Scan(prefix, absl::StrCat(prefix, BigEndian(revision + 1)), /*reverse=*/true);
    if (!cursor->Valid()) {
      RETURN_IF_ERROR(cursor->status());
      return rpc::NotFound(name);
    }
    ASSIGN_OR_RETURN(record, ParseRecord(cursor->key(), cursor->value()));
  }
  if (record.deleted()) return rpc::NotFound(name);
  ASSIGN_OR_RETURN(const bool seen, Take(at, key, id, record, Personal::kOpen, out));
  if (seen) return absl::OkStatus();
  out->Clear();
  return rpc::NotFound(name);
}

}  // namespace clearway::resource
