// A client of any Clearway service: calls by method name over messages, with deadlines, careful
// retries, and errors that carry the server's details. What the command line, the loader, the
// followers and the tests use. No gRPC headers here.
//
//   ASSIGN_OR_RETURN(auto client, Client::Connect("127.0.0.1:50053"));
//   GetOfferRequest request;
//   request.set_name("offers/abc");
//   absl::StatusOr<Offer> offer =
//       client->Call<Offer>("clearway.cooperation.v1.CooperationService/GetOffer", request);
//   if (!offer.ok()) std::cerr << FormatError(offer.status()) << "\n";
#ifndef CLEARWAY_COMMON_RPC_CLIENT_H_
#define CLEARWAY_COMMON_RPC_CLIENT_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/client_credentials.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

struct ClientOptions {
  // Deadline of a unary call, all attempts together. Streams have none of their own.
  absl::Duration timeout = absl::Seconds(30);
  // Attempts of a call that may be repeated (CallRaw says which). 1: no retry.
  int max_attempts = 4;
  // Wait before the first retry; doubles to the maximum, with jitter. RetryInfo from the server
  // counts for more.
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(1);
  size_t max_message_bytes = 64 << 20;  // of a response
  // Plain text and nobody in particular, unless given.
  ClientCredentials credentials = {};
};

struct CallOptions {
  absl::Duration timeout = absl::ZeroDuration();  // zero: the client's
  // Ends the call with CANCELLED soon after it becomes true. Not owned; may be null.
  const std::atomic<bool>* cancel = nullptr;
  // Of a stream in a process that serves: look for messages every 20 ms rather than wait for them,
  // which makes the server's own calls dearer (docs/adr/0022-own-completion-queue.md).
  bool look_now_and_then = false;
};

// Thread-safe. One connection, opened when first needed and again after it breaks, or after the
// certificates that it was made with have changed.
class Client {
 public:
  // `address` is "host:port". Does not connect yet: a server that is not there shows in the first
  // call, as UNAVAILABLE. INVALID_ARGUMENT when `address` has no port, or the credentials cannot be
  // used (client_credentials.h, tls_files.h).
  static absl::StatusOr<std::unique_ptr<Client>> Connect(absl::string_view address,
                                                         ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // One unary call. `method` is "package.Service/Method". UNAVAILABLE is retried when repeating is
  // safe: the method reads (MayRepeat below), or the request has a request_id; what the server
  // refused before it began (QUOTA_EXCEEDED, TOO_MANY_REQUESTS) is retried always, after the wait
  // that it asks for. An error has the server's code, message and details (errors.h reads them).
  absl::Status CallRaw(absl::string_view method, const google::protobuf::Message& request,
                       google::protobuf::Message* response, CallOptions options = {}) const;

  // One server-streaming call: `fn` gets each message, on the calling thread, and returns false to
  // end the stream (which then counts as OK). Never retried. `message` is the buffer that each
  // message is parsed into, of the method's response type.
  absl::Status StreamRaw(absl::string_view method, const google::protobuf::Message& request,
                         google::protobuf::Message* message, const std::function<bool()>& fn,
                         CallOptions options = {}) const;

  template <typename Response>
  absl::StatusOr<Response> Call(absl::string_view method, const google::protobuf::Message& request,
                                CallOptions options = {}) const {
    Response response;
    absl::Status status = CallRaw(method, request, &response, options);
    if (!status.ok()) return status;
    return response;
  }

  template <typename Response>
  absl::Status Stream(absl::string_view method, const google::protobuf::Message& request,
                      const std::function<bool(const Response&)>& fn,
                      CallOptions options = {}) const {
    Response response;
    return StreamRaw(
        method, request, &response, [&] { return fn(response); }, options);
  }

  const std::string& address() const;

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// True when repeating the call cannot do harm: the method's name begins with a verb that reads
// (Get, BatchGet, List, Search, Summarize, Suggest, Explain, Find, Check), or the request has a
// non-empty request_id.
bool MayRepeat(absl::string_view method, const google::protobuf::Message& request);

// A random UUID (version 4) for a request_id field.
std::string NewRequestId();

// gRPC's own error of a connection that was never made ("failed to connect to all addresses; last
// error: …"), in fewer words and with the address; other statuses as they are.
absl::Status NameAddress(absl::Status status, absl::string_view address);

// An error for people, on several lines: code and message, then each violation with its field,
// each failed precondition, when to retry, and the reason.
std::string FormatError(const absl::Status& status);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CLIENT_H_
