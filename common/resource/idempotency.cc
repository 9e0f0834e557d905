#include "common/resource/idempotency.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/personal.h"
#include "common/resource/record.h"
#include "common/resource/sealed.h"
#include "common/rpc/errors.h"
#include "common/secrets/person_keys.h"
#include "common/secrets/siv.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredAnswer;

constexpr uint32_t kAnswerFormat = 1;
// Where the request or the response has something personal.
constexpr uint32_t kSealedAnswerFormat = 2;
constexpr absl::string_view kAnswers = "q/k/";
constexpr absl::string_view kByTime = "q/t/";

// 32 bytes, so that nothing of a client's makes a key long.
std::string Identity(const rpc::Call& call) {
  return Sha256(absl::StrCat(BigEndian(static_cast<int64_t>(call.actor.size())), call.actor,
                             BigEndian(static_cast<int64_t>(call.method.size())), call.method,
                             call.request_id));
}

// What is personal in no resource, or in none that is stored, is kept with a key of the service's.
constexpr secrets::Person kNobody = {"-answers", "-"};

// Whose key an owner's is: that of the resource, as record keys name it.
secrets::Person PersonOf(absl::string_view record_key) {
  if (record_key.empty()) return kNobody;
  const absl::string_view collection = CollectionOfRecordKey(record_key);
  return {collection, record_key.substr(collection.size() + 3)};
}

bool HasPersonal(const google::protobuf::Message& message) {
  const PersonalFields* personal = PersonalFields::Of(message.GetDescriptor());
  return personal != nullptr && !personal->Owners(message).empty();
}

// The key for what is the owner's; not usable when the owner has none (any more).
absl::StatusOr<secrets::PersonKey> KeyFor(store::Txn& txn, const std::string& owner) {
  if (owner.empty()) return secrets::EnsurePersonKey(txn, kNobody, "", "request_id");
  const std::string record_key = RecordKeyOfName(owner);
  return secrets::FindPersonKey(txn, PersonOf(record_key));
}

// A digest of all that is kept with what is sealed.
std::string BindingOf(absl::string_view identity, const StoredAnswer& answer) {
  std::string parts;
  for (const auto& part : answer.parts()) {
    parts += secrets::Joined({part.owner(), part.sealed().key_id()});
    for (const auto& field : part.sealed().fields()) parts += secrets::Joined({field.path()});
  }
  return Sha256(secrets::Joined({"clearway/answer/1", identity, BigEndian(answer.time_micros()),
                                 answer.request_owner(), parts, answer.response()}));
}

std::string RequestContext(const secrets::PersonKey& key, absl::string_view binding) {
  return secrets::Joined({"clearway/request/1", key.id, binding});
}

absl::Status SealAnswer(store::Txn& txn, absl::string_view identity,
                        const google::protobuf::Message& request,
                        const google::protobuf::Message& response, StoredAnswer* answer) {
  answer->set_format_version(kSealedAnswerFormat);
  const std::unique_ptr<google::protobuf::Message> plain(response.New());
  plain->CopyFrom(response);
  std::map<std::string, std::vector<TakenField>> by_owner;
  const PersonalFields* personal = PersonalFields::Of(response.GetDescriptor());
  if (personal != nullptr) {
    for (TakenField& field : TakeOut(*personal, plain.get())) {
      std::string owner = field.owner;
      by_owner[owner].push_back(std::move(field));
    }
  }
  answer->set_response(DeterministicBytes(*plain));
  std::vector<std::pair<const std::vector<TakenField>*, secrets::PersonKey>> keys;
  for (const auto& [owner, fields] : by_owner) {
    ASSIGN_OR_RETURN(secrets::PersonKey key, KeyFor(txn, owner));
    // Of who is gone with this very call nothing is kept.
    if (!key.usable()) continue;
    auto& part = *answer->add_parts();
    part.set_owner(owner);
    SetPaths(fields, key, part.mutable_sealed());
    keys.emplace_back(&fields, std::move(key));
  }
  if (answer->parts_size() > 0) answer->set_request_owner(answer->parts(0).owner());
  ASSIGN_OR_RETURN(const secrets::PersonKey request_key, KeyFor(txn, answer->request_owner()));
  const std::string binding = BindingOf(identity, *answer);
  for (size_t i = 0; i < keys.size(); ++i) {
    RETURN_IF_ERROR(SealValues(*keys[i].first, keys[i].second, binding,
                               answer->mutable_parts(static_cast<int>(i))->mutable_sealed()));
  }
  ASSIGN_OR_RETURN(*answer->mutable_request_hash(),
                   request_key.siv->Seal(Sha256(DeterministicBytes(request)),
                                         RequestContext(request_key, binding)));
  return absl::OkStatus();
}

// The hash of the request. FAILED_PRECONDITION when the person has been erased.
absl::StatusOr<std::string> OpenHash(const store::Txn& txn, const StoredAnswer& answer,
                                     absl::string_view binding) {
  const std::string record_key = RecordKeyOfName(answer.request_owner());
  ASSIGN_OR_RETURN(const secrets::PersonKey key, secrets::FindPersonKey(txn, PersonOf(record_key)));
  // Another person may have come to the name since.
  if (!key.usable() || (answer.parts_size() > 0 && key.id != answer.parts(0).sealed().key_id())) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_KEY_DESTROYED, answer.request_owner(),
                                   "has been erased since this request_id was used; take a new "
                                   "UUID for a new request");
  }
  const auto opened = key.siv->Open(answer.request_hash(), RequestContext(key, binding));
  if (!opened.ok()) return Damaged(kAnswers, opened.status().message());
  return std::string(opened->view());
}

// Puts back what is personal in the response, but for those who have been erased.
absl::Status OpenParts(const store::Txn& txn, const StoredAnswer& answer, absl::string_view binding,
                       google::protobuf::Message* response) {
  const PersonalFields* personal = PersonalFields::Of(response->GetDescriptor());
  for (const auto& part : answer.parts()) {
    const std::string record_key = RecordKeyOfName(part.owner());
    ASSIGN_OR_RETURN(const secrets::PersonKey key,
                     secrets::FindPersonKey(txn, PersonOf(record_key)));
    if (!key.usable() || key.id != part.sealed().key_id()) continue;
    RETURN_IF_ERROR(OpenFields(kAnswers, part.sealed(), key, binding, personal, nullptr, response));
  }
  return absl::OkStatus();
}

absl::Status Expire(store::Txn& txn, absl::Time now) {
  std::vector<std::string> keys;
  {
    auto cursor =
        txn.Scan(kByTime, absl::StrCat(kByTime, BigEndian(absl::ToUnixMicros(now - kRetention))));
    for (; cursor->Valid() && static_cast<int>(keys.size()) < kExpiredPerWrite; cursor->Next()) {
      keys.emplace_back(cursor->key());
    }
    RETURN_IF_ERROR(cursor->status());
  }
  for (const std::string& key : keys) {
    RETURN_IF_ERROR(txn.Delete(absl::StrCat(kAnswers, key.substr(kByTime.size() + 8))));
    RETURN_IF_ERROR(txn.Delete(key));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> Replay(store::Txn& txn, const rpc::Call& call,
                            const google::protobuf::Message& request,
                            google::protobuf::Message* response) {
  if (call.request_id.empty()) return false;
  const std::string identity = Identity(call);
  std::string key = absl::StrCat(kAnswers, identity);
  ASSIGN_OR_RETURN(auto value, txn.Get(key));
  if (!value.has_value()) return false;
  StoredAnswer answer;
  if (!answer.ParseFromString(*value) || answer.format_version() == 0) {
    return Damaged(kAnswers, "is no answer");
  }
  if (answer.format_version() > kSealedAnswerFormat) {
    return Damaged(kAnswers, "is of a newer format");
  }
  const bool sealed = answer.format_version() == kSealedAnswerFormat;
  std::string request_hash = answer.request_hash(), binding;
  if (sealed) {
    binding = BindingOf(identity, answer);
    ASSIGN_OR_RETURN(request_hash, OpenHash(txn, answer, binding));
  }
  if (request_hash != Sha256(DeterministicBytes(request))) {
    return rpc::InvalidField("request_id",
                             absl::StrCat("is ", rpc::Quote(call.request_id),
                                          ", which you have used with another request; take a new "
                                          "UUID for each new request"),
                             type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  }
  RETURN_IF_ERROR(ParseResource(kAnswers, answer.response(), response));
  if (sealed) RETURN_IF_ERROR(OpenParts(txn, answer, binding, response));
  return true;
}

absl::Status Remember(store::Txn& txn, const rpc::Call& call,
                      const google::protobuf::Message& request,
                      const google::protobuf::Message& response) {
  if (call.request_id.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Expire(txn, call.time));
  std::string identity = Identity(call);
  StoredAnswer answer;
  answer.set_time_micros(absl::ToUnixMicros(call.time));
  if (HasPersonal(request) || HasPersonal(response)) {
    RETURN_IF_ERROR(SealAnswer(txn, identity, request, response, &answer));
  } else {
    answer.set_format_version(kAnswerFormat);
    answer.set_request_hash(Sha256(DeterministicBytes(request)));
    answer.set_response(DeterministicBytes(response));
  }
  RETURN_IF_ERROR(txn.Put(absl::StrCat(kAnswers, identity), answer.SerializeAsString()));
  return txn.Put(absl::StrCat(kByTime, BigEndian(answer.time_micros()), identity), "");
}

}  // namespace clearway::resource
