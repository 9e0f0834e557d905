#include "common/bounded_cache.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway {
namespace {

TEST(BoundedCacheTest, FindsWhatWasPut) {
  BoundedCache<int> cache(100);
  EXPECT_EQ(cache.Find("a"), nullptr);
  cache.Put("a", std::make_shared<int>(1));
  cache.Put("a", std::make_shared<int>(2));
  ASSERT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(*cache.Find("a"), 2);
  EXPECT_EQ(cache.size(), 1u);
  cache.Erase("a");
  EXPECT_EQ(cache.Find("a"), nullptr);
}

TEST(BoundedCacheTest, KeepsWhatIsUsedAndNeverGrowsBeyondItsCapacity) {
  BoundedCache<int> cache(100);
  cache.Put("used", std::make_shared<int>(7));
  for (int i = 0; i < 10000; ++i) {
    cache.Put(absl::StrCat("key ", i), std::make_shared<int>(i));
    ASSERT_LE(cache.size(), 100u);
    ASSERT_NE(cache.Find("used"), nullptr) << i;
  }
  EXPECT_EQ(cache.Find("key 1"), nullptr);
  EXPECT_NE(cache.Find("key 9999"), nullptr);
}

TEST(BoundedCacheTest, AReplacedValueNeverComesBack) {
  BoundedCache<int> cache(4);
  cache.Put("a", std::make_shared<int>(1));
  cache.Put("b", std::make_shared<int>(1));  // both are in the older map now
  cache.Put("a", std::make_shared<int>(2));
  cache.Erase("b");
  cache.Put("c", std::make_shared<int>(3));
  ASSERT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(*cache.Find("a"), 2);
  EXPECT_EQ(cache.Find("b"), nullptr);
}

TEST(BoundedCacheTest, ManyThreadsAtOnce) {
  BoundedCache<std::string> cache(64);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 5000; ++i) {
        const std::string key = absl::StrCat((i * 7 + t) % 150);
        auto found = cache.Find(key);
        if (found != nullptr) {
          EXPECT_EQ(*found, key);
        } else {
          cache.Put(key, std::make_shared<std::string>(key));
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(cache.size(), 64u);
}

}  // namespace
}  // namespace clearway
