#include "common/resource/reindex.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

// Records in one transaction.
constexpr int kStep = 200;

}  // namespace

absl::StatusOr<std::string> CollectionBase::IndexAgain(store::Txn& txn, absl::string_view after,
                                                       int limit) const {
  const std::string prefix = RecordPrefix(path_);
  std::unique_ptr<Message> record(prototype_->New());
  std::vector<std::string> entries;
  std::string last;
  int seen = 0;
  {
    // A zero byte more than the last id: the next one.
    const std::string begin =
        after.empty() ? prefix : absl::StrCat(prefix, after, absl::string_view("\0", 1));
    const auto cursor = txn.Scan(begin, store::PrefixEnd(prefix));
    for (; cursor->Valid() && seen < limit; cursor->Next(), ++seen) {
      last = std::string(cursor->key().substr(prefix.size()));
      ASSIGN_OR_RETURN(const RecordView view, ViewRecord(cursor->key(), cursor->value()));
      if (view.deleted) continue;
      RETURN_IF_ERROR(ParseResource(cursor->key(), view.resource, record.get()));
      for (const Index& index : options_.indexes) {
        for (const std::string& key : index.keys(*record)) {
          entries.push_back(
              absl::StrCat(IndexPrefix(path_, index.name, BoundedIndexKey(key)), last));
        }
      }
    }
    RETURN_IF_ERROR(cursor->status());
  }
  for (const std::string& entry : entries) RETURN_IF_ERROR(txn.Put(entry, ""));
  return seen < limit ? std::string() : last;
}

absl::Status AddMissingIndexEntries(store::Store* store, const CollectionBase& collection,
                                    absl::string_view mark) {
  const std::string note = absl::StrCat("p/indexed/", collection.collection());
  ASSIGN_OR_RETURN(const auto noted, store->GetSnapshot()->Get(note));
  if (noted.has_value() && *noted == mark) return absl::OkStatus();
  std::string after;
  do {
    std::string next;
    RETURN_IF_ERROR(store
                        ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                          ASSIGN_OR_RETURN(next, collection.IndexAgain(txn, after, kStep));
                          return next.empty() ? txn.Put(note, mark) : absl::OkStatus();
                        })
                        .status());
    after = next;
  } while (!after.empty());
  return absl::OkStatus();
}

}  // namespace clearway::resource
