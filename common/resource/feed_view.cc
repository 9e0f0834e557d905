#include "common/resource/feed_view.h"

#include <mutex>
#include <unordered_map>
#include <utility>

#include "common/resource/fingerprint.h"
#include "common/resource/record.h"
#include "common/status_macros.h"
#include "google/protobuf/descriptor.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;
using google::protobuf::Message;

absl::StatusOr<std::unique_ptr<Message>> Read(const RecordType& type, absl::string_view key,
                                              absl::string_view bytes) {
  std::unique_ptr<Message> message(type.prototype->New());
  RETURN_IF_ERROR(ParseResource(key, bytes, message.get()));
  return message;
}

RecordType MakeRecordType(const std::string& name) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  if (descriptor == nullptr) return RecordType();
  const auto visibility = auth::Visibility::For(descriptor);
  if (!visibility.ok()) return RecordType();
  return {google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor),
          *visibility};
}

}  // namespace

const RecordType* FindRecordType(const std::string& name) {
  static auto* const mutex = new std::mutex;
  static auto* const known = new std::unordered_map<std::string, RecordType>;
  std::lock_guard<std::mutex> lock(*mutex);
  auto place = known->find(name);
  if (place == known->end()) place = known->emplace(name, MakeRecordType(name)).first;
  return place->second.prototype == nullptr ? nullptr : &place->second;
}

ShownChange ShowRecord(const RecordType& type, const auth::Caller& caller, const Message& record) {
  if (!type.visibility->Sees(caller, record)) return {ShownChange::As::kNot, ""};
  if (!type.visibility->redacts()) return {};
  std::unique_ptr<Message> seen(record.New());
  seen->CopyFrom(record);
  if (!type.visibility->Redact(caller, seen.get())) return {};
  return {ShownChange::As::kRedacted, DeterministicBytes(*seen)};
}

absl::StatusOr<std::shared_ptr<const OpenedBatch>> OpenedBatch::Open(
    const store::Store::Batch& batch) {
  auto opened = std::make_shared<OpenedBatch>();
  opened->entries_.reserve(batch.changes.size());
  for (const store::Change& change : batch.changes) RETURN_IF_ERROR(opened->Add(change));
  return opened;
}

absl::Status OpenedBatch::Add(const store::Change& change) {
  Entry& entry = entries_.emplace_back();
  const bool purged = change.kind == store::Change::Kind::kDelete;
  // From before there were farewells.
  if (purged && change.value.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const StoredRecord stored, ParseRecord(change.key, change.value));
  entry.type = FindRecordType(stored.type());
  if (entry.type == nullptr || entry.type->open()) return absl::OkStatus();
  if (!purged) {
    ASSIGN_OR_RETURN(entry.record, Read(*entry.type, change.key, stored.resource()));
  }
  if (stored.has_sight_before()) {
    ASSIGN_OR_RETURN(entry.before, Read(*entry.type, change.key, stored.sight_before()));
  }
  bytes_ += sizeof(entry) + 2 * (stored.resource().size() + stored.sight_before().size());
  return absl::OkStatus();
}

BatchView OpenedBatch::ViewFor(const auth::Caller& caller) const {
  BatchView view;
  view.changes.reserve(entries_.size());
  bool whole = true;
  for (const Entry& entry : entries_) {
    ShownChange shown;
    if (entry.type == nullptr) {
      shown.as = ShownChange::As::kNot;
    } else if (!entry.type->open()) {
      shown.as = ShownChange::As::kNot;
      if (entry.record != nullptr) shown = ShowRecord(*entry.type, caller, *entry.record);
      if (shown.as == ShownChange::As::kNot && entry.before != nullptr &&
          entry.type->visibility->Sees(caller, *entry.before)) {
        // A purge is told as it is, to those who saw what was purged.
        shown.as = entry.record == nullptr ? ShownChange::As::kWhole : ShownChange::As::kGone;
      }
      // Of a type of which only fields are protected, everybody is told of a purge.
      if (entry.record == nullptr && !entry.type->visibility->restricts()) shown = ShownChange();
    }
    whole = whole && shown.as == ShownChange::As::kWhole;
    view.key.push_back("wrg-"[static_cast<int>(shown.as)]);
    if (shown.as == ShownChange::As::kRedacted) view.key += Sha256(shown.resource);
    view.changes.push_back(std::move(shown));
  }
  if (whole) view.key.clear();
  return view;
}

}  // namespace clearway::resource
