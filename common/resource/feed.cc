#include "common/resource/feed.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;
using type::v1::ResourceChange;
using type::v1::WatchResponse;

constexpr absl::string_view kStoreIdKey = "m/store-id";
constexpr absl::string_view kTokenVersion = "1";
constexpr size_t kStoreIdBytes = 8, kTokenBytes = 8 + 8 + 4;

ResourceChange::Kind KindOf(clearway::storage::v1::Verb verb) {
  switch (verb) {
    case clearway::storage::v1::VERB_CREATED:
      return ResourceChange::KIND_CREATED;
    case clearway::storage::v1::VERB_UPDATED:
      return ResourceChange::KIND_UPDATED;
    case clearway::storage::v1::VERB_DELETED:
      return ResourceChange::KIND_DELETED;
    case clearway::storage::v1::VERB_UNDELETED:
      return ResourceChange::KIND_UNDELETED;
    default:
      return ResourceChange::KIND_UNSPECIFIED;
  }
}

absl::Status FillFromRecord(absl::string_view key, absl::string_view value,
                            ResourceChange* change) {
  ASSIGN_OR_RETURN(StoredRecord record, ParseRecord(key, value));
  change->set_revision(record.revision());
  change->set_name(NameOfRecordKey(key));
  change->set_kind(KindOf(record.verb()));
  change->set_action(std::move(*record.mutable_action()));
  change->set_actor(std::move(*record.mutable_actor()));
  change->mutable_time()->set_seconds(record.time_micros() / 1000000);
  change->mutable_time()->set_nanos(static_cast<int32_t>(record.time_micros() % 1000000 * 1000));
  change->mutable_resource()->set_type_url(absl::StrCat("type.googleapis.com/", record.type()));
  change->mutable_resource()->set_value(std::move(*record.mutable_resource()));
  return absl::OkStatus();
}

std::string Checksum(absl::string_view bytes) { return Sha256(bytes).substr(0, 4); }

absl::Status BadToken(absl::string_view why) {
  return rpc::InvalidField(
      "resume_token",
      absl::StrCat(why, "; pass on the last token as it was received, or leave it empty to watch ",
                   "from now on"),
      type::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
}

// Gathers changes into responses of a bounded size.
class Packer {
 public:
  Packer(const Feed& feed, const Feed::Send& send) : feed_(feed), send_(send) {}

  // `before` is the last revision of which everything was added.
  absl::Status Add(ResourceChange change, store::Revision before) {
    if (!empty() && !Fits(1, change.ByteSizeLong())) RETURN_IF_ERROR(Flush(before));
    bytes_ += change.ByteSizeLong();
    *response_.add_changes() = std::move(change);
    return absl::OkStatus();
  }

  // All changes of one revision. A response that moves the token on must have nothing of a later
  // revision, which would come again after a resume: so one that does not fit begins a response.
  absl::Status AddRevision(std::vector<ResourceChange> changes, store::Revision revision) {
    size_t bytes = 0;
    for (const ResourceChange& change : changes) bytes += change.ByteSizeLong();
    if (!empty() && !Fits(changes.size(), bytes)) RETURN_IF_ERROR(Flush(revision - 1));
    for (ResourceChange& change : changes) {
      RETURN_IF_ERROR(Add(std::move(change), revision - 1));
    }
    return absl::OkStatus();
  }

  // Sends what there is, with the token of `through`; -1: without a token.
  absl::Status Flush(store::Revision through) {
    if (through >= 0) response_.set_resume_token(feed_.Token(through));
    absl::Status sent = send_(response_);
    response_.Clear();
    bytes_ = 0;
    return sent;
  }

  bool empty() const { return response_.changes_size() == 0; }

 private:
  bool Fits(size_t changes, size_t bytes) const {
    return static_cast<size_t>(response_.changes_size()) + changes <= kMaxResponseChanges &&
           bytes_ + bytes <= kMaxResponseBytes;
  }

  const Feed& feed_;
  const Feed::Send& send_;
  WatchResponse response_;
  size_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::string> EnsureStoreId(store::Store* store, uint64_t seed) {
  std::string id;
  auto read = [&](const store::Reader& at) -> absl::Status {
    ASSIGN_OR_RETURN(auto value, at.Get(kStoreIdKey));
    id = value.value_or("");
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(read(*store->GetSnapshot()));
  if (!id.empty()) return id;
  RETURN_IF_ERROR(store
                      ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                        RETURN_IF_ERROR(read(txn));
                        if (!id.empty()) return absl::OkStatus();
                        id = absl::StrFormat("%016x", seed);
                        return txn.Put(kStoreIdKey, id);
                      })
                      .status());
  return id;
}

absl::StatusOr<Feed> Feed::Make(absl::string_view store_id, const type::v1::WatchRequest& request,
                                std::shared_ptr<const auth::Caller> caller,
                                const std::vector<std::string>* readable) {
  if (caller != nullptr && caller->unrestricted) caller = nullptr;
  Feed feed(
      std::string(store_id),
      absl::flat_hash_set<std::string>(request.collections().begin(), request.collections().end()),
      std::move(caller));
  if (readable != nullptr) {
    absl::flat_hash_set<std::string> both;
    for (const std::string& collection : *readable) {
      if (feed.Wants(collection)) both.insert(collection);
    }
    feed.collections_ = std::move(both);
    feed.exact_ = true;
  }
  if (request.resume_token().empty()) return feed;
  if (request.include_existing()) {
    return rpc::InvalidField("include_existing",
                             "cannot be set with a resume_token: what existed then has been sent");
  }
  std::string bytes;
  if (!absl::StartsWith(request.resume_token(), kTokenVersion) ||
      !absl::WebSafeBase64Unescape(
          absl::string_view(request.resume_token()).substr(kTokenVersion.size()), &bytes) ||
      bytes.size() != kTokenBytes || Checksum(bytes.substr(0, 16)) != bytes.substr(16)) {
    return BadToken("is damaged");
  }
  if (absl::BytesToHexString(absl::string_view(bytes).substr(0, kStoreIdBytes)) != store_id) {
    return BadToken("is of another service's stream, or of another data directory");
  }
  feed.after_ = FromBigEndian(absl::string_view(bytes).substr(kStoreIdBytes));
  feed.resumed_ = true;
  return feed;
}

std::string Feed::Token(store::Revision through) const {
  std::string bytes = absl::StrCat(absl::HexStringToBytes(store_id_), BigEndian(through));
  absl::StrAppend(&bytes, Checksum(bytes));
  return absl::StrCat(kTokenVersion, absl::WebSafeBase64Escape(bytes));
}

std::string Feed::CollectionsKey() const {
  std::vector<absl::string_view> sorted(collections_.begin(), collections_.end());
  std::sort(sorted.begin(), sorted.end());
  return absl::StrCat(exact_ ? "=" : "", absl::StrJoin(sorted, "\n"));
}

bool Feed::Wants(absl::string_view collection) const {
  if (exact_) return collections_.contains(collection);
  if (collections_.empty() || collections_.contains(collection)) return true;
  // "proposals" also means those within others: "matchRuns.proposals".
  size_t dot = collection.rfind('.');
  return dot != absl::string_view::npos && collections_.contains(collection.substr(dot + 1));
}

absl::Status Feed::Existing(const store::Reader& at, const Send& send) const {
  Packer packer(*this, send);
  auto cursor = at.Scan(kRecordPrefix, store::PrefixEnd(kRecordPrefix));
  while (cursor->Valid()) {
    absl::string_view collection = CollectionOfRecordKey(cursor->key());
    if (!Wants(collection)) {
      cursor->Seek(store::PrefixEnd(RecordPrefix(collection)));
      continue;
    }
    ASSIGN_OR_RETURN(RecordView view, ViewRecord(cursor->key(), cursor->value()));
    if (!view.deleted) {
      ResourceChange change;
      RETURN_IF_ERROR(FillFromRecord(cursor->key(), cursor->value(), &change));
      change.set_kind(ResourceChange::KIND_EXISTING);
      ASSIGN_OR_RETURN(const bool shown, Show(cursor->key(), view.resource, &change));
      if (shown) RETURN_IF_ERROR(packer.Add(std::move(change), -1));
    }
    cursor->Next();
  }
  RETURN_IF_ERROR(cursor->status());
  return packer.Flush(at.revision());
}

absl::StatusOr<bool> Feed::Show(absl::string_view key, absl::string_view resource,
                                ResourceChange* change) const {
  if (caller_ == nullptr) return true;
  const std::string& url = change->resource().type_url();
  const RecordType* type = FindRecordType(url.substr(url.rfind('/') + 1));
  if (type == nullptr) return false;
  if (type->open()) return true;
  std::unique_ptr<google::protobuf::Message> record(type->prototype->New());
  RETURN_IF_ERROR(ParseResource(key, resource, record.get()));
  ShownChange shown = ShowRecord(*type, *caller_, *record);
  if (shown.as == ShownChange::As::kNot) return false;
  if (shown.as == ShownChange::As::kRedacted) {
    change->mutable_resource()->set_value(std::move(shown.resource));
  }
  return true;
}

absl::Status Feed::Changes(const store::Store::Batch& batch, const Send& send) const {
  if (caller_ == nullptr) return Changes(batch, nullptr, send);
  ASSIGN_OR_RETURN(const auto opened, OpenedBatch::Open(batch));
  const BatchView view = opened->ViewFor(*caller_);
  return Changes(batch, &view, send);
}

absl::Status Feed::Changes(const store::Store::Batch& batch, const BatchView* view,
                           const Send& send) const {
  Packer packer(*this, send);
  for (size_t i = 0; i < batch.changes.size();) {
    store::Revision revision = batch.changes[i].revision;
    std::vector<ResourceChange> changes;
    for (; i < batch.changes.size() && batch.changes[i].revision == revision; ++i) {
      const store::Change& change = batch.changes[i];
      const ShownChange* shown = view == nullptr ? nullptr : &view->changes[i];
      if (!Wants(CollectionOfRecordKey(change.key))) continue;
      if (shown != nullptr && shown->as == ShownChange::As::kNot) continue;
      const bool gone = shown != nullptr && shown->as == ShownChange::As::kGone;
      ResourceChange out;
      if (change.kind == store::Change::Kind::kPut && !gone) {
        RETURN_IF_ERROR(FillFromRecord(change.key, change.value, &out));
        if (shown != nullptr && shown->as == ShownChange::As::kRedacted) {
          out.mutable_resource()->set_value(shown->resource);
        }
      } else {
        out.set_name(NameOfRecordKey(change.key));
        out.set_kind(ResourceChange::KIND_PURGED);
      }
      out.set_revision(revision);
      changes.push_back(std::move(out));
    }
    RETURN_IF_ERROR(packer.AddRevision(std::move(changes), revision));
  }
  return packer.empty() ? absl::OkStatus() : packer.Flush(batch.through);
}

type::v1::WatchResponse Feed::Progress(store::Revision through) const {
  WatchResponse response;
  response.set_resume_token(Token(through));
  return response;
}

absl::Status Feed::Explain(absl::Status status) {
  if (status.code() != absl::StatusCode::kOutOfRange) return status;
  return rpc::MakeError(absl::StatusCode::kOutOfRange, type::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD,
                        "the resume token is older than what the feed still holds; take a token "
                        "from a new watch, list the resources, then watch from that token (or "
                        "watch with include_existing)");
}

}  // namespace clearway::resource
