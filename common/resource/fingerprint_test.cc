#include "common/resource/fingerprint.h"

#include "absl/strings/escaping.h"
#include "google/protobuf/struct.pb.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

// FIPS 180-4's example.
TEST(FingerprintTest, IsSha256) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Fingerprint("abc"), 0xba7816bf8f01cfeaULL);
}

TEST(FingerprintTest, MapsInAnyOrderGiveTheSameBytes) {
  google::protobuf::Struct forwards, backwards;
  for (int i = 0; i < 100; ++i) {
    (*forwards.mutable_fields())[std::to_string(i)].set_number_value(i);
    (*backwards.mutable_fields())[std::to_string(99 - i)].set_number_value(99 - i);
  }
  EXPECT_EQ(DeterministicBytes(forwards), DeterministicBytes(backwards));
  backwards.mutable_fields()->erase("7");
  EXPECT_NE(DeterministicBytes(forwards), DeterministicBytes(backwards));
}

}  // namespace
}  // namespace clearway::resource
