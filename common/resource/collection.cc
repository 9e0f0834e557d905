#include "common/resource/collection.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection_stored.h"
#include "common/resource/field_path.h"
#include "common/resource/field_text.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/personal.h"
#include "common/resource/record.h"
#include "common/resource/sealed.h"
#include "common/resource/shape.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

constexpr size_t kMaxIndexes = 16;

const auth::Visibility* VisibilityOf(const google::protobuf::Descriptor* type) {
  const auto visibility = auth::Visibility::For(type);
  if (!visibility.ok()) ProgramMistake(visibility.status().message());
  return *visibility;
}

// An index over a field reads its keys from the field, unless the service does.
void CompleteIndex(const google::protobuf::Descriptor* type, Index* index) {
  if (index->field.empty()) {
    if (!index->keys) ProgramMistake(absl::StrCat("index ", index->name, " has no keys"));
    return;
  }
  auto segments = SplitPath(index->field);
  auto path = segments.ok() ? ResolvePath(type, *segments, true) : segments.status();
  // An index is plain keys in the store.
  if (path.ok() && std::any_of(path->begin(), path->end(),
                               [](const Step& step) { return IsPersonal(step.field); })) {
    ProgramMistake(absl::StrCat("index ", index->name, " of ", type->full_name(), ": ",
                                index->field, " is personal, and is not stored in plain"));
  }
  if (!path.ok() || path->back().field->message_type() != nullptr) {
    ProgramMistake(absl::StrCat("index ", index->name, " of ", type->full_name(), ": ",
                                index->field, " is no field with a text"));
  }
  if (!index->keys) {
    index->keys = [path = *path](const Message& record) { return PathTexts(record, path); };
  }
}

void CheckKeyField(const google::protobuf::Descriptor* type, const std::string& name) {
  const auto* field = type->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() || IsPersonal(field) ||
      field->type() != google::protobuf::FieldDescriptor::TYPE_STRING) {
    ProgramMistake(absl::StrCat(type->full_name(), ": key_field ", name,
                                " is no string field that is stored in plain"));
  }
}

}  // namespace

CollectionBase::CollectionBase(CollectionOptions options, const Message& prototype)
    : options_(std::move(options)),
      prototype_(&prototype, [](const Message*) {}),  // default instances live for ever
      shape_(std::make_shared<Shape>(prototype.GetDescriptor(), options_.id_pattern)),
      visibility_(VisibilityOf(prototype.GetDescriptor())),
      personal_(PersonalFields::Of(prototype.GetDescriptor())) {
  std::vector<std::string> path = options_.within;
  path.push_back(options_.collection);
  path_ = absl::StrJoin(path, ".");
  if (options_.indexes.size() > kMaxIndexes) ProgramMistake(absl::StrCat(path_, ": indexes"));
  for (Index& index : options_.indexes) CompleteIndex(prototype.GetDescriptor(), &index);
  if (personal_ != nullptr && SightIsPersonal(*visibility_, *personal_, prototype)) {
    ProgramMistake(
        absl::StrCat(prototype.GetTypeName(), ": who sees it depends on what is personal"));
  }
  if (!options_.key_field.empty()) CheckKeyField(prototype.GetDescriptor(), options_.key_field);
}

absl::StatusOr<std::string> CollectionBase::IdOf(absl::string_view name,
                                                 absl::string_view field) const {
  // The common case without splitting: "offers/{id}".
  if (options_.within.empty() && absl::StartsWith(name, options_.collection) &&
      name.size() > options_.collection.size() + 1 && name[options_.collection.size()] == '/') {
    absl::string_view id = name.substr(options_.collection.size() + 1);
    if (!absl::StrContains(id, '/')) return std::string(id);
  }
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  std::vector<absl::string_view> ids;
  bool right = parts.size() == 2 * (options_.within.size() + 1);
  for (size_t i = 0; right && i < parts.size(); i += 2) {
    const std::string& collection =
        i / 2 < options_.within.size() ? options_.within[i / 2] : options_.collection;
    right = parts[i] == collection && !parts[i + 1].empty();
    ids.push_back(parts[i + 1]);
  }
  if (right && !ids.empty()) return absl::StrJoin(ids, "/");
  std::string form;
  for (const std::string& parent : options_.within) absl::StrAppend(&form, parent, "/{id}/");
  return rpc::InvalidField(field, absl::StrCat("is ", rpc::Quote(name), "; a name has the form \"",
                                               form, options_.collection, "/{id}\""));
}

std::string CollectionBase::NameOf(absl::string_view id) const {
  if (options_.within.empty()) return absl::StrCat(options_.collection, "/", id);
  return NameOfRecordKey(RecordKey(path_, id));
}

const auth::Viewer* CollectionBase::ViewerOf(const store::Reader& at) const {
  if (!visibility_->restricts() && !visibility_->redacts()) return nullptr;
  const auth::Viewer* viewer = at.viewer();
  return viewer == nullptr || viewer->caller->unrestricted ? nullptr : viewer;
}

absl::Status CollectionBase::Get(const store::Reader& at, absl::string_view name, Message* out,
                                 bool deleted_too) const {
  ASSIGN_OR_RETURN(std::string id, IdOf(name));
  std::string key = RecordKey(path_, id);
  ASSIGN_OR_RETURN(absl::optional<std::string> value, at.Get(key));
  if (!value.has_value()) return rpc::NotFound(name);
  ASSIGN_OR_RETURN(RecordView view, ViewRecord(key, *value));
  if (view.deleted && !deleted_too) return rpc::NotFound(name);
  ASSIGN_OR_RETURN(const bool seen, Take(at, key, id, *value, Personal::kOpen, out));
  if (seen) return absl::OkStatus();
  out->Clear();
  return rpc::NotFound(name);
}

absl::StatusOr<bool> CollectionBase::Exists(const store::Reader& at, absl::string_view name) const {
  ASSIGN_OR_RETURN(std::string id, IdOf(name));
  std::string key = RecordKey(path_, id);
  ASSIGN_OR_RETURN(absl::optional<std::string> value, at.Get(key));
  if (!value.has_value()) return false;
  ASSIGN_OR_RETURN(RecordView view, ViewRecord(key, *value));
  const auth::Viewer* viewer = ViewerOf(at);
  if (view.deleted || viewer == nullptr) return !view.deleted;
  std::unique_ptr<Message> record(prototype_->New());
  RETURN_IF_ERROR(ParseResource(key, view.resource, record.get()));
  return visibility_->Sees(*viewer->caller, *record);
}

absl::StatusOr<CollectionBase::Stored> CollectionBase::Read(const store::Reader& at,
                                                            absl::string_view name,
                                                            absl::string_view field,
                                                            Personal personal) const {
  Stored stored;
  ASSIGN_OR_RETURN(stored.id, IdOf(name, field));
  std::string key = RecordKey(path_, stored.id);
  ASSIGN_OR_RETURN(absl::optional<std::string> value, at.Get(key));
  if (!value.has_value()) return stored;
  stored.exists = true;
  stored.bytes = *std::move(value);
  ASSIGN_OR_RETURN(stored.envelope, ParseRecord(key, stored.bytes));
  stored.message.reset(prototype_->New());
  RETURN_IF_ERROR(ParseResource(key, stored.envelope.resource(), stored.message.get()));
  if (personal == Personal::kOpen) {
    RETURN_IF_ERROR(Open(at, key, stored.id, stored.envelope, nullptr, stored.message.get()));
  }
  return stored;
}

absl::StatusOr<CollectionBase::Stored> CollectionBase::ReadSeen(const store::Reader& at,
                                                                absl::string_view name,
                                                                absl::string_view field,
                                                                Personal personal) const {
  // Who does not see a record is not told that its keys are not at hand.
  const auth::Viewer* viewer = ViewerOf(at);
  if (viewer != nullptr) {
    ASSIGN_OR_RETURN(Stored stored, Read(at, name, field, Personal::kLeave));
    if (stored.exists && !visibility_->Sees(*viewer->caller, *stored.message)) {
      Stored nothing;
      nothing.id = std::move(stored.id);
      return nothing;
    }
    if (!stored.exists || personal == Personal::kLeave || !stored.envelope.has_sealed()) {
      return stored;
    }
  }
  return Read(at, name, field, personal);
}

absl::StatusOr<std::vector<std::string>> CollectionBase::Lookup(const store::Reader& at,
                                                                absl::string_view index,
                                                                absl::string_view key,
                                                                size_t limit) const {
  std::string prefix = IndexPrefix(path_, index, BoundedIndexKey(key));
  std::vector<std::string> names;
  auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  const auth::Viewer* viewer = ViewerOf(at);
  for (; cursor->Valid() && (limit == 0 || names.size() < limit); cursor->Next()) {
    std::string name = NameOf(cursor->key().substr(prefix.size()));
    if (viewer != nullptr) {
      ASSIGN_OR_RETURN(bool seen, Exists(at, name));
      if (!seen) continue;
    }
    names.push_back(std::move(name));
  }
  RETURN_IF_ERROR(cursor->status());
  return names;
}

absl::Status CollectionBase::ForEach(const store::Reader& at,
                                     const std::function<bool(const Message&)>& fn,
                                     bool deleted_too) const {
  std::string prefix = RecordPrefix(path_);
  std::unique_ptr<Message> record(prototype_->New());
  auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    ASSIGN_OR_RETURN(RecordView view, ViewRecord(cursor->key(), cursor->value()));
    if (view.deleted && !deleted_too) continue;
    ASSIGN_OR_RETURN(const bool seen, Take(at, cursor->key(), cursor->key().substr(prefix.size()),
                                           cursor->value(), Personal::kOpen, record.get()));
    if (!seen) continue;
    if (!fn(*record)) break;
  }
  return cursor->status();
}

}  // namespace clearway::resource
