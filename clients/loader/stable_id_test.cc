#include "clients/loader/stable_id.h"

#include <gtest/gtest.h>

#include "clearway/cooperation/v1/cooperation_service.pb.h"

namespace clearway::loader {
namespace {

using cooperation::v1::PublishOfferRequest;

TEST(StableIdTest, TheSameRequestGetsTheSameIdAndAnotherGetsAnother) {
  PublishOfferRequest request;
  request.set_name("offers/a");
  std::string id = StableRequestId("S/PublishOffer", request);
  EXPECT_EQ(id, StableRequestId("S/PublishOffer", request));
  EXPECT_NE(id, StableRequestId("S/RetractOffer", request));
  request.set_name("offers/b");
  EXPECT_NE(id, StableRequestId("S/PublishOffer", request));
}

TEST(StableIdTest, IsAUuidOfVersion8) {
  std::string id = StableRequestId("S/M", PublishOfferRequest());
  ASSERT_EQ(id.size(), 36u);
  for (size_t i : {8, 13, 18, 23}) EXPECT_EQ(id[i], '-');
  EXPECT_EQ(id[14], '8');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  // Fixed: ids stand in data directories.
  EXPECT_EQ(id, StableRequestId("S/M", PublishOfferRequest()));
}

}  // namespace
}  // namespace clearway::loader
