// What is personal in records: opened for those who see it, sealed when it is stored, erased.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/resource/collection_stored.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/personal.h"
#include "common/resource/record.h"
#include "common/resource/sealed.h"
#include "common/resource/shape.h"
#include "common/rpc/errors.h"
#include "common/secrets/person_keys.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;

bool Sees(const auth::Visibility& visibility, const auth::Viewer* viewer, const Message& record) {
  return viewer == nullptr || visibility.Sees(*viewer->caller, record);
}

// Takes out of the record, which was parsed from `bytes`, what the viewer does not see.
void Redact(const auth::Visibility& visibility, const auth::Viewer* viewer, absl::string_view bytes,
            Message* record) {
  if (viewer == nullptr || viewer->whole) return;
  if (visibility.MayHaveUnknown(bytes)) record->DiscardUnknownFields();
  visibility.RedactKnown(*viewer->caller, record);
}

}  // namespace

absl::StatusOr<bool> CollectionBase::Take(const store::Reader& at, absl::string_view key,
                                          absl::string_view id, absl::string_view stored,
                                          Personal personal, Message* out) const {
  ASSIGN_OR_RETURN(const RecordView view, ViewRecord(key, stored));
  if (view.sealed && personal == Personal::kOpen) {
    ASSIGN_OR_RETURN(const StoredRecord record, ParseRecord(key, stored));
    return Take(at, key, id, record, personal, out);
  }
  // The common case: one parse.
  RETURN_IF_ERROR(ParseResource(key, view.resource, out));
  const auth::Viewer* viewer = ViewerOf(at);
  if (!Sees(*visibility_, viewer, *out)) return false;
  Redact(*visibility_, viewer, view.resource, out);
  return true;
}

absl::StatusOr<bool> CollectionBase::Take(const store::Reader& at, absl::string_view key,
                                          absl::string_view id, const StoredRecord& stored,
                                          Personal personal, Message* out) const {
  RETURN_IF_ERROR(ParseResource(key, stored.resource(), out));
  const auth::Viewer* viewer = ViewerOf(at);
  if (!Sees(*visibility_, viewer, *out)) return false;
  if (personal == Personal::kOpen) RETURN_IF_ERROR(Open(at, key, id, stored, viewer, out));
  Redact(*visibility_, viewer, stored.resource(), out);
  return true;
}

absl::Status CollectionBase::Open(const store::Reader& at, absl::string_view key,
                                  absl::string_view id, const StoredRecord& stored,
                                  const auth::Viewer* viewer, Message* out) const {
  if (!stored.has_sealed() || at.vault() == secrets::Vault::Blind()) return absl::OkStatus();
  std::function<bool(const std::string&)> wanted;
  if (personal_ != nullptr && viewer != nullptr && !viewer->whole && visibility_->redacts()) {
    std::vector<std::string> seen =
        SeenPaths(*visibility_, *viewer->caller, *personal_, stored.sealed(), *out);
    if (seen.empty()) return absl::OkStatus();
    wanted = [seen = std::move(seen)](const std::string& path) {
      return std::find(seen.begin(), seen.end(), path) != seen.end();
    };
  }
  const secrets::Person person{path_, id};
  ASSIGN_OR_RETURN(const secrets::PersonKey person_key, secrets::FindPersonKey(at, person));
  if (person_key.destroyed.has_value()) {
    shape_->SetEraseTime(out, *person_key.destroyed);
    return absl::OkStatus();
  }
  if (!person_key.usable()) return Damaged(key, "is encrypted with a key that is missing");
  return OpenFields(key, stored.sealed(), person_key, BindingOf(person, stored), personal_, wanted,
                    out);
}

absl::Status CollectionBase::Seal(store::Txn& txn, absl::string_view id, const Message& plain,
                                  const std::vector<TakenField>& taken,
                                  StoredRecord* envelope) const {
  envelope->set_resource(DeterministicBytes(plain));
  if (taken.empty()) return absl::OkStatus();
  const secrets::Person person{path_, id};
  std::string state;
  if (!options_.key_field.empty()) {
    state = plain.GetReflection()->GetString(
        plain, plain.GetDescriptor()->FindFieldByName(options_.key_field));
  }
  ASSIGN_OR_RETURN(
      const secrets::PersonKey key,
      secrets::EnsurePersonKey(txn, person, state,
                               absl::StrCat(shape_->resource_field(), ".", options_.key_field)));
  if (!key.usable()) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_KEY_DESTROYED, NameOf(id),
                                   "has been erased; nothing personal can be stored in it again");
  }
  envelope->set_format_version(kSealedRecordFormat);
  SetPaths(taken, key, envelope->mutable_sealed());
  return SealValues(taken, key, BindingOf(person, *envelope), envelope->mutable_sealed());
}

absl::Status CollectionBase::Erase(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                                   absl::string_view etag, Message* out) const {
  if (personal_ == nullptr)
    return absl::InternalError(absl::StrCat(path_, " has nothing personal"));
  ASSIGN_OR_RETURN(Stored stored, ReadSeen(txn, name, "name", Personal::kLeave));
  if (!stored.exists) return rpc::NotFound(name);
  std::string current = shape_->Etag(*stored.message);
  if (!etag.empty() && etag != current) return rpc::EtagMismatch(name, etag, current);
  out->CopyFrom(*stored.message);
  const secrets::Person person{path_, stored.id};
  ASSIGN_OR_RETURN(const auto destroyed, secrets::WhenDestroyed(txn, person));
  if (destroyed.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(secrets::DestroyPersonKey(txn, person, call.time));
  shape_->SetEraseTime(out, call.time);
  return Put(call, txn, stored.id, &stored, stored.live() ? Verb::kUpdated : Verb::kDeleted,
             "erase", out);
}

}  // namespace clearway::resource
