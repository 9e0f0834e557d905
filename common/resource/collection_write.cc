// Create, Update, Write, Delete, Undelete and purge. Every one ends in Put or Purge, which write
// the record, its history, indexes and audit event together.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/audit/trail.h"
#include "common/resource/behavior.h"
#include "common/resource/collection.h"
#include "common/resource/collection_stored.h"
#include "common/resource/field_mask.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/personal.h"
#include "common/resource/record.h"
#include "common/resource/sealed.h"
#include "common/resource/shape.h"
#include "common/rpc/errors.h"
#include "common/secrets/person_keys.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;

clearway::storage::v1::Verb StoredVerb(Verb verb) {
  switch (verb) {
    case Verb::kCreated:
      return clearway::storage::v1::VERB_CREATED;
    case Verb::kUpdated:
      return clearway::storage::v1::VERB_UPDATED;
    case Verb::kDeleted:
      return clearway::storage::v1::VERB_DELETED;
    case Verb::kUndeleted:
      return clearway::storage::v1::VERB_UNDELETED;
  }
  return clearway::storage::v1::VERB_UNSPECIFIED;
}

std::vector<std::string> KeysOf(const Index& index, const Message* record) {
  std::vector<std::string> keys;
  if (record != nullptr) keys = index.keys(*record);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

absl::Status Deleted(absl::string_view name) {
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_RESOURCE_DELETED, name,
                                 "is deleted; undelete it first");
}

}  // namespace

absl::Status CollectionBase::ChangeIndexes(store::Txn& txn, absl::string_view id,
                                           const Message* before, const Message* after) const {
  for (const Index& index : options_.indexes) {
    std::vector<std::string> was = KeysOf(index, before), is = KeysOf(index, after);
    for (const std::string& key : was) {
      if (std::binary_search(is.begin(), is.end(), key)) continue;
      RETURN_IF_ERROR(
          txn.Delete(absl::StrCat(IndexPrefix(path_, index.name, BoundedIndexKey(key)), id)));
    }
    for (const std::string& key : is) {
      if (std::binary_search(was.begin(), was.end(), key)) continue;
      RETURN_IF_ERROR(
          txn.Put(absl::StrCat(IndexPrefix(path_, index.name, BoundedIndexKey(key)), id), ""));
    }
  }
  return absl::OkStatus();
}

absl::optional<std::string> CollectionBase::SightBefore(const store::Txn& txn,
                                                        const Stored* before) const {
  if (!visibility_->restricts() || before == nullptr) return absl::nullopt;
  const StoredRecord& envelope = before->envelope;
  if (envelope.revision() != txn.revision()) return visibility_->SightOf(*before->message);
  // Written before in this very transaction: what others saw is what there was before that.
  if (envelope.verb() == clearway::storage::v1::VERB_CREATED) return absl::nullopt;
  return envelope.has_sight_before() ? envelope.sight_before()
                                     : visibility_->SightOf(*before->message);
}

absl::Status CollectionBase::Put(const rpc::Call& call, store::Txn& txn, absl::string_view id,
                                 const Stored* before, Verb verb, absl::string_view action,
                                 Message* record) const {
  StoredRecord envelope;
  envelope.set_format_version(kRecordFormat);
  envelope.set_deleted(verb == Verb::kDeleted);
  envelope.set_type(shape_->type_name());
  envelope.set_version(before == nullptr ? 1 : before->envelope.version() + 1);
  envelope.set_revision(txn.revision());
  envelope.set_verb(StoredVerb(verb));
  envelope.set_action(std::string(action));
  envelope.set_actor(call.actor);
  envelope.set_method(call.method);
  // Calls commit in another order than they arrive; a record's versions keep theirs.
  int64_t micros = absl::ToUnixMicros(call.time);
  if (before != nullptr) micros = std::max(micros, before->envelope.time_micros());
  envelope.set_time_micros(micros);

  std::string name = NameOf(id);
  shape_->SetName(record, name);
  if (verb == Verb::kCreated) shape_->SetCreateTime(record, absl::FromUnixMicros(micros));
  shape_->SetUpdateTime(record, absl::FromUnixMicros(micros));
  shape_->SetEtag(record, "");
  // The version makes sure that no two versions share an etag, even with equal content. What not
  // everybody may read must not be found by trying what gives the etag that everybody reads.
  uint64_t fingerprint = Fingerprint(
      absl::StrCat(visibility_->redacts() || personal_ != nullptr
                       ? absl::StrCat(name, "\n", BigEndian(txn.revision()), BigEndian(micros))
                       : DeterministicBytes(*record),
                   BigEndian(envelope.version())));
  shape_->SetEtag(record, absl::StrCat(absl::Hex(fingerprint, absl::kZeroPad16)));
  // What says who sees a record is told in the feed: nothing personal does.
  std::unique_ptr<Message> without, without_before;
  const Message* plain = record;
  std::vector<TakenField> taken;
  if (personal_ != nullptr) {
    without.reset(record->New());
    without->CopyFrom(*record);
    taken = TakeOut(*personal_, without.get());
    plain = without.get();
  }
  absl::optional<std::string> sight = SightBefore(txn, before);
  if (sight.has_value() && *sight != visibility_->SightOf(*plain)) {
    envelope.set_sight_before(*std::move(sight));
  }
  // In the same transaction a record that was created stays "created": nobody has seen that
  // version.
  const bool rewritten = before != nullptr && before->envelope.revision() == txn.revision();
  if (rewritten && before->envelope.verb() == clearway::storage::v1::VERB_CREATED &&
      verb == Verb::kUpdated) {
    envelope.set_verb(clearway::storage::v1::VERB_CREATED);
  }
  RETURN_IF_ERROR(Seal(txn, id, *plain, taken, &envelope));
  const Message* plain_before =
      before != nullptr && before->live() ? before->message.get() : nullptr;
  if (personal_ != nullptr && plain_before != nullptr) {
    without_before.reset(record->New());
    without_before->CopyFrom(*plain_before);
    personal_->Clear(without_before.get());
    plain_before = without_before.get();
  }

  if (before != nullptr) {
    if (!rewritten) {
      RETURN_IF_ERROR(
          txn.Put(absl::StrCat(HistoryPrefix(path_, id), BigEndian(before->envelope.revision())),
                  before->bytes));
    }
    if (before->envelope.deleted()) {
      RETURN_IF_ERROR(txn.Delete(
          DeletedKey(path_, absl::ToUnixMicros(shape_->PurgeTime(*before->message)), id)));
    }
  }
  if (envelope.deleted()) {
    RETURN_IF_ERROR(
        txn.Put(DeletedKey(path_, absl::ToUnixMicros(shape_->PurgeTime(*record)), id), ""));
  }
  RETURN_IF_ERROR(ChangeIndexes(txn, id, plain_before, envelope.deleted() ? nullptr : plain));
  const std::string bytes = envelope.SerializeAsString();
  RETURN_IF_ERROR(audit::Append(call, txn,
                                {.verb = StoredVerb(verb),
                                 .action = action,
                                 .resource = name,
                                 .version = envelope.version(),
                                 .before = before == nullptr ? "" : before->bytes,
                                 .after = bytes}));
  return txn.Put(RecordKey(path_, id), bytes);
}

absl::Status CollectionBase::Create(const rpc::Call& call, store::Txn& txn, absl::string_view id,
                                    Message* record, bool keep_output_only, int nth) const {
  std::string whole(id);
  if (whole.empty() || absl::EndsWith(whole, "/")) {
    whole += call.NewId(nth);
  } else if (!shape_->IdFits(absl::string_view(whole).substr(whole.rfind('/') + 1))) {
    return rpc::InvalidField(shape_->id_field(),
                             absl::StrCat("is ", rpc::Quote(id), "; it must match ",
                                          options_.id_pattern, ", or be left out"));
  }
  // NameOf and IdOf agree only when every part is there.
  std::string name = NameOf(whole);
  RETURN_IF_ERROR(IdOf(name, "parent").status());
  ASSIGN_OR_RETURN(auto taken, txn.Get(RecordKey(path_, whole)));
  if (taken.has_value()) return rpc::AlreadyExists(name);
  if (!keep_output_only) ClearOutputOnly(record);
  shape_->ClearDeleted(record);
  return Put(call, txn, whole, nullptr, Verb::kCreated, "", record);
}

absl::Status CollectionBase::Update(
    const rpc::Call& call, store::Txn& txn, const Message& patch, const UpdateOptions& update,
    const std::function<absl::Status(const Message& before, Message* after)>& check,
    Message* out) const {
  std::string name = shape_->Name(patch);
  ASSIGN_OR_RETURN(Stored stored, ReadSeen(txn, name, shape_->name_path()));
  if (!stored.exists && update.allow_missing) {
    out->CopyFrom(patch);
    ClearOutputOnly(out);
    if (check) RETURN_IF_ERROR(check(*prototype_, out));
    return Create(call, txn, stored.id, out, true, 0);
  }
  if (!stored.exists) return rpc::NotFound(name);
  if (!stored.live()) return Deleted(name);
  std::string etag = update.etag.empty() ? shape_->Etag(patch) : update.etag;
  std::string current = shape_->Etag(*stored.message);
  if (!etag.empty() && etag != current) return rpc::EtagMismatch(name, etag, current);
  out->CopyFrom(*stored.message);
  RETURN_IF_ERROR(ApplyMask(update.mask, patch, out));
  if (check) RETURN_IF_ERROR(check(*stored.message, out));
  shape_->CopyKept(*stored.message, out);
  if (DeterministicBytes(*out) == DeterministicBytes(*stored.message)) return absl::OkStatus();
  return Put(call, txn, stored.id, &stored, Verb::kUpdated, "", out);
}

absl::Status CollectionBase::Write(const rpc::Call& call, store::Txn& txn, Message* record,
                                   absl::string_view action) const {
  std::string name = shape_->Name(*record);
  ASSIGN_OR_RETURN(Stored stored, Read(txn, name));
  if (!stored.exists) return rpc::NotFound(name);
  if (!stored.live()) return Deleted(name);
  std::string etag = shape_->Etag(*record), current = shape_->Etag(*stored.message);
  if (!etag.empty() && etag != current) return rpc::EtagMismatch(name, etag, current);
  shape_->CopyKept(*stored.message, record);
  if (DeterministicBytes(*record) == DeterministicBytes(*stored.message)) return absl::OkStatus();
  return Put(call, txn, stored.id, &stored, Verb::kUpdated, action, record);
}

absl::Status CollectionBase::Delete(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                                    absl::string_view etag, bool allow_missing,
                                    Message* out) const {
  ASSIGN_OR_RETURN(Stored stored, ReadSeen(txn, name));
  if (!stored.live()) {
    if (!allow_missing) return rpc::NotFound(name);
    if (stored.exists) out->CopyFrom(*stored.message);
    return absl::OkStatus();
  }
  std::string current = shape_->Etag(*stored.message);
  if (!etag.empty() && etag != current) return rpc::EtagMismatch(name, etag, current);
  out->CopyFrom(*stored.message);
  if (!shape_->soft_delete()) return Purge(call, txn, stored.id, stored);
  shape_->SetDeleted(out, call.time, call.time + absl::Hours(24 * options_.purge_after_days));
  return Put(call, txn, stored.id, &stored, Verb::kDeleted, "", out);
}

absl::Status CollectionBase::Undelete(const rpc::Call& call, store::Txn& txn,
                                      absl::string_view name, absl::string_view etag,
                                      Message* out) const {
  ASSIGN_OR_RETURN(Stored stored, ReadSeen(txn, name));
  if (!stored.exists) return rpc::NotFound(name);
  if (stored.live()) return rpc::AlreadyExists(name);
  if (shape_->PurgeTime(*stored.message) <= call.time) return rpc::NotFound(name);
  std::string current = shape_->Etag(*stored.message);
  if (!etag.empty() && etag != current) return rpc::EtagMismatch(name, etag, current);
  out->CopyFrom(*stored.message);
  shape_->ClearDeleted(out);
  return Put(call, txn, stored.id, &stored, Verb::kUndeleted, "", out);
}

absl::Status CollectionBase::Purge(const rpc::Call& call, store::Txn& txn, absl::string_view id,
                                   const Stored& before) const {
  std::vector<std::string> versions;
  std::string prefix = HistoryPrefix(path_, id);
  {
    auto cursor = txn.Scan(prefix, store::PrefixEnd(prefix));
    for (; cursor->Valid(); cursor->Next()) versions.emplace_back(cursor->key());
    RETURN_IF_ERROR(cursor->status());
  }
  for (const std::string& key : versions) RETURN_IF_ERROR(txn.Delete(key));
  if (before.live()) {
    std::unique_ptr<Message> plain(prototype_->New());
    RETURN_IF_ERROR(ParseResource(RecordKey(path_, id), before.envelope.resource(), plain.get()));
    RETURN_IF_ERROR(ChangeIndexes(txn, id, plain.get(), nullptr));
  } else {
    RETURN_IF_ERROR(
        txn.Delete(DeletedKey(path_, absl::ToUnixMicros(shape_->PurgeTime(*before.message)), id)));
  }
  if (personal_ != nullptr) {
    RETURN_IF_ERROR(secrets::ForgetPersonKey(txn, secrets::Person{path_, id}));
  }
  const std::string name = NameOf(id);
  RETURN_IF_ERROR(audit::Append(call, txn,
                                {.verb = clearway::storage::v1::VERB_PURGED,
                                 .action = "",
                                 .resource = name,
                                 .version = before.envelope.version() + 1,
                                 .before = before.bytes,
                                 .after = ""}));
  // The feed tells those of it who saw it last.
  StoredRecord farewell;
  farewell.set_format_version(kRecordFormat);
  farewell.set_type(shape_->type_name());
  if (absl::optional<std::string> sight = SightBefore(txn, &before)) {
    farewell.set_sight_before(*std::move(sight));
  }
  return txn.Delete(RecordKey(path_, id), farewell.SerializeAsString());
}

absl::StatusOr<int> CollectionBase::PurgeExpired(const rpc::Call& call, store::Txn& txn,
                                                 int limit) const {
  std::vector<std::string> ids;
  std::string prefix = DeletedPrefix(path_);
  {
    auto cursor =
        txn.Scan(prefix, absl::StrCat(prefix, BigEndian(absl::ToUnixMicros(call.time) + 1)));
    for (; cursor->Valid() && static_cast<int>(ids.size()) < limit; cursor->Next()) {
      ids.emplace_back(cursor->key().substr(prefix.size() + 8));
    }
    RETURN_IF_ERROR(cursor->status());
  }
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(Stored stored, Read(txn, NameOf(id), "name", Personal::kLeave));
    if (stored.exists) RETURN_IF_ERROR(Purge(call, txn, id, stored));
  }
  return static_cast<int>(ids.size());
}

}  // namespace clearway::resource
