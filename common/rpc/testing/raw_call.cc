#include "common/rpc/testing/raw_call.h"

#include <cstdlib>
#include <map>

#include "absl/time/clock.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/wire_status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace clearway::rpc {

struct RawCaller::Impl {
  std::shared_ptr<grpc::Channel> channel;
  std::multimap<std::string, std::string> metadata;

  absl::Status Run(const std::string& path, absl::string_view bytes, absl::Duration timeout,
                   std::string* answer) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    grpc::Slice slice(bytes.data(), bytes.size());
    ClientStream stream(channel, path, &context, grpc::ByteBuffer(&slice, 1));
    for (;;) {
      const ClientStream::State state = stream.Await(absl::Seconds(60));
      if (state != ClientStream::State::kMessage) break;
      grpc::Slice got;
      if (stream.message().DumpToSingleSlice(&got).ok()) {
        answer->assign(reinterpret_cast<const char*>(got.begin()), got.size());
      }
      stream.ReadNext();
    }
    return stream.Finish();
  }
};

RawCaller::RawCaller(const std::string& address, const TlsFiles& tls)
    : impl_(std::make_unique<Impl>()) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto credentials = grpc::InsecureChannelCredentials();
  if (!tls.authorities.empty()) {
    const auto material = ReadTlsFiles(tls, absl::Now());
    if (!material.ok()) std::abort();
    credentials =
        grpc::SslCredentials({material->authorities, material->key, material->certificate});
  }
  impl_->channel = grpc::CreateCustomChannel(address, credentials, arguments);
}
RawCaller::~RawCaller() = default;

absl::Status RawCaller::Call(const std::string& path, absl::string_view bytes,
                             absl::Duration timeout) {
  std::string answer;
  return impl_->Run(path, bytes, timeout, &answer);
}

std::string RawCaller::Answer(const std::string& path, absl::string_view bytes) {
  std::string answer;
  (void)impl_->Run(path, bytes, absl::Seconds(10), &answer);
  return answer;
}

void RawCaller::AddMetadata(const std::string& key, const std::string& value) {
  impl_->metadata.emplace(key, value);
}

int RawCaller::Health(const std::string& service) {
  // grpc.health.v1: HealthCheckRequest.service and HealthCheckResponse.status are both field 1.
  std::string request;
  if (!service.empty()) {
    request = std::string("\x0a") + static_cast<char>(service.size()) + service;
  }
  std::string answer;
  const absl::Status status =
      impl_->Run("/grpc.health.v1.Health/Check", request, absl::Seconds(10), &answer);
  return status.ok() && answer.size() == 2 ? answer[1] : -1;
}

}  // namespace clearway::rpc
