#include "common/rpc/store_monitor.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/log.h"
#include "common/store/store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StoreMonitorTest : public testing::Test {
 protected:
  StoreMonitorTest() {
    SetLogSink([this](absl::string_view line) { log_.emplace_back(line); });
  }
  ~StoreMonitorTest() override { SetLogSink({}); }

  StoreMonitor::Options Options() {
    StoreMonitor::Options options;
    options.service = "cooperation";
    options.writable = [this] { return writable_; };
    options.probe = [this] {
      ++probes_;
      return probe_;
    };
    options.now = [this] { return now_; };
    options.patience = absl::Seconds(10);
    return options;
  }
  std::vector<std::string> TakeLog() { return std::exchange(log_, {}); }

  absl::Status writable_, probe_;
  absl::Time now_ = absl::UnixEpoch();
  int probes_ = 0;
  std::vector<std::string> log_;
};

TEST_F(StoreMonitorTest, SaysEachChangeOnce) {
  StoreMonitor monitor(Options());
  EXPECT_FALSE(monitor.Look());
  EXPECT_THAT(TakeLog(), IsEmpty());
  writable_ = store::StoreFullError("3 MiB left");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(monitor.Look());
  EXPECT_THAT(TakeLog(),
              ElementsAre(AllOf(HasSubstr("\"level\":\"error\""), HasSubstr("little room"),
                                HasSubstr("3 MiB left"), HasSubstr("cooperation"))));
  writable_ = absl::OkStatus();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(monitor.Look());
  EXPECT_THAT(TakeLog(), ElementsAre(HasSubstr("takes writes again")));
  EXPECT_EQ(probes_, 0) << "what passes by itself needs no probe";
}

TEST_F(StoreMonitorTest, AStoppedStoreIsOpenedAnewOnceTheDiskTakesWrites) {
  StoreMonitor monitor(Options());
  writable_ = store::StoreStoppedError("the store in /data has stopped");
  probe_ = absl::UnavailableError("still full");
  EXPECT_FALSE(monitor.Look());
  EXPECT_THAT(TakeLog(), ElementsAre(AllOf(HasSubstr("has stopped"), HasSubstr("/data"))));
  EXPECT_EQ(probes_, 0) << "it was only just opened";
  now_ += absl::Seconds(10);
  EXPECT_FALSE(monitor.Look());
  EXPECT_EQ(probes_, 1);
  now_ += absl::Seconds(9);
  EXPECT_FALSE(monitor.Look());
  EXPECT_EQ(probes_, 1) << "the disk is not asked all the time";
  probe_ = absl::OkStatus();
  now_ += absl::Seconds(1);
  EXPECT_TRUE(monitor.Look());
  EXPECT_EQ(probes_, 2);
  EXPECT_THAT(TakeLog(), ElementsAre(HasSubstr("opening the store anew")));
}

}  // namespace
}  // namespace clearway::rpc
