#include "common/resource/idempotency.h"

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
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredAnswer;

constexpr uint32_t kAnswerFormat = 1;
constexpr absl::string_view kAnswers = "q/k/";
constexpr absl::string_view kByTime = "q/t/";

// 32 bytes, so that nothing of a client's makes a key long.
std::string Identity(const rpc::Call& call) {
  return Sha256(absl::StrCat(BigEndian(static_cast<int64_t>(call.actor.size())), call.actor,
                             BigEndian(static_cast<int64_t>(call.method.size())), call.method,
                             call.request_id));
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
  std::string key = absl::StrCat(kAnswers, Identity(call));
  ASSIGN_OR_RETURN(auto value, txn.Get(key));
  if (!value.has_value()) return false;
  StoredAnswer answer;
  if (!answer.ParseFromString(*value) || answer.format_version() == 0) {
    return Damaged(kAnswers, "is no answer");
  }
  if (answer.format_version() > kAnswerFormat) return Damaged(kAnswers, "is of a newer format");
  if (answer.request_hash() != Sha256(DeterministicBytes(request))) {
    return rpc::InvalidField("request_id",
                             absl::StrCat("is ", rpc::Quote(call.request_id),
                                          ", which you have used with another request; take a new "
                                          "UUID for each new request"),
                             type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  }
  RETURN_IF_ERROR(ParseResource(kAnswers, answer.response(), response));
  return true;
}

absl::Status Remember(store::Txn& txn, const rpc::Call& call,
                      const google::protobuf::Message& request,
                      const google::protobuf::Message& response) {
  if (call.request_id.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Expire(txn, call.time));
  std::string identity = Identity(call);
  StoredAnswer answer;
  answer.set_format_version(kAnswerFormat);
  answer.set_request_hash(Sha256(DeterministicBytes(request)));
  answer.set_time_micros(absl::ToUnixMicros(call.time));
  answer.set_response(DeterministicBytes(response));
  RETURN_IF_ERROR(txn.Put(absl::StrCat(kAnswers, identity), answer.SerializeAsString()));
  return txn.Put(absl::StrCat(kByTime, BigEndian(answer.time_micros()), identity), "");
}

}  // namespace clearway::resource
