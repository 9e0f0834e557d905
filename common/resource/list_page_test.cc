#include "common/resource/list_page.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

TEST(ListPageTest, KeepsWhatSortingEverythingWouldGive) {
  std::mt19937 random(11);
  using Place = std::pair<std::string, std::string>;
  for (int round = 0; round < 200; ++round) {
    std::vector<Place> all;
    for (int i = static_cast<int>(random() % 40); i > 0; --i) {
      all.emplace_back(absl::StrCat(random() % 5), absl::StrCat(i + 100));
    }
    std::shuffle(all.begin(), all.end(), random);
    size_t limit = 1 + random() % 10;
    absl::optional<PagePosition> after;
    if (random() % 2 == 0) after = PagePosition{absl::StrCat(random() % 5), "115"};
    ListPage page(limit, after);
    for (const auto& [sort_key, id] : all) {
      if (page.Wants(sort_key, id)) page.Add({{sort_key, id}, nullptr, /*sealed=*/""});
    }
    std::vector<Place> kept;
    for (const ListItem& item : page.TakeSorted()) {
      kept.emplace_back(item.position.sort_key, item.position.id);
    }
    std::sort(all.begin(), all.end());
    if (after.has_value()) {
      all.erase(all.begin(),
                std::upper_bound(all.begin(), all.end(), Place(after->sort_key, after->id)));
    }
    if (all.size() > limit) all.resize(limit);
    EXPECT_EQ(kept, all) << round;
  }
}

}  // namespace
}  // namespace clearway::resource
