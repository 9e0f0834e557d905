#include "common/resource/page_token.h"

#include <string>

#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::ListProjectsRequest;

TEST(PageTokenTest, ComesBack) {
  PagePosition last{std::string("\x00\xff\x01", 3), "p1/x"};
  std::string token = EncodePageToken(42, last);
  auto position = DecodePageToken(42, token);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->sort_key, last.sort_key);
  EXPECT_EQ(position->id, last.id);
  EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
}

TEST(PageTokenTest, DamagedAndForeignOnesAreRefused) {
  std::string token = EncodePageToken(42, {"key", "id"});
  auto reason = [](uint64_t query, const std::string& text) {
    return rpc::ReasonOf(DecodePageToken(query, text).status());
  };
  EXPECT_EQ(reason(43, token), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    std::string bad = token;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(reason(42, bad), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID) << i;
    EXPECT_EQ(reason(42, token.substr(0, i)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID) << i;
  }
  EXPECT_EQ(reason(42, "***"), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(reason(42, std::string(100000, 'A')), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(PageTokenTest, AQueryIsEverythingButThePage) {
  ListProjectsRequest a, b;
  b.set_page_size(7);
  b.set_page_token("x");
  EXPECT_EQ(QueryOf("projects", a), QueryOf("projects", b));
  EXPECT_NE(QueryOf("projects", a), QueryOf("offers", a));
  b.set_filter("open = true");
  EXPECT_NE(QueryOf("projects", a), QueryOf("projects", b));
  b = a;
  b.set_show_deleted(true);
  EXPECT_NE(QueryOf("projects", a), QueryOf("projects", b));
}

}  // namespace
}  // namespace clearway::resource
