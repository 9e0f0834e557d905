// Whether records, indexes, history and purges agree with each other.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/resource/collection.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/resource/shape.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;

// The keys under a prefix must be exactly those expected.
absl::Status CheckKeys(const store::Reader& at, const std::string& prefix,
                       const std::set<std::string>& expected) {
  auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  auto next = expected.begin();
  for (; cursor->Valid(); cursor->Next()) {
    if (next != expected.end() && *next < cursor->key()) return Damaged(*next, "is missing");
    if (next == expected.end() || *next != cursor->key()) {
      return Damaged(cursor->key(), "belongs to no record");
    }
    ++next;
  }
  RETURN_IF_ERROR(cursor->status());
  return next == expected.end() ? absl::OkStatus() : Damaged(*next, "is missing");
}

}  // namespace

absl::Status CollectionBase::Check(const store::Reader& at) const {
  std::set<std::string> deleted;
  std::map<std::string, std::set<std::string>> entries;  // by index
  std::map<std::string, StoredRecord> records;           // by id; without their resources
  std::unique_ptr<Message> message(prototype_->New());
  std::string prefix = RecordPrefix(path_);
  auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    std::string id(cursor->key().substr(prefix.size()));
    ASSIGN_OR_RETURN(StoredRecord record, ParseRecord(cursor->key(), cursor->value()));
    RETURN_IF_ERROR(ParseResource(cursor->key(), record.resource(), message.get()));
    if (shape_->Name(*message) != NameOf(id)) return Damaged(cursor->key(), "has another name");
    if (record.type() != shape_->type_name()) return Damaged(cursor->key(), "is of another type");
    if (record.revision() > at.revision() || record.revision() < 1 || record.version() < 1) {
      return Damaged(cursor->key(), "has a revision or version that cannot be");
    }
    if (at.vault() != nullptr) {
      std::unique_ptr<Message> opened(prototype_->New());
      RETURN_IF_ERROR(opened->ParseFromString(record.resource())
                          ? Open(at, cursor->key(), id, record, nullptr, opened.get())
                          : Damaged(cursor->key(), "cannot be read"));
    }
    absl::Time purge = shape_->PurgeTime(*message);
    if (record.deleted() != (purge != absl::InfiniteFuture())) {
      return Damaged(cursor->key(), "is deleted without a purge time, or has one without being so");
    }
    if (record.deleted()) deleted.insert(DeletedKey(path_, absl::ToUnixMicros(purge), id));
    for (const Index& index : options_.indexes) {
      if (record.deleted()) break;
      for (const std::string& key : index.keys(*message)) {
        entries[index.name].insert(
            absl::StrCat(IndexPrefix(path_, index.name, BoundedIndexKey(key)), id));
      }
    }
    record.clear_resource();
    records.emplace(id, std::move(record));
  }
  RETURN_IF_ERROR(cursor->status());
  RETURN_IF_ERROR(CheckKeys(at, DeletedPrefix(path_), deleted));
  for (const Index& index : options_.indexes) {
    RETURN_IF_ERROR(
        CheckKeys(at, absl::StrCat("i/", path_, "/", index.name, "/"), entries[index.name]));
  }
  // Each version before the current one, under its own revision, none after it.
  prefix = absl::StrCat("h/", path_, "/");
  cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    absl::string_view rest = cursor->key().substr(prefix.size());
    if (rest.size() < 10) return Damaged(cursor->key(), "is no version's key");
    auto current = records.find(std::string(rest.substr(0, rest.size() - 9)));
    if (current == records.end()) return Damaged(cursor->key(), "belongs to no record");
    ASSIGN_OR_RETURN(StoredRecord record, ParseRecord(cursor->key(), cursor->value()));
    if (record.revision() != FromBigEndian(rest.substr(rest.size() - 8)) ||
        record.revision() >= current->second.revision() ||
        record.version() >= current->second.version() ||
        record.time_micros() > current->second.time_micros()) {
      return Damaged(cursor->key(), "does not come before the current version");
    }
  }
  return cursor->status();
}

}  // namespace clearway::resource
