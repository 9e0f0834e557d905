#include "common/audit/trimmer.h"

#include <condition_variable>
#include <mutex>

#include "absl/types/optional.h"
#include "common/audit/testing/events.h"
#include "common/audit/trail.h"
#include "common/resource/testing/store.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::testing::CallAt;
using testing::Events;

class TrimmerTest : public resource::testing::StoreTest {};

TEST_F(TrimmerTest, TrimsWhatIsOlderThanIsKept) {
  for (const int minute : {0, 10, 20}) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Append(CallAt(minute), txn, {.resource = "offers/a"});
                }).ok());
  }
  std::mutex mutex;
  std::condition_variable told;
  absl::optional<absl::StatusOr<int64_t>> trimmed;
  {
    Trimmer trimmer(
        store_.get(), absl::Minutes(15), [] { return CallAt(30).time; },
        [&](absl::StatusOr<int64_t> result) {
          std::lock_guard<std::mutex> lock(mutex);
          trimmed = std::move(result);
          told.notify_all();
        });
    std::unique_lock<std::mutex> lock(mutex);
    told.wait(lock, [&] { return trimmed.has_value(); });
  }
  ASSERT_TRUE(trimmed->ok()) << trimmed->status();
  EXPECT_EQ(**trimmed, 2);
  const auto events = Events(*Now());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].sequence(), 3);
  EXPECT_EQ(events[1].actor(), "actors/clearway");
}

TEST_F(TrimmerTest, EndsAtOnce) {
  Trimmer trimmer(store_.get(), absl::Minutes(15), absl::Now,
                  [](const absl::StatusOr<int64_t>&) {});
}

}  // namespace
}  // namespace clearway::audit
