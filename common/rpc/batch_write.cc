#include "common/rpc/batch_write.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "clearway/type/v1/batch_write.pb.h"
#include "common/resource/nearest.h"
#include "common/resource/validate.h"
#include "common/rpc/authorize.h"
#include "common/rpc/errors.h"
#include "common/rpc/violation_paths.h"
#include "common/rpc/wire_status.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using type::v1::BatchedWrite;
using type::v1::BatchedWriteResult;
using type::v1::BatchWriteRequest;
using type::v1::BatchWriteResponse;

constexpr char kSelf[] = "BatchWrite";
constexpr int kNamedFailures = 10;  // in a message

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// The text of a message's string field; empty when it has none of that name.
std::string TextOf(const Message& message, const std::string& field_name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  if (field == nullptr || field->is_repeated() || field->type() != FieldDescriptor::TYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

bool IsSet(const Message& message, const std::string& field_name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  return field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_BOOL &&
         message.GetReflection()->GetBool(message, field);
}

std::string Place(int index) { return absl::StrCat("writes[", index, "]"); }

class Batch {
 public:
  explicit Batch(const Service* service) : service_(*service) {}

  absl::StatusOr<BatchWriteResponse> Run(const Call& call, store::Txn& txn,
                                         const BatchWriteRequest& request) {
    RETURN_IF_ERROR(Prepare());
    BatchWriteResponse response;
    absl::Status first;
    std::vector<int> failed;
    for (int i = 0; i < request.writes_size(); ++i) {
      absl::Status status = One(call, txn, request.writes(i), i, response.add_results());
      if (status.ok()) continue;
      if (failed.empty()) first = PrefixViolations(status, absl::StrCat(Place(i), "."));
      failed.push_back(i);
      if (request.validate_only()) Tell(call, status, response.mutable_results(i));
    }
    if (failed.empty() || request.validate_only()) return response;
    return Refuse(first, request, failed);
  }

 private:
  absl::Status Prepare() {
    absl::MutexLock lock(&mutex_);
    if (!gates_.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(gates_, GatesOf(service_));
    for (const auto& [name, method] : service_.methods()) {
      if (method.kind == Method::Kind::kWrite && name != kSelf) writes_.push_back(name);
    }
    return absl::OkStatus();
  }

  absl::Status One(const Call& batch, store::Txn& txn, const BatchedWrite& write, int index,
                   BatchedWriteResult* result) const {
    const Method* method = service_.Find(write.method());
    if (method == nullptr || method->kind != Method::Kind::kWrite || write.method() == kSelf) {
      return InvalidField("method", absl::StrCat(Quote(write.method()), " is no write of ",
                                                 service_.descriptor()->full_name(),
                                                 resource::DidYouMean(write.method(), writes_)));
    }
    const Call call = Within(batch, write.method(), index);
    RETURN_IF_ERROR(gates_.at(write.method())->CheckRole(*call.caller));
    ASSIGN_OR_RETURN(const std::unique_ptr<Message> request,
                     Unpack(write, method->descriptor->input_type()));
    const std::unique_ptr<Message> answer = NewMessage(method->descriptor->output_type());
    RETURN_IF_ERROR(
        PrefixViolations(Handle(*method, call, txn, *request, answer.get()), "request."));
    // The name alone: what else the answer holds need not be for the caller's eyes.
    result->set_name(TextOf(*answer, "name"));
    result->set_etag(TextOf(*answer, "etag"));
    return absl::OkStatus();
  }

  absl::Status Handle(const Method& method, const Call& call, store::Txn& txn,
                      const Message& request, Message* answer) const {
    const Gate& gate = *gates_.at(method.descriptor->name());
    ASSIGN_OR_RETURN(const resource::Validator* validator,
                     resource::Validator::For(request.GetDescriptor()));
    RETURN_IF_ERROR(validator->Validate(request));
    RETURN_IF_ERROR(gate.CheckRequest(call, request));
    RETURN_IF_ERROR(gate.CheckRecords(call, txn, request));
    RETURN_IF_ERROR(method.write(call, txn, request, answer));
    return gate.CheckUpdated(call, txn, request);
  }

  // The call as the method's handler sees it. Its ids differ from those of the other writes.
  Call Within(const Call& batch, const std::string& method, int index) const {
    Call call = batch;
    call.method = absl::StrCat(service_.descriptor()->full_name(), "/", method);
    call.seed += (static_cast<uint64_t>(index) + 1) * 0x9e3779b97f4a7c15ULL;
    return call;
  }

  static absl::StatusOr<std::unique_ptr<Message>> Unpack(const BatchedWrite& write,
                                                         const google::protobuf::Descriptor* type) {
    std::unique_ptr<Message> request = NewMessage(type);
    const google::protobuf::Any& any = write.request();
    const std::string& url = any.type_url();
    if (url.substr(url.rfind('/') + 1) != type->full_name()) {
      return InvalidField("request",
                          absl::StrCat("is ", Quote(url), "; ", write.method(),
                                       " takes type.googleapis.com/", type->full_name()));
    }
    if (!any.UnpackTo(request.get())) {
      return InvalidField("request",
                          absl::StrCat("is no ", type->full_name(), ": its bytes are damaged"));
    }
    if (!TextOf(*request, "request_id").empty()) {
      return InvalidField("request.request_id",
                          "must be empty within a batch, which has one of its own");
    }
    if (IsSet(*request, "validate_only")) {
      return InvalidField("request.validate_only",
                          "must be false within a batch, which has it itself");
    }
    return request;
  }

  static void Tell(const Call& call, const absl::Status& status, BatchedWriteResult* result) {
    bool hidden = false;
    const WireStatus wire = ToWire(Published(status, call.trace_id, &hidden));
    google::rpc::Status* error = result->mutable_error();
    if (!error->ParseFromString(wire.details)) error->Clear();
    error->set_code(wire.code);
    error->set_message(wire.message);
  }

  static absl::Status Refuse(const absl::Status& first, const BatchWriteRequest& request,
                             const std::vector<int>& failed) {
    std::string message =
        absl::StrCat(Place(failed[0]), " (", request.writes(failed[0]).method(), ")", ": ",
                     first.message(), "; nothing of the batch was stored");
    if (failed.size() > 1) {
      std::vector<int> named(failed.begin() + 1, failed.end());
      const bool all = named.size() <= kNamedFailures;
      if (!all) named.resize(kNamedFailures);
      absl::StrAppend(&message, ". Also refused: writes ", absl::StrJoin(named, ", "),
                      all ? "" : absl::StrCat(" and ", failed.size() - 1 - named.size(), " more"),
                      "; validate_only tells why each is");
    }
    absl::Status status(first.code(), message);
    first.ForEachPayload([&status](absl::string_view type, const absl::Cord& payload) {
      status.SetPayload(type, payload);
    });
    return status;
  }

  const Service& service_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<const Gate>> gates_;  // set once, by Prepare
  std::vector<std::string> writes_;                           // set once, by Prepare
};

}  // namespace

void AddBatchWrite(Service* service) {
  service->Write<BatchWriteRequest, BatchWriteResponse>(
      kSelf, [batch = std::make_shared<Batch>(service)](const Call& call, store::Txn& txn,
                                                        const BatchWriteRequest& request) {
        return batch->Run(call, txn, request);
      });
}

}  // namespace clearway::rpc
