#include "common/rpc/server.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/auth/visibility.h"
#include "common/resource/feed.h"
#include "common/rpc/handler_stream.h"
#include "common/rpc/health_server.h"
#include "common/rpc/health_service.h"
#include "common/rpc/log.h"
#include "common/rpc/peer.h"
#include "common/rpc/raw_methods.h"
#include "common/rpc/raw_stream.h"
#include "common/rpc/server_core.h"
#include "common/rpc/server_credentials.h"
#include "common/rpc/serving_threads.h"
#include "common/rpc/tls13.h"
#include "common/rpc/unary_call.h"
#include "common/rpc/unknown_methods.h"
#include "common/rpc/watch_hub.h"
#include "common/rpc/watch_stream.h"
#include "common/status_macros.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace clearway::rpc {
namespace {

// How often an operator is told that the certificate ends.
constexpr absl::Duration kWarnAgain = absl::Hours(1);

CallClass ClassOf(Method::Kind kind) {
  switch (kind) {
    case Method::Kind::kRead:
    case Method::Kind::kWhoAmI:
      return CallClass::kRead;
    case Method::Kind::kWrite:
      return CallClass::kWrite;
    case Method::Kind::kStream:
      return CallClass::kLong;
    case Method::Kind::kWatch:
      return CallClass::kWatch;
  }
  return CallClass::kLong;
}

void GrpcLog(gpr_log_func_args* args) {
  // gRPC complains of peers that send rubbish and of addresses that are taken; the first is no
  // error of ours, and the second is reported by the one who wanted to listen.
  Log(LogLevel::kDebug, "grpc",
      {{"message", args->message}, {"file", args->file}, {"line", args->line}});
}

// Once a process, before the first server.
void PrepareGrpc() {
  static const bool done = [] {
    gpr_set_log_function(GrpcLog);
    // Debian builds Abseil with debug checks: a graph of all locks of gRPC, walked at each lock.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    CaptureProtobufLog();
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)done;
}

uint64_t SystemRandom() {
  thread_local absl::BitGen random;
  return random();
}

const google::protobuf::FieldDescriptor* FieldOf(const Message& message, const char* name,
                                                 google::protobuf::FieldDescriptor::CppType type) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && !field->is_repeated() && field->cpp_type() == type ? field : nullptr;
}

absl::Status NoAddress(const std::string& address) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", address, "\" is no address; it looks like 127.0.0.1:50053"));
}

const Message* PrototypeOf(const google::protobuf::Descriptor* type) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, std::vector<std::unique_ptr<Service>> services)
      : options_(std::move(options)),
        services_(std::move(services)),
        core_(
            options_.limits, options_.quotas,
            options_.clock ? options_.clock : [] { return absl::Now(); },
            options_.random ? options_.random : SystemRandom, options_.authenticator,
            !options_.tls.empty()) {}

  ~Impl() {
    if (server_ != nullptr && !drained_) Drain(absl::ZeroDuration());
    StopTicking();
    core_.metrics.RemoveGauges();
  }

  absl::Status Start() {
    RETURN_IF_ERROR(OpenTls());
    for (const auto& service : services_) RETURN_IF_ERROR(AddService(*service));
    RETURN_IF_ERROR(Listen());
    AddGauges();
    for (const auto& service : services_) SetServing(service->descriptor()->full_name());
    ticker_ = std::thread([this] { TickUntilStopped(); });
    return absl::OkStatus();
  }

  void Drain(absl::Duration patience) {
    drained_ = true;
    const absl::Time until = absl::Now() + patience;
    health_service_.SetAll(false);
    if (health_ != nullptr) health_->health().SetAll(false);
    core_.draining = true;
    core_.registry.EndAll(DrainingError());
    core_.registry.AwaitEmpty(until);
    AwaitQuiet(until);
    server_->Shutdown(absl::ToChronoTime(until));
    server_->Wait();
    threads_.reset();  // calls that have not ended yet still need the server
    health_.reset();
    StopTicking();
    for (auto& [store, hub] : hubs_) hub->Stop();
  }

  const std::vector<int>& ports() const { return ports_; }
  int health_port() const { return health_ == nullptr ? 0 : health_->port(); }
  Metrics& metrics() { return core_.metrics; }

 private:
  absl::Status OpenTls() {
    RETURN_IF_ERROR(CheckTransport(options_));
    if (options_.tls.empty()) return absl::OkStatus();
    if (options_.authenticator == nullptr) {
      return absl::FailedPreconditionError("TLS needs to know who callers are");
    }
    if (!OnlyTls13()) return absl::FailedPreconditionError("TLS older than 1.3 cannot be refused");
    ASSIGN_OR_RETURN(tls_, TlsSource::Open(options_.tls, core_.clock()));
    return absl::OkStatus();
  }

  // Until no call has come for a moment, so that clients have heard that they should go elsewhere:
  // what comes during gRPC's own shutdown is ended as CANCELLED, without a word.
  void AwaitQuiet(absl::Time until) {
    constexpr absl::Duration kQuiet = absl::Milliseconds(100);
    until = std::min(until, absl::Now() + 10 * kQuiet);
    int64_t seen = -1;
    while (seen != core_.turned_away && absl::Now() < until) {
      seen = core_.turned_away;
      absl::SleepFor(std::min(kQuiet, until - absl::Now()));
    }
  }

  absl::Status AddService(const Service& service) {
    RETURN_IF_ERROR(service.CheckComplete());
    ASSIGN_OR_RETURN(auto gates, GatesOf(service));
    auto& states = states_.emplace_back();
    for (const auto& [name, method] : service.methods()) {
      MethodState& state = states.emplace_back();
      state.service = &service;
      state.method = &method;
      state.name = absl::StrCat(service.descriptor()->full_name(), "/", name);
      state.path = absl::StrCat("/", state.name);
      state.request = PrototypeOf(method.descriptor->input_type());
      state.response = PrototypeOf(method.descriptor->output_type());
      using Field = google::protobuf::FieldDescriptor;
      state.request_id = FieldOf(*state.request, "request_id", Field::CPPTYPE_STRING);
      state.validate_only = FieldOf(*state.request, "validate_only", Field::CPPTYPE_BOOL);
      ASSIGN_OR_RETURN(state.validator, resource::Validator::For(method.descriptor->input_type()));
      state.gate = std::move(gates[name]);
      state.who_am_i = method.kind == Method::Kind::kWhoAmI;
      state.call_class = ClassOf(method.kind);
      state.personal = resource::PersonalFields::Of(method.descriptor->output_type());
      ASSIGN_OR_RETURN(const auto* shown, auth::Visibility::For(method.descriptor->output_type()));
      if (shown->redacts()) state.redaction = shown;
      state.metrics =
          core_.metrics.AddMethod(method.descriptor->server_streaming() ? "server_stream" : "unary",
                                  service.descriptor()->full_name(), name);
      if (method.kind == Method::Kind::kWatch) {
        RETURN_IF_ERROR(AddHub(service.store(), &state));
        state.readable = std::make_unique<const auth::Readable>(
            service.permissions(),
            auth::Permissions::ServiceName(service.descriptor()->file()->package()));
      }
    }
    auto& methods = raw_methods_.emplace_back();
    for (const MethodState& state : states) {
      methods.Add(state.path.c_str(), state.method->descriptor->server_streaming());
    }
    return absl::OkStatus();
  }

  absl::Status AddHub(store::Store* store, MethodState* state) {
    ASSIGN_OR_RETURN(state->store_id, resource::EnsureStoreId(store, core_.random()));
    auto& hub = hubs_[store];
    if (hub == nullptr) {
      hub = std::make_unique<WatchHub>(store, options_.limits.watch_tail_bytes);
      RETURN_IF_ERROR(hub->Start());
    }
    state->hub = hub.get();
    return absl::OkStatus();
  }

  absl::Status Listen() {
    PrepareGrpc();
    grpc::ServerBuilder builder;
    ports_.resize(options_.listen.size());
    for (size_t i = 0; i < options_.listen.size(); ++i) {
      const std::string& address = options_.listen[i];
      if (HostOf(address).empty()) return NoAddress(address);
      if (tls_ == nullptr && !IsLoopbackHost(HostOf(address))) {
        return absl::InvalidArgumentError(absl::StrCat(
            "refusing to listen on ", address,
            " in plain text, in which only this machine may call: use 127.0.0.1, or TLS"));
      }
      credentials_.push_back(tls_ == nullptr ? grpc::InsecureServerCredentials()
                                             : TlsServerCredentials(tls_));
      builder.AddListeningPort(address, credentials_.back(), &ports_[i]);
    }
    if (!options_.reflection) builder.SetOption(WithoutReflection());
    for (RawMethods& methods : raw_methods_) builder.RegisterService(&methods);
    builder.RegisterService(health_service_.service());
    std::vector<const Service*> services;
    for (const auto& service : services_) services.push_back(service.get());
    unknown_ = std::make_unique<UnknownMethods>(&core_, std::move(services), options_.reflection);
    builder.RegisterAsyncGenericService(unknown_->service());
    threads_ = ServingThreads::For(builder.AddCompletionQueue());
    // Somewhat too large gets our own answer, with details; far too large gRPC's.
    builder.SetMaxReceiveMessageSize(static_cast<int>(options_.limits.max_message_bytes * 4));
    // Two servers on one port would share its calls in silence.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // Clients may ping as often as every ten seconds, also without calls.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ",
                                                 absl::StrJoin(options_.listen, ", "),
                                                 ": is another server running there?"));
    }
    AwaitCalls();
    if (options_.health_listen.empty()) return absl::OkStatus();
    if (HostOf(options_.health_listen).empty()) return NoAddress(options_.health_listen);
    ASSIGN_OR_RETURN(health_, HealthServer::Listen(options_.health_listen));
    return absl::OkStatus();
  }

  void AwaitCalls() {
    for (size_t service = 0; service < states_.size(); ++service) {
      RawMethods& methods = raw_methods_[service];
      int index = 0;
      for (const MethodState& state : states_[service]) {
        if (!state.method->descriptor->server_streaming()) {
          AwaitUnary(&methods, index, threads_.get(), &core_, &state);
        } else if (state.method->kind == Method::Kind::kWatch) {
          AwaitStreams<WatchStream>(methods, index, state);
        } else {
          AwaitStreams<HandlerStream>(methods, index, state);
        }
        ++index;
      }
    }
    unknown_->Await(threads_.get());
    health_service_.Await(threads_.get());
  }

  template <typename Stream>
  void AwaitStreams(RawMethods& methods, int index, const MethodState& state) {
    const auto open = [this, &state](std::unique_ptr<RawStream> raw) {
      std::make_shared<Stream>(&core_, &state, std::move(raw))->Open();  // the registry holds it
    };
    RawStream::Await(&methods, index, threads_.get(), open);
  }

  void AddGauges() {
    const auto add = [this](const char* name, const char* help, const std::atomic<int64_t>& value) {
      core_.metrics.AddGauge(name, help, [&value] { return static_cast<double>(value.load()); });
    };
    add("clearway_calls_in_flight", "Unary calls being handled.", core_.calls);
    add("clearway_open_streams", "Streams open.", core_.streams);
    add("clearway_stream_queue_bytes", "Bytes in all streams' queues.", core_.queued_bytes);
    if (tls_ != nullptr) {
      core_.metrics.AddGauge(
          "clearway_tls_certificate_expiry_seconds", "Unix time at which the certificate expires.",
          [this] { return static_cast<double>(absl::ToUnixSeconds(tls_->material()->expires)); });
    }
    std::set<const store::Store*> stores;
    for (const auto& service : services_) stores.insert(service->store());
    if (stores.size() != 1 || *stores.begin() == nullptr) return;
    const store::Store* store = *stores.begin();
    core_.metrics.AddGauge("clearway_store_revision", "Last committed revision.",
                           [store] { return static_cast<double>(store->revision()); });
    core_.metrics.AddGauge("clearway_store_writable",
                           "1 while the store takes writes; 0 when its disk is full or failed.",
                           [store] { return store->Writable().ok() ? 1.0 : 0.0; });
    core_.metrics.AddGauge("clearway_store_compacted_revision", "The feed starts after this.",
                           [store] { return static_cast<double>(store->compacted_revision()); });
  }

  void SetServing(const std::string& service) {
    health_service_.Set(service, true);
    if (health_ != nullptr) health_->health().Set(service, true);
  }

  // Renewed certificates are used from the next handshake on.
  void PollTls() {
    if (tls_ == nullptr) return;
    const absl::Time now = core_.clock();
    absl::Status error;
    const TlsSource::Change change = tls_->Poll(now, &error);
    const auto material = tls_->material();
    const std::string expires = absl::FormatTime(material->expires, absl::UTCTimeZone());
    if (change == TlsSource::Change::kTaken) {
      Log(LogLevel::kInfo, "certificate read again", {{"expires", expires}});
    } else if (change == TlsSource::Change::kRefused) {
      Log(LogLevel::kError, "changed certificate not used; the old one stays in force",
          {{"error", error.message()}});
    }
    if (!material->ExpiresSoon(now) || now - warned_ < kWarnAgain) return;
    warned_ = now;
    Log(LogLevel::kWarning, "the certificate ends soon, or has ended: renew it",
        {{"expires", expires}});
  }

  void TickUntilStopped() {
    const absl::Duration interval = std::min(
        {absl::Seconds(1), core_.limits.reader_patience / 4, core_.limits.watch_heartbeat / 4});
    std::unique_lock<std::mutex> lock(ticker_mutex_);
    while (!ticker_stop_.wait_for(lock, absl::ToChronoMicroseconds(interval),
                                  [this] { return stop_ticking_; })) {
      lock.unlock();
      core_.registry.Tick(core_.clock());
      PollTls();
      lock.lock();
    }
  }

  void StopTicking() {
    {
      std::lock_guard<std::mutex> lock(ticker_mutex_);
      stop_ticking_ = true;
    }
    ticker_stop_.notify_all();
    if (ticker_.joinable()) ticker_.join();
  }

  const ServerOptions options_;
  const std::vector<std::unique_ptr<Service>> services_;
  // Each is used by those below it.
  std::map<store::Store*, std::unique_ptr<WatchHub>> hubs_;
  std::deque<std::deque<MethodState>> states_;  // by service; they do not move
  ServerCore core_;
  std::deque<RawMethods> raw_methods_;  // by service; they do not move
  HealthService health_service_;
  std::unique_ptr<UnknownMethods> unknown_;
  std::unique_ptr<ServingThreads> threads_;
  std::vector<int> ports_;
  std::shared_ptr<TlsSource> tls_;                                     // null: plain text
  std::vector<std::shared_ptr<grpc::ServerCredentials>> credentials_;  // of the ports
  absl::Time warned_ = absl::InfinitePast();  // that the certificate ends; the ticker's own
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<HealthServer> health_;  // null: none
  bool drained_ = false;
  std::mutex ticker_mutex_;
  std::condition_variable ticker_stop_;
  bool stop_ticking_ = false;
  std::thread ticker_;
};

absl::Status CheckTransport(const ServerOptions& options) {
  if (options.tls.empty()) {
    if (options.insecure_loopback) return absl::OkStatus();
    return absl::FailedPreconditionError(
        "refusing to serve without TLS: give --tls-certificate and --tls-key, or, for a trial on "
        "this machine where whoever calls may do everything, --insecure-loopback");
  }
  if (options.insecure_loopback) {
    return absl::FailedPreconditionError("--insecure-loopback and TLS exclude each other");
  }
  if (options.tls.certificate.empty() || options.tls.key.empty()) {
    return absl::FailedPreconditionError(
        "TLS needs the server's certificate (--tls-certificate) and its key (--tls-key)");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    ServerOptions options, std::vector<std::unique_ptr<Service>> services) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(services));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;
const std::vector<int>& Server::ports() const { return impl_->ports(); }
int Server::health_port() const { return impl_->health_port(); }
Metrics& Server::metrics() { return impl_->metrics(); }
void Server::Drain(absl::Duration patience) { impl_->Drain(patience); }

}  // namespace clearway::rpc
