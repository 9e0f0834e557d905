// What a server counts, under the names of grpc-prometheus that people already have alerts for:
//   grpc_server_started_total, grpc_server_handled_total{…,grpc_code},
//   grpc_server_msg_received_total, grpc_server_msg_sent_total   counters by method
//   grpc_server_handling_seconds                                  histogram by method
// and gauges that their owners add. Counting takes no lock: a few relaxed atomic additions.
#ifndef CLEARWAY_COMMON_RPC_METRICS_H_
#define CLEARWAY_COMMON_RPC_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::rpc {

// One method's counts. Thread-safe.
class MethodMetrics {
 public:
  // Upper bounds of the histogram's buckets, in seconds; above the last: +Inf.
  static constexpr std::array<double, 14> kBuckets = {.0001, .00025, .0005, .001, .0025, .005, .01,
                                                      .025,  .05,    .1,    .25,  .5,    1,    5};
  static constexpr int kCodes = 17;

  void Started() { Add(&started_); }
  void Received() { Add(&received_); }
  void Sent() { Add(&sent_); }
  // `code` is a canonical code, 0 to 16.
  void Handled(int code, absl::Duration took);

 private:
  friend class Metrics;
  using Count = std::atomic<int64_t>;
  static void Add(Count* count, int64_t n = 1) { count->fetch_add(n, std::memory_order_relaxed); }

  std::string type_, service_, method_;
  Count started_{0}, received_{0}, sent_{0}, nanos_{0};
  std::array<Count, kCodes> handled_{};
  std::array<Count, kBuckets.size() + 1> buckets_{};
};

// All of a server's metrics. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // `type` is "unary" or "server_stream". The result lives as long as this.
  MethodMetrics* AddMethod(absl::string_view type, absl::string_view service,
                           absl::string_view method);
  // `read` is called whenever somebody asks; it must be quick and thread-safe, and work until
  // RemoveGauges.
  void AddGauge(absl::string_view name, absl::string_view help, std::function<double()> read);
  // Waits for a running scrape; afterwards no gauge is read.
  void RemoveGauges();

  // Everything in Prometheus's text format.
  std::string Text() const;

  // Serves Text under http://address/metrics until destroyed. Returns the port. UNAVAILABLE when
  // the address is taken.
  absl::StatusOr<int> Expose(const std::string& address);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_METRICS_H_
