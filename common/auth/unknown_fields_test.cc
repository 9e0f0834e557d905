#include "common/auth/unknown_fields.h"

#include <random>
#include <string>

#include "common/auth/testing/records.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using testing::Bundle;

Bundle ABundle() {
  Bundle bundle;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(box { deals { name: "d" ceilings: [1, 2] agents: "a" open: true
                       publish_time { seconds: 5 } notes { key: "k" value { text: "t" } }
                       uses { recipient: "r" amount: 3 } }
               inner { deals { title: "inner" } } }
         bargain { decisions { side: SIDE_PROVIDER reason: "x" } }
         bargains { key: "k" value { decisions { accepted: true } } })",
      &bundle));
  return bundle;
}

// Whether protobuf itself finds something to discard.
bool HasUnknown(const Bundle& bundle) {
  Bundle known = bundle;
  known.DiscardUnknownFields();
  return known.ByteSizeLong() != bundle.ByteSizeLong();
}

TEST(UnknownFieldsTest, NothingIsSaidWhereNothingIsUnknown) {
  const UnknownFields fields(Bundle::descriptor());
  EXPECT_FALSE(fields.MayBeIn(ABundle().SerializeAsString()));
  EXPECT_FALSE(fields.MayBeIn(""));
}

TEST(UnknownFieldsTest, OneIsFoundWhereverItIs) {
  const UnknownFields fields(Bundle::descriptor());
  for (int place = 0; place < 5; ++place) {
    Bundle bundle = ABundle();
    google::protobuf::Message* const places[] = {
        &bundle, bundle.mutable_box()->mutable_inner()->mutable_deals(0),
        bundle.mutable_box()->mutable_deals(0)->mutable_publish_time(),
        &(*bundle.mutable_box()->mutable_deals(0)->mutable_notes())["k"],
        &(*bundle.mutable_bargains())["k"]};
    places[place]->GetReflection()->MutableUnknownFields(places[place])->AddVarint(900, 1);
    EXPECT_TRUE(fields.MayBeIn(bundle.SerializeAsString())) << place;
  }
}

// Against protobuf's parser, on bytes that are nearly right: of what parses with an unknown field
// none is missed.
TEST(UnknownFieldsTest, MissesNoneThatTheParserKeeps) {
  const UnknownFields fields(Bundle::descriptor());
  const std::string good = ABundle().SerializeAsString();
  std::mt19937 random(7);
  int unknown = 0;
  int passed = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string bytes = good;
    for (int n = 1 + static_cast<int>(random() % 2); n > 0; --n) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    Bundle parsed;
    if (!parsed.ParseFromString(bytes)) continue;
    if (HasUnknown(parsed)) {
      ++unknown;
      ASSERT_TRUE(fields.MayBeIn(bytes)) << parsed.DebugString();
    } else if (!fields.MayBeIn(bytes)) {
      ++passed;
    }
  }
  // Both happened, many times.
  EXPECT_GT(unknown, 1000);
  EXPECT_GT(passed, 1000);
}

}  // namespace
}  // namespace clearway::auth
