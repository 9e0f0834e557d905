#include "common/audit/versions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

using Found = absl::StatusOr<absl::optional<StoredVersion>>;

Found Parse(absl::string_view key, absl::optional<std::string> bytes) {
  if (!bytes.has_value()) return absl::optional<StoredVersion>();
  ASSIGN_OR_RETURN(storage::v1::StoredRecord record, resource::ParseRecord(key, *bytes));
  return absl::make_optional(StoredVersion{*std::move(bytes), std::move(record)});
}

// "h/{collection}/{id}/" of a record's key.
std::string HistoryOf(absl::string_view record_key) {
  return absl::StrCat("h/", record_key.substr(2), "/");
}

}  // namespace

Found CurrentVersion(const store::Reader& at, absl::string_view name) {
  const std::string key = resource::RecordKeyOfName(name);
  if (key.empty()) return absl::optional<StoredVersion>();
  ASSIGN_OR_RETURN(auto bytes, at.Get(key));
  return Parse(key, std::move(bytes));
}

Found VersionAt(const store::Reader& at, absl::string_view name, store::Revision revision) {
  ASSIGN_OR_RETURN(auto current, CurrentVersion(at, name));
  // History is kept as long as the record is.
  if (!current.has_value() || current->record.revision() == revision) return current;
  const std::string key =
      absl::StrCat(HistoryOf(resource::RecordKeyOfName(name)), resource::BigEndian(revision));
  ASSIGN_OR_RETURN(auto bytes, at.Get(key));
  return Parse(key, std::move(bytes));
}

Found VersionBefore(const store::Reader& at, absl::string_view name, store::Revision revision) {
  ASSIGN_OR_RETURN(auto current, CurrentVersion(at, name));
  if (!current.has_value() || current->record.revision() < revision) return current;
  const std::string prefix = HistoryOf(resource::RecordKeyOfName(name));
  const auto cursor =
      at.Scan(prefix, absl::StrCat(prefix, resource::BigEndian(revision)), /*reverse=*/true);
  if (!cursor->Valid()) {
    RETURN_IF_ERROR(cursor->status());
    return absl::optional<StoredVersion>();
  }
  return Parse(cursor->key(), std::string(cursor->value()));
}

}  // namespace clearway::audit
