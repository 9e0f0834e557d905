#include "clients/loader/health.h"

#include <chrono>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/wrappers.pb.h"

namespace clearway::loader {
namespace {

// The health protocol's two messages are one field each, with the number 1: a string (which
// service; empty: the server as a whole) and an enum. The wrappers have the same bytes, and Debian
// has no generated code for the protocol.
using HealthCheckRequest = google::protobuf::StringValue;
using HealthCheckResponse = google::protobuf::Int32Value;
constexpr int kServing = 1;

}  // namespace

absl::Status WaitUntilServing(const rpc::Client& client, absl::Duration patience) {
  const absl::Time until = absl::Now() + patience;
  while (true) {
    HealthCheckResponse response;
    rpc::CallOptions options;
    options.timeout = absl::Seconds(2);
    absl::Status status =
        client.CallRaw("grpc.health.v1.Health/Check", HealthCheckRequest(), &response, options);
    if (status.ok() && response.value() == kServing) return absl::OkStatus();
    if (absl::Now() >= until) {
      std::string answer = status.ok() ? "it does not serve yet" : std::string(status.message());
      return absl::UnavailableError(absl::StrCat("no service at ", client.address(), " within ",
                                                 absl::FormatDuration(patience), ": ", answer));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace clearway::loader
