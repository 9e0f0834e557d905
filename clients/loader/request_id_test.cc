#include "clients/loader/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clearway/universalization/v1/universalization_service.pb.h"

namespace clearway::loader {
namespace {

TEST(RequestIdTest, IsAUuidOfMethodAndContent) {
  universalization::v1::CreateStateRequest request;
  request.set_state_id("LAO");
  std::string id = RequestIdFor("a/Create", request);
  EXPECT_THAT(id, testing::MatchesRegex(
                      "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_EQ(RequestIdFor("a/Create", request), id);
  EXPECT_NE(RequestIdFor("b/Create", request), id);
  request.set_state_id("LBN");
  EXPECT_NE(RequestIdFor("a/Create", request), id);
}

// The id is kept by services: another one for the same content would load a row twice.
TEST(RequestIdTest, NeverChanges) {
  universalization::v1::CreateStateRequest request;
  request.set_state_id("LAO");
  EXPECT_EQ(RequestIdFor("a/Create", request), "9a7d9937-3444-8cf8-a642-2e89debedd44");
}

}  // namespace
}  // namespace clearway::loader
