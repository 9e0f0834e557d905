#include "common/audit/reads.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/audit/versions.h"
#include "common/resource/fingerprint.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string EtagOf(const Message& message) {
  const FieldDescriptor* etag = message.GetDescriptor()->FindFieldByName("etag");
  if (etag == nullptr || etag->is_repeated() || etag->type() != FieldDescriptor::TYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, etag);
}

// Whether `given` is the version that is stored: no two versions share an etag.
bool IsVersion(const Message& given, const storage::v1::StoredRecord& record) {
  if (record.type() != given.GetTypeName()) return false;
  const std::string etag = EtagOf(given);
  if (etag.empty()) return true;
  const std::unique_ptr<Message> stored(given.New());
  return stored->ParseFromString(record.resource()) && EtagOf(*stored) == etag;
}

// The resources that this transaction has events of.
absl::StatusOr<std::set<std::string>> ToldOf(const Chain& chain, const store::Txn& txn) {
  std::set<std::string> resources;
  for (int64_t sequence = chain.head().sequence(); sequence >= chain.head().first(); --sequence) {
    const std::string key = EventKey(sequence);
    ASSIGN_OR_RETURN(const auto stored, txn.Get(key));
    ASSIGN_OR_RETURN(const StoredAuditEvent event, ParseEvent(key, stored.value_or("")));
    if (event.revision() != txn.revision()) break;
    resources.insert(event.resource());
  }
  return resources;
}

}  // namespace

absl::StatusOr<Reads> Reads::In(const Message& answer, const resource::PersonalFields& personal,
                                const store::Reader& at) {
  Reads reads;
  for (const resource::PersonalFields::Owner& owner : personal.Owners(answer)) {
    Read read;
    read.resource = owner.name;
    ASSIGN_OR_RETURN(const auto version, CurrentVersion(at, owner.name));
    read.stored = version.has_value();
    if (read.stored && owner.resource != nullptr && IsVersion(*owner.resource, version->record)) {
      read.version = version->record.version();
      read.sha256 = resource::Sha256(version->bytes);
    }
    reads.reads_.push_back(std::move(read));
  }
  return reads;
}

absl::Status Reads::Append(const rpc::Call& call, store::Txn& txn) const {
  if (reads_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
  ASSIGN_OR_RETURN(const std::set<std::string> told, ToldOf(chain, txn));
  bool added = false;
  for (const Read& read : reads_) {
    if (told.count(read.resource) > 0) continue;
    StoredAuditEvent event = EventOf(call, txn);
    event.set_verb(storage::v1::VERB_READ);
    event.set_resource(read.resource);
    event.set_version(read.version);
    event.set_before_sha256(read.sha256);
    event.set_after_sha256(read.sha256);
    RETURN_IF_ERROR(chain.Add(std::move(event)));
    added = true;
  }
  return added ? chain.Close() : absl::OkStatus();
}

void Reads::DropUnstored() {
  reads_.erase(
      std::remove_if(reads_.begin(), reads_.end(), [](const Read& read) { return !read.stored; }),
      reads_.end());
}

}  // namespace clearway::audit
