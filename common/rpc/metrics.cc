#include "common/rpc/metrics.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"

namespace clearway::rpc {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// As grpc-prometheus writes them.
constexpr const char* kCodeNames[MethodMetrics::kCodes] = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

MetricFamily Family(const char* name, const char* help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

}  // namespace

void MethodMetrics::Handled(int code, absl::Duration took) {
  Add(&handled_[code >= 0 && code < kCodes ? code : 2]);
  Add(&nanos_, absl::ToInt64Nanoseconds(took));
  const double seconds = absl::ToDoubleSeconds(took);
  const size_t bucket =
      std::lower_bound(kBuckets.begin(), kBuckets.end(), seconds) - kBuckets.begin();
  Add(&buckets_[bucket]);
}

class Metrics::Impl : public prometheus::Collectable {
 public:
  MethodMetrics* AddMethod(absl::string_view type, absl::string_view service,
                           absl::string_view method) {
    std::lock_guard<std::mutex> lock(mutex_);
    methods_.emplace_back();
    MethodMetrics& added = methods_.back();
    added.type_ = std::string(type);
    added.service_ = std::string(service);
    added.method_ = std::string(method);
    return &added;
  }

  void AddGauge(absl::string_view name, absl::string_view help, std::function<double()> read) {
    std::lock_guard<std::mutex> lock(mutex_);
    gauges_.push_back({std::string(name), std::string(help), std::move(read)});
  }

  void RemoveGauges() {
    std::lock_guard<std::mutex> lock(mutex_);
    gauges_.clear();
  }

  std::vector<MetricFamily> Collect() const override {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<MetricFamily> families = {
        CounterFamily("grpc_server_started_total", "Calls started.", &MethodMetrics::started_),
        CounterFamily("grpc_server_msg_received_total", "Messages received.",
                      &MethodMetrics::received_),
        CounterFamily("grpc_server_msg_sent_total", "Messages sent.", &MethodMetrics::sent_),
        Handled(), Handling()};
    for (const Gauge& gauge : gauges_) {
      families.push_back(Family(gauge.name.c_str(), gauge.help.c_str(), MetricType::Gauge));
      families.back().metric.emplace_back();
      families.back().metric.back().gauge.value = gauge.read();
    }
    return families;
  }

  absl::StatusOr<int> Expose(const std::string& address, std::shared_ptr<Impl> self) {
    try {
      exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
      exposer_->RegisterCollectable(self);
    } catch (const std::exception& e) {
      return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address,
                                                 ": is the port taken? (", e.what(), ")"));
    }
    const std::vector<int> ports = exposer_->GetListeningPorts();
    return ports.empty() ? 0 : ports[0];
  }

  void StopExposing() { exposer_.reset(); }

 private:
  struct Gauge {
    std::string name, help;
    std::function<double()> read;
  };

  static ClientMetric Labelled(const MethodMetrics& method) {
    ClientMetric metric;
    metric.label = {{"grpc_method", method.method_},
                    {"grpc_service", method.service_},
                    {"grpc_type", method.type_}};
    return metric;
  }

  static double Read(const MethodMetrics::Count& count) {
    return static_cast<double>(count.load(std::memory_order_relaxed));
  }

  MetricFamily CounterFamily(const char* name, const char* help,
                             MethodMetrics::Count MethodMetrics::*count) const {
    MetricFamily family = Family(name, help, MetricType::Counter);
    for (const MethodMetrics& method : methods_) {
      family.metric.push_back(Labelled(method));
      family.metric.back().counter.value = Read(method.*count);
    }
    return family;
  }

  MetricFamily Handled() const {
    MetricFamily family =
        Family("grpc_server_handled_total", "Calls completed, by their code.", MetricType::Counter);
    for (const MethodMetrics& method : methods_) {
      for (int code = 0; code < MethodMetrics::kCodes; ++code) {
        const double value = Read(method.handled_[code]);
        if (value == 0 && code != 0) continue;
        family.metric.push_back(Labelled(method));
        family.metric.back().label.push_back({"grpc_code", kCodeNames[code]});
        family.metric.back().counter.value = value;
      }
    }
    return family;
  }

  MetricFamily Handling() const {
    MetricFamily family =
        Family("grpc_server_handling_seconds", "Seconds from a call's arrival to its answer.",
               MetricType::Histogram);
    for (const MethodMetrics& method : methods_) {
      family.metric.push_back(Labelled(method));
      ClientMetric::Histogram& histogram = family.metric.back().histogram;
      uint64_t total = 0;
      for (size_t i = 0; i < method.buckets_.size(); ++i) {
        total += static_cast<uint64_t>(method.buckets_[i].load(std::memory_order_relaxed));
        ClientMetric::Bucket bucket;
        bucket.cumulative_count = total;
        bucket.upper_bound = i < MethodMetrics::kBuckets.size()
                                 ? MethodMetrics::kBuckets[i]
                                 : std::numeric_limits<double>::infinity();
        histogram.bucket.push_back(bucket);
      }
      histogram.sample_count = total;
      histogram.sample_sum = Read(method.nanos_) * 1e-9;
    }
    return family;
  }

  mutable std::mutex mutex_;  // guards the lists, not the counts
  std::deque<MethodMetrics> methods_;
  std::vector<Gauge> gauges_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

Metrics::Metrics() : impl_(std::make_shared<Impl>()) {}

Metrics::~Metrics() {
  impl_->RemoveGauges();
  impl_->StopExposing();
}

MethodMetrics* Metrics::AddMethod(absl::string_view type, absl::string_view service,
                                  absl::string_view method) {
  return impl_->AddMethod(type, service, method);
}

void Metrics::AddGauge(absl::string_view name, absl::string_view help,
                       std::function<double()> read) {
  impl_->AddGauge(name, help, std::move(read));
}

void Metrics::RemoveGauges() { impl_->RemoveGauges(); }

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(impl_->Collect());
}

absl::StatusOr<int> Metrics::Expose(const std::string& address) {
  return impl_->Expose(address, impl_);
}

}  // namespace clearway::rpc
