#include "common/rpc/metrics.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MetricsTest, NamesLabelsAndValues) {
  Metrics metrics;
  MethodMetrics* get = metrics.AddMethod("unary", "a.v1.S", "Get");
  get->Started();
  get->Received();
  get->Sent();
  get->Handled(5, absl::Milliseconds(2));
  get->Handled(0, absl::Seconds(10));
  metrics.AddGauge("clearway_store_revision", "Last revision.", [] { return 42.0; });
  const std::string labels = R"(grpc_method="Get",grpc_service="a.v1.S",grpc_type="unary")";
  EXPECT_THAT(metrics.Text(),
              AllOf(HasSubstr(absl::StrCat("grpc_server_started_total{", labels, "} 1")),
                    HasSubstr(absl::StrCat("grpc_server_handled_total{", labels,
                                           ",grpc_code=\"NotFound\"} 1")),
                    HasSubstr(absl::StrCat("grpc_server_handling_seconds_bucket{", labels,
                                           ",le=\"0.0025\"} 1")),
                    HasSubstr(absl::StrCat("grpc_server_handling_seconds_bucket{", labels,
                                           ",le=\"+Inf\"} 2")),
                    HasSubstr(absl::StrCat("grpc_server_handling_seconds_count{", labels, "} 2")),
                    HasSubstr("clearway_store_revision 42")));
}

TEST(MetricsTest, CodesBeyondTheCanonicalOnesCountAsUnknown) {
  Metrics metrics;
  metrics.AddMethod("unary", "S", "M")->Handled(99, absl::ZeroDuration());
  EXPECT_THAT(metrics.Text(), HasSubstr("grpc_code=\"Unknown\"} 1"));
}

TEST(MetricsTest, ExposesOnAPortAndRefusesATakenOne) {
  Metrics metrics;
  absl::StatusOr<int> port = metrics.Expose("127.0.0.1:0");
  ASSERT_TRUE(port.ok()) << port.status();
  EXPECT_GT(*port, 0);
  Metrics second;
  EXPECT_EQ(second.Expose(absl::StrCat("127.0.0.1:", *port)).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace clearway::rpc
