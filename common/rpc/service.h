// A service is the list of its handlers. The dispatcher (server.h) does for all of them what every
// call needs: authenticate → limit → parse → validate → authorise → handle → audit.
//
//   Service service(CooperationDescriptor(), store);
//   service.Read<GetOfferRequest, Offer>("GetOffer", GetOffer);
//   service.Write<AcceptProposalRequest, Contribution>("AcceptProposal", AcceptProposal);
//   service.Stream<RunMatchingRequest, RunMatchingResponse>("RunMatching", RunMatching);
//   service.Watch();
//   service.Audit();
//
// What the dispatcher does by the names of a request's fields, so that handlers need not:
//   field rules     every rule of the proto is checked before the handler runs (validate.h)
//   request_id      a repeat of a successful write returns the first answer, across restarts
//                   (idempotency.h); the same id with another request is INVALID_ARGUMENT
//   validate_only   a write runs and answers as if it happened; nothing is stored
//
// Handlers see with their caller's eyes: the snapshot or transaction that they are given shows what
// the caller sees (common/resource/viewed.h), and what of an answer is not for it is taken out on
// the way out. A handler that reads for the service's own purposes says so (resource::AsSystem); it
// takes no snapshot of its own from the store.
// No gRPC headers here.
#ifndef CLEARWAY_COMMON_RPC_SERVICE_H_
#define CLEARWAY_COMMON_RPC_SERVICE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/permissions.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

using google::protobuf::Message;

// Where a streaming handler puts its messages. Send blocks while the client is slower than the
// stream's bounded queue; an error means that the stream is over (cancelled, too slow, draining)
// and the handler should return it.
class RawSink {
 public:
  virtual ~RawSink() = default;
  virtual absl::Status Send(const Message& message) = 0;
};

template <typename Response>
class Sink {
 public:
  explicit Sink(RawSink* raw) : raw_(raw) {}
  absl::Status Send(const Response& response) { return raw_->Send(response); }

 private:
  RawSink* raw_;
};

// Type-erased handlers; `response` is an empty message of the method's output type.
using ReadHandler = std::function<absl::Status(const Call&, const store::Snapshot&,
                                               const Message& request, Message* response)>;
using WriteHandler = std::function<absl::Status(const Call&, store::Txn&, const Message& request,
                                                Message* response)>;
using StreamHandler = std::function<absl::Status(const Call&, const store::Snapshot&,
                                                 const Message& request, RawSink&)>;

using RequestCheck =
    std::function<absl::Status(const Call&, const store::Snapshot&, const Message& request)>;

struct Method {
  enum class Kind { kRead, kWrite, kStream, kWatch, kWhoAmI };
  Kind kind = Kind::kRead;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  RequestCheck check;  // may be empty
  ReadHandler read;
  WriteHandler write;
  StreamHandler stream;
};

class Service {
 public:
  // None is owned; all outlive the service. `permissions` says who may call what: the suite's own
  // table unless it is another (of a service that is a test's).
  Service(const google::protobuf::ServiceDescriptor* descriptor, store::Store* store,
          const auth::Permissions& permissions = auth::Permissions::BuiltIn())
      : descriptor_(descriptor), store_(store), permissions_(permissions) {}

  // A read: gets a snapshot, runs inline on a gRPC thread, must not block.
  template <typename Request, typename Response>
  void Read(
      absl::string_view name,
      std::function<absl::StatusOr<Response>(const Call&, const store::Snapshot&, const Request&)>
          handler) {
    Method& method = Add(name, Method::Kind::kRead, Request::descriptor(), Response::descriptor());
    method.read = [handler = std::move(handler)](const Call& call, const store::Snapshot& at,
                                                 const Message& request, Message* response) {
      return Put(handler(call, at, static_cast<const Request&>(request)), response);
    };
  }

  // A write: runs inside a transaction (pure, short, no I/O; possibly run again), answered once it
  // is durable.
  template <typename Request, typename Response>
  void Write(
      absl::string_view name,
      std::function<absl::StatusOr<Response>(const Call&, store::Txn&, const Request&)> handler) {
    Method& method = Add(name, Method::Kind::kWrite, Request::descriptor(), Response::descriptor());
    method.write = [handler = std::move(handler)](const Call& call, store::Txn& txn,
                                                  const Message& request, Message* response) {
      return Put(handler(call, txn, static_cast<const Request&>(request)), response);
    };
  }

  // Long work, or many messages: runs on a thread of its own from a bounded pool, and may block.
  // Gets a snapshot of when it begins. Also serves unary methods whose work is long (then it sends
  // exactly one message).
  template <typename Request, typename Response>
  void Stream(absl::string_view name,
              std::function<absl::Status(const Call&, const store::Snapshot&, const Request&,
                                         Sink<Response>&)>
                  handler) {
    Method& method =
        Add(name, Method::Kind::kStream, Request::descriptor(), Response::descriptor());
    method.stream = [handler = std::move(handler)](const Call& call, const store::Snapshot& at,
                                                   const Message& request, RawSink& raw) {
      Sink<Response> sink(&raw);
      return handler(call, at, static_cast<const Request&>(request), sink);
    };
  }

  // Handlers that are made for many methods (standard_methods.h): they get messages of the method's
  // own types.
  void ReadAny(absl::string_view name, ReadHandler handler);
  void WriteAny(absl::string_view name, WriteHandler handler);
  void CheckAny(absl::string_view name, RequestCheck check);

  // What the method's handler finds wrong in a request beyond its field rules. Asked only when
  // field rules are broken, so that the client is told of all violations in one answer: the handler
  // makes the same check itself. Takes requests that break field rules; must not block. After the
  // method's handler.
  template <typename Request>
  void Check(
      absl::string_view name,
      std::function<absl::Status(const Call&, const store::Snapshot&, const Request&)> check) {
    SetCheck(name, Request::descriptor(),
             [check = std::move(check)](const Call& call, const store::Snapshot& at,
                                        const Message& request) {
               return check(call, at, static_cast<const Request&>(request));
             });
  }

  // The `Watch` method of every service: WatchRequest → stream of WatchResponse
  // (clearway/type/v1/watch.proto), served from the store's feed by the dispatcher.
  void Watch(absl::string_view name = "Watch");

  // The methods `ListAuditEvents` and `VerifyAuditTrail` of every service
  // (clearway/type/v1/audit.proto), over the audit trail of its store.
  void Audit();

  // The `WhoAmI` method of every service (clearway/type/v1/who_am_i.proto), answered by the
  // dispatcher: for whoever is identified, whatever the permission table's line of it says.
  void WhoAmI(absl::string_view name = "WhoAmI");

  // FAILED_PRECONDITION naming every method of the descriptor without a handler.
  absl::Status CheckComplete() const;

  const google::protobuf::ServiceDescriptor* descriptor() const { return descriptor_; }
  store::Store* store() const { return store_; }
  const auth::Permissions& permissions() const { return permissions_; }
  // Null when there is none. `name` is the bare method name.
  const Method* Find(absl::string_view name) const;
  const std::map<std::string, Method>& methods() const { return methods_; }

 private:
  template <typename Response>
  static absl::Status Put(absl::StatusOr<Response> result, Message* response) {
    if (!result.ok()) return result.status();
    *static_cast<Response*>(response) = *std::move(result);
    return absl::OkStatus();
  }

  // Stops the process when the method does not exist, has other types, or stands twice: a mistake
  // in the program, found at start.
  Method& Add(absl::string_view name, Method::Kind kind,
              const google::protobuf::Descriptor* request,
              const google::protobuf::Descriptor* response);

  Method& AddOfOwnTypes(absl::string_view name, Method::Kind kind);

  // As Add, of a method that has a handler.
  void SetCheck(absl::string_view name, const google::protobuf::Descriptor* request,
                RequestCheck check);

  const google::protobuf::ServiceDescriptor* descriptor_;
  store::Store* store_;
  const auth::Permissions& permissions_;
  std::map<std::string, Method> methods_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SERVICE_H_
