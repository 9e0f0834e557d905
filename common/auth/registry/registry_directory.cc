#include "common/auth/registry/registry_directory.h"

#include <utility>

#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::auth {

using store::Change;
using store::Store;

absl::StatusOr<std::unique_ptr<RegistryDirectory>> RegistryDirectory::Start(Store* store,
                                                                            RegistrySource source) {
  std::unique_ptr<RegistryDirectory> directory(new RegistryDirectory(store, std::move(source)));
  RETURN_IF_ERROR(directory->Read());
  return directory;
}

RegistryDirectory::~RegistryDirectory() {
  std::unique_ptr<store::Subscription> last;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    last = std::move(subscription_);
  }
  // Waits for its callback, which takes the mutex.
  last.reset();
}

absl::Status RegistryDirectory::Read() {
  const auto at = store_->GetSnapshot();
  std::vector<RegistryChange> changes;
  bool complete = source_.complete_key.empty();
  const auto cursor = at->Scan(source_.prefix, store::PrefixEnd(source_.prefix));
  for (; cursor->Valid(); cursor->Next()) {
    if (cursor->key() == source_.complete_key) complete = cursor->value() == source_.complete_value;
    ASSIGN_OR_RETURN(auto change, source_.read(cursor->key(), cursor->value()));
    if (change.has_value()) changes.push_back(*std::move(change));
  }
  RETURN_IF_ERROR(cursor->status());
  RETURN_IF_ERROR(roster_.Replace(changes));
  roster_.SetReady(complete);
  ASSIGN_OR_RETURN(
      auto subscription,
      store_->Watch(source_.prefix, at->revision(),
                    [this](const absl::StatusOr<Store::Batch>& batch) { return OnBatch(batch); }));
  std::lock_guard<std::mutex> lock(mutex_);
  if (!stopped_) subscription_.swap(subscription);
  return absl::OkStatus();
}

absl::Status RegistryDirectory::Take(const Store::Batch& batch) {
  std::vector<RegistryChange> changes;
  bool complete = false;
  for (const Change& change : batch.changes) {
    absl::optional<absl::string_view> value;
    if (change.kind == Change::Kind::kPut) value = change.value;
    if (change.key == source_.complete_key) complete = value == source_.complete_value;
    ASSIGN_OR_RETURN(auto read, source_.read(change.key, value));
    if (read.has_value()) changes.push_back(*std::move(read));
  }
  if (!changes.empty()) RETURN_IF_ERROR(roster_.Apply(changes));
  if (complete) roster_.SetReady(true);
  return absl::OkStatus();
}

bool RegistryDirectory::OnBatch(const absl::StatusOr<Store::Batch>& batch) {
  absl::Status status = batch.ok() ? Take(*batch) : batch.status();
  if (status.ok()) return true;
  // Too far behind, since the feed was compacted: from the beginning. Of anything else nothing is
  // known any more, and so nobody is a member.
  if (!absl::IsOutOfRange(status) || !Read().ok()) roster_.SetReady(false);
  return false;
}

RegistrySource RecordsOfRegistry() {
  RegistrySource source;
  source.prefix = "r/";
  source.read = [](absl::string_view key, const absl::optional<absl::string_view>& value)
      -> absl::StatusOr<absl::optional<RegistryChange>> {
    RegistryChange change;
    change.name = resource::NameOfRecordKey(key);
    if (value.has_value()) {
      ASSIGN_OR_RETURN(const resource::RecordView view, resource::ViewRecord(key, *value));
      if (!view.deleted) change.record = std::string(view.resource);
    }
    return absl::optional<RegistryChange>(std::move(change));
  };
  return source;
}

}  // namespace clearway::auth
