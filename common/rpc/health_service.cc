#include "common/rpc/health_service.h"

#include <memory>
#include <utility>

#include "common/rpc/codec.h"
#include "common/rpc/raw_stream.h"
#include "common/rpc/raw_unary.h"

namespace clearway::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// A request is the name of a service.
constexpr size_t kMaxRequestBytes = 4096;

// Nobody is asked who they are; a cluster's probes are a few.
constexpr size_t kMaxWatches = 1000;

grpc::ByteBuffer Answer(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  grpc::ByteBuffer bytes;
  Serialize(response, &bytes).IgnoreError();  // fails above 2 GiB
  return bytes;
}

grpc::Status ParseName(const grpc::ByteBuffer& bytes, std::string* service) {
  HealthCheckRequest request;
  const absl::Status parsed = Parse(bytes, kMaxRequestBytes, &request);
  if (!parsed.ok()) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, std::string(parsed.message()));
  }
  *service = request.service();
  return grpc::Status::OK;
}

}  // namespace

class HealthService::Check final : public RawUnary {
 public:
  Check(HealthService* health, ServingThreads* threads)
      : RawUnary(&health->methods_, health->check_, threads), health_(*health) {}

 private:
  std::shared_ptr<RawUnary> Another() const override {
    return std::make_shared<Check>(&health_, &threads_);
  }

  void Arrived() override {
    std::string service;
    const grpc::Status parsed = ParseName(bytes(), &service);
    if (!parsed.ok()) return Finish({}, parsed);
    Status status;
    {
      std::lock_guard<std::mutex> lock(health_.mutex_);
      status = health_.Of(service);
    }
    if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
      return Finish({},
                    grpc::Status(grpc::StatusCode::NOT_FOUND, "this server has no such service"));
    }
    Finish(Answer(status), grpc::Status::OK);
  }

  HealthService& health_;
};

// Its own until its stream is done.
class HealthService::Watch final : public RawStream::Writer {
 public:
  Watch(HealthService* health, std::unique_ptr<RawStream> stream)
      : health_(*health), stream_(std::move(stream)) {}

  void Open() {
    stream_->SetWriter(this);
    const grpc::Status parsed = ParseName(stream_->bytes(), &service_);
    {
      std::lock_guard<std::mutex> lock(health_.mutex_);
      if (!parsed.ok()) {
        EndLocked(parsed);
      } else if (health_.watches_.size() >= kMaxWatches) {
        EndLocked({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many watch this server's health"});
      } else {
        health_.watches_.insert(this);
        Tell();
      }
    }
    stream_->Opened();
  }

  // With the service's mutex held: what it is now, unless that was said or is still being written.
  void Tell() {
    const Status now = health_.Of(service_);
    if (writing_ || ended_ || told_ == now) return;
    told_ = now;
    writing_ = true;
    stream_->Write(Answer(now));
  }

 private:
  void OnWriteDone(bool ok) override {
    std::lock_guard<std::mutex> lock(health_.mutex_);
    writing_ = false;
    ok ? Tell() : EndLocked(grpc::Status::CANCELLED);
  }

  void OnCancel() override {
    std::lock_guard<std::mutex> lock(health_.mutex_);
    EndLocked(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

  void EndLocked(const grpc::Status& status) {
    if (std::exchange(ended_, true)) return;
    health_.watches_.erase(this);
    stream_->Finish(status);
  }

  HealthService& health_;
  const std::unique_ptr<RawStream> stream_;
  std::string service_;
  int told_ = -1;
  bool writing_ = false;
  bool ended_ = false;
};

HealthService::HealthService()
    : check_(methods_.Add("/grpc.health.v1.Health/Check", /*streams=*/false)),
      watch_(methods_.Add("/grpc.health.v1.Health/Watch", /*streams=*/true)),
      statuses_{{"", HealthCheckResponse::SERVING}} {}

void HealthService::Await(ServingThreads* threads) {
  RawUnary::Await(std::make_shared<Check>(this, threads));
  RawStream::Await(&methods_, watch_, threads, [this](std::unique_ptr<RawStream> stream) {
    (new Watch(this, std::move(stream)))->Open();
  });
}

HealthService::Status HealthService::Of(const std::string& service) const {
  const auto it = statuses_.find(service);
  return it == statuses_.end() ? HealthCheckResponse::SERVICE_UNKNOWN : it->second;
}

void HealthService::Set(const std::string& service, bool serving) {
  std::lock_guard<std::mutex> lock(mutex_);
  statuses_[service] = serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  for (Watch* watch : watches_) watch->Tell();
}

void HealthService::SetAll(bool serving) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (auto& [service, status] : statuses_) {
    status = serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  }
  for (Watch* watch : watches_) watch->Tell();
}

}  // namespace clearway::rpc
