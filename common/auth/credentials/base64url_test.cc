#include "common/auth/credentials/base64url.h"

#include <random>

#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

TEST(Base64UrlTest, ReadsWhatItWrites) {
  std::mt19937 random(7);
  for (size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(Base64UrlDecode(Base64UrlEncode(bytes)), bytes) << size;
  }
  // RFC 7515, appendix C.
  EXPECT_EQ(Base64UrlEncode("\x03\xec\xff\xe0\xc1"), "A-z_4ME");
  EXPECT_EQ(Base64UrlDecode("A-z_4ME"), "\x03\xec\xff\xe0\xc1");
}

TEST(Base64UrlTest, TakesNothingElse) {
  for (const char* text :
       {"A", "AAAAA", "QQ==", "QUI=", "QU I", "QUI\n", "QU+/", "QU.I", "Q\xc3\xa9"}) {
    EXPECT_EQ(Base64UrlDecode(text), absl::nullopt) << text;
  }
}

TEST(Base64UrlTest, TheSameBytesHaveOneText) {
  EXPECT_EQ(Base64UrlDecode("QQ"), "A");
  EXPECT_EQ(Base64UrlDecode("QR"), absl::nullopt);
  EXPECT_EQ(Base64UrlDecode("QUI"), "AB");
  EXPECT_EQ(Base64UrlDecode("QUJ"), absl::nullopt);
}

}  // namespace
}  // namespace clearway::auth
