#include "common/store/format_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

using ::testing::HasSubstr;

StoreFormat Example() {
  StoreFormat format;
  format.version = 1;
  format.engine = "rocksdb";
  format.service = "cooperation";
  format.store_id = "6f1e0c5a9b3d4f27a1c8e2b4d6f80913";
  format.ready = true;
  return format;
}

TEST(FormatFileTest, ChecksumIsCrc32c) {
  // RFC 3720 B.4, and the algorithm's customary check value.
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
}

TEST(FormatFileTest, ReadsWhatItWrote) {
  for (const bool ready : {false, true}) {
    StoreFormat format = Example();
    format.ready = ready;
    auto parsed = ParseFormat(SerializeFormat(format), 1);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(SerializeFormat(*parsed), SerializeFormat(format));
    EXPECT_EQ(parsed->service, "cooperation");
    EXPECT_EQ(parsed->ready, ready);
  }
}

// The bytes of version 1 on disk, for good.
TEST(FormatFileTest, VersionOneLooksLikeThis) {
  EXPECT_EQ(SerializeFormat(Example()),
            "clearway store\nformat: 1\nengine: rocksdb\nservice: cooperation\n"
            "store: 6f1e0c5a9b3d4f27a1c8e2b4d6f80913\nstate: ready\nchecksum: 8cf3f311\n");
}

TEST(FormatFileTest, RefusesEveryFlippedBit) {
  const std::string good = SerializeFormat(Example());
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      EXPECT_FALSE(ParseFormat(bad, 1).ok()) << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(FormatFileTest, RefusesEveryTruncation) {
  const std::string good = SerializeFormat(Example());
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ParseFormat(good.substr(0, size), 1).ok()) << size;
  }
  EXPECT_EQ(ParseFormat(good + "x", 1).status().code(), absl::StatusCode::kDataLoss);
}

TEST(FormatFileTest, TellsNewerFromDamagedAndForeign) {
  StoreFormat newer = Example();
  newer.version = 7;
  const absl::Status status = ParseFormat(SerializeFormat(newer), 1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("newer release (format 7"));
  EXPECT_EQ(ParseFormat("PK\x03\x04", 1).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ParseFormat("", 1).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace clearway::store
