#include "common/rpc/client.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/rpc/peer.h"
#include "common/rpc/polled_stream.h"
#include "common/rpc/wire_status.h"
#include "common/status_macros.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"

namespace clearway::rpc {
namespace {

// How soon a call notices that it was cancelled.
constexpr absl::Duration kPoll = absl::Milliseconds(20);
// How soon a changed certificate is noticed.
constexpr absl::Duration kLookAgain = absl::Seconds(1);

bool Cancelled(const CallOptions& options) {
  return options.cancel != nullptr && options.cancel->load(std::memory_order_relaxed);
}

absl::Status CancelledError() { return absl::CancelledError("the caller gave up"); }

// The server refused before it did anything: any call may be made again.
bool NotBegun(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  return reason == type::v1::ERROR_REASON_QUOTA_EXCEEDED ||
         reason == type::v1::ERROR_REASON_TOO_MANY_REQUESTS;
}

// False when the call was cancelled meanwhile.
bool SleepFor(absl::Duration wait, const CallOptions& options) {
  const absl::Time until = absl::Now() + wait;
  while (!Cancelled(options)) {
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return true;
    absl::SleepFor(std::min(left, kPoll));
  }
  return false;
}

// Hands each message to `fn`, until that is false, the call ends or is given up.
template <typename Stream>
absl::Status ReadAll(Stream& stream, const CallOptions& options, size_t max_bytes,
                     google::protobuf::Message* message, const std::function<bool()>& fn) {
  using State = ClientStream::State;
  for (;;) {
    State state;
    while ((state = stream.Await(kPoll)) == State::kWaiting) {
      if (!Cancelled(options)) continue;
      stream.Stop();
      return CancelledError();
    }
    if (state == State::kEnded) return stream.Finish();
    absl::Status status = Parse(stream.message(), max_bytes, message);
    if (!status.ok() || !fn()) {
      stream.Stop();
      return status;
    }
    stream.ReadNext();
  }
}

}  // namespace

struct Client::Impl {
  std::string address;
  ClientOptions options;
  std::unique_ptr<TokenFile> token;  // null: none is sent
  std::shared_ptr<TlsSource> tls;    // null: plain text

  // The connection for the next call, made anew when certificates have changed.
  std::shared_ptr<grpc::Channel> Channel();
  std::shared_ptr<grpc::Channel> MakeChannel() const;
  // Says who calls.
  void Introduce(grpc::ClientContext* context) const;
  absl::Status Once(const std::string& path, const grpc::ByteBuffer& request, absl::Time deadline,
                    const CallOptions& call, grpc::ByteBuffer* response);

  std::mutex mutex;
  std::shared_ptr<grpc::Channel> channel;
  absl::Time looked_at = absl::InfinitePast();  // certificates, last
};

std::shared_ptr<grpc::Channel> Client::Impl::MakeChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  // A stream whose server has vanished without a word is noticed.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // What is meant for this machine stays on it, also where the environment names a proxy.
  if (IsLoopbackHost(HostOf(address))) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (tls == nullptr) {
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }
  const auto material = tls->material();
  grpc::SslCredentialsOptions secure;
  secure.pem_root_certs = material->authorities;
  secure.pem_cert_chain = material->certificate;
  secure.pem_private_key = material->key;
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(secure), arguments);
}

std::shared_ptr<grpc::Channel> Client::Impl::Channel() {
  std::lock_guard<std::mutex> lock(mutex);
  if (tls == nullptr) return channel;
  const absl::Time now = absl::Now();
  if (now - looked_at < kLookAgain && now >= looked_at) return channel;
  looked_at = now;
  // An open connection keeps the certificate that it began with, so it has to be another one. Calls
  // in flight keep the old. A change that cannot be used shows when the old one has expired.
  absl::Status ignored;
  if (tls->Poll(now, &ignored) == TlsSource::Change::kTaken) channel = MakeChannel();
  return channel;
}

void Client::Impl::Introduce(grpc::ClientContext* context) const {
  if (token != nullptr) context->AddMetadata("authorization", *token->Authorization());
  if (!options.credentials.actor.empty()) {
    context->AddMetadata("clearway-actor", options.credentials.actor);
  }
}

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(absl::string_view address,
                                                        ClientOptions options) {
  if (HostOf(address).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", address, "\" is no address; it looks like 127.0.0.1:50053"));
  }
  RETURN_IF_ERROR(CheckCredentials(options.credentials, address));
  auto impl = std::make_unique<Impl>();
  if (!options.credentials.tls.empty()) {
    ASSIGN_OR_RETURN(impl->tls, TlsSource::Open(options.credentials.tls, absl::Now()));
  }
  if (!options.credentials.token_file.empty()) {
    ASSIGN_OR_RETURN(impl->token, TokenFile::Open(options.credentials.token_file));
  }
  impl->address = std::string(address);
  impl->options = std::move(options);
  impl->channel = impl->MakeChannel();
  return std::unique_ptr<Client>(new Client(std::move(impl)));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

const std::string& Client::address() const { return impl_->address; }

absl::Status Client::Impl::Once(const std::string& path, const grpc::ByteBuffer& request,
                                absl::Time deadline, const CallOptions& call,
                                grpc::ByteBuffer* response) {
  struct Waiter {
    std::mutex mutex;
    std::condition_variable done;
    bool finished = false;
    grpc::Status status;
  } waiter;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  Introduce(&context);
  grpc::GenericStub(Channel()).UnaryCall(&context, path, {}, &request, response,
                                         [&waiter](grpc::Status status) {
                                           std::lock_guard<std::mutex> lock(waiter.mutex);
                                           waiter.status = std::move(status);
                                           waiter.finished = true;
                                           waiter.done.notify_one();
                                         });
  std::unique_lock<std::mutex> lock(waiter.mutex);
  const auto finished = [&waiter] { return waiter.finished; };
  if (call.cancel == nullptr) {
    waiter.done.wait(lock, finished);
  } else {
    while (!waiter.done.wait_for(lock, absl::ToChronoMilliseconds(kPoll), finished)) {
      if (Cancelled(call)) context.TryCancel();
    }
  }
  return NameAddress(FromWire(waiter.status.error_code(), waiter.status.error_message(),
                              waiter.status.error_details()),
                     address);
}

absl::Status Client::CallRaw(absl::string_view method, const google::protobuf::Message& request,
                             google::protobuf::Message* response, CallOptions options) const {
  const std::string path = absl::StrCat("/", method);
  const absl::Duration timeout =
      options.timeout > absl::ZeroDuration() ? options.timeout : impl_->options.timeout;
  const absl::Time deadline = absl::Now() + timeout;
  const bool may_repeat = MayRepeat(method, request);
  absl::Duration backoff = impl_->options.first_backoff;
  grpc::ByteBuffer bytes;
  absl::Status status = Serialize(request, &bytes);
  if (!status.ok()) return status;
  absl::BitGen random;
  for (int attempt = 1;; ++attempt) {
    if (Cancelled(options)) return CancelledError();
    grpc::ByteBuffer answer;
    status = impl_->Once(path, bytes, deadline, options, &answer);
    if (status.ok()) return Parse(answer, impl_->options.max_message_bytes, response);
    const bool unavailable = status.code() == absl::StatusCode::kUnavailable && may_repeat;
    if (attempt >= impl_->options.max_attempts || !(unavailable || NotBegun(status))) return status;
    const absl::Duration wait =
        std::max(RetryDelayOf(status), backoff * absl::Uniform<double>(random, 0.8, 1.2));
    if (absl::Now() + wait >= deadline) return status;
    if (!SleepFor(wait, options)) return CancelledError();
    backoff = std::min(backoff * 2, impl_->options.max_backoff);
  }
}

absl::Status Client::StreamRaw(absl::string_view method, const google::protobuf::Message& request,
                               google::protobuf::Message* message, const std::function<bool()>& fn,
                               CallOptions options) const {
  grpc::ByteBuffer bytes;
  absl::Status status = Serialize(request, &bytes);
  if (!status.ok()) return status;
  grpc::ClientContext context;
  if (options.timeout > absl::ZeroDuration()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  }
  impl_->Introduce(&context);
  const std::string path = absl::StrCat("/", method);
  const size_t most = impl_->options.max_message_bytes;
  if (options.look_now_and_then) {
    PolledStream stream(impl_->Channel(), path, &context, bytes);
    status = ReadAll(stream, options, most, message, fn);
  } else {
    ClientStream stream(impl_->Channel(), path, &context, bytes);
    status = ReadAll(stream, options, most, message, fn);
  }
  return NameAddress(std::move(status), impl_->address);
}

std::string NewRequestId() {
  absl::BitGen random;
  const uint64_t high = (random() & ~uint64_t{0xF000}) | 0x4000;
  const uint64_t low = (random() & ~(uint64_t{3} << 62)) | (uint64_t{1} << 63);
  const std::string hex =
      absl::StrCat(absl::Hex(high, absl::kZeroPad16), absl::Hex(low, absl::kZeroPad16));
  const absl::string_view all = hex;
  return absl::StrCat(all.substr(0, 8), "-", all.substr(8, 4), "-", all.substr(12, 4), "-",
                      all.substr(16, 4), "-", all.substr(20));
}

}  // namespace clearway::rpc
