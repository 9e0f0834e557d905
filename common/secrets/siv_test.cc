#include "common/secrets/siv.h"

#include <openssl/err.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace clearway::secrets {
namespace {

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

// The vector of the AES-256 variant that is published with RFC 5297's inputs (Project Wycheproof,
// miscreant): the RFC itself has AES-128 alone.
TEST(SivTest, KnownAnswer) {
  const auto siv =
      Siv::Make(Hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f06f6e6d6c6b6a69686766656463626160"
                    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f"));
  ASSERT_TRUE(siv.ok()) << siv.status();
  const std::string associated = Hex("101112131415161718191a1b1c1d1e1f2021222324252627");
  const std::string plaintext = Hex("112233445566778899aabbccddee");
  const auto sealed = (*siv)->Seal(plaintext, associated);
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(absl::BytesToHexString(*sealed),
            "f125274c598065cfc26b0e71575029088b035217e380cac8919ee800c126");
  const auto opened = (*siv)->Open(*sealed, associated);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->view(), plaintext);
}

// RFC 5297, A.1, by OpenSSL's own AES-128-SIV in the same way: that the library is what it says.
TEST(SivTest, OpensslKnowsTheRfc) {
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-SIV", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  const std::string key = Hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const std::string ad = Hex("101112131415161718191a1b1c1d1e1f2021222324252627");
  const std::string text = Hex("112233445566778899aabbccddee");
  const auto bytes = [](const std::string& s) {
    return reinterpret_cast<const unsigned char*>(s.data());
  };
  std::string out(14, '\0'), tag(16, '\0');
  int n = 0;
  ASSERT_EQ(EVP_EncryptInit_ex2(context, cipher, bytes(key), nullptr, nullptr), 1);
  ASSERT_EQ(EVP_EncryptUpdate(context, nullptr, &n, bytes(ad), static_cast<int>(ad.size())), 1);
  ASSERT_EQ(EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(&out[0]), &n, bytes(text),
                              static_cast<int>(text.size())),
            1);
  ASSERT_EQ(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag[0]), 1);
  EXPECT_EQ(absl::BytesToHexString(tag + out),
            "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
}

TEST(SivTest, EveryChangedBitIsFound) {
  const auto siv = *Siv::Make(std::string(64, 'k'));
  const std::string associated = "place", sealed = *siv->Seal("Bounmy", associated);
  EXPECT_EQ(sealed.size(), 6 + Siv::kOverheadBytes);
  for (size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string changed = sealed;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ 1 << i % 8);
    EXPECT_TRUE(absl::IsDataLoss(siv->Open(changed, associated).status())) << i;
  }
  for (size_t i = 0; i < associated.size() * 8; ++i) {
    std::string changed = associated;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ 1 << i % 8);
    EXPECT_TRUE(absl::IsDataLoss(siv->Open(sealed, changed).status())) << i;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(siv->Open(sealed.substr(0, size), associated).status())) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(siv->Open(sealed + "x", associated).status()));
  EXPECT_TRUE(
      absl::IsDataLoss((*Siv::Make(std::string(64, 'j')))->Open(sealed, associated).status()));
  // gRPC's TLS on the same thread must not find our failures.
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(SivTest, TheSameGivesTheSameAndNothingElseDoes) {
  const auto siv = *Siv::Make(std::string(64, 'k'));
  EXPECT_EQ(*siv->Seal("text", "place 1"), *siv->Seal("text", "place 1"));
  EXPECT_NE(*siv->Seal("text", "place 1"), *siv->Seal("text", "place 2"));
  EXPECT_NE(siv->Seal("text", "place 1")->substr(16), siv->Seal("text", "place 2")->substr(16));
}

TEST(SivTest, RefusesWhatItCannotDo) {
  EXPECT_TRUE(absl::IsInvalidArgument(Siv::Make("short").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Siv::Make(std::string(65, 'k')).status()));
  const auto siv = *Siv::Make(std::string(64, 'k'));
  EXPECT_TRUE(absl::IsInvalidArgument(siv->Seal("", "place").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(siv->Seal("text", "").status()));
}

TEST(SivTest, OneKeyServesManyThreads) {
  const auto siv = *Siv::Make(std::string(64, 'k'));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&siv, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string text(static_cast<size_t>(1 + (t * 7 + i) % 100),
                               static_cast<char>('a' + t));
        const auto sealed = siv->Seal(text, "place");
        ASSERT_TRUE(sealed.ok());
        ASSERT_EQ(siv->Open(*sealed, "place")->view(), text);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(SivTest, JoinedTextsAreNoOthers) {
  EXPECT_NE(Joined({"ab", "c"}), Joined({"a", "bc"}));
  EXPECT_NE(Joined({"a", ""}), Joined({"a"}));
  EXPECT_NE(Joined({Joined({"a"})}), Joined({"a"}));
}

}  // namespace
}  // namespace clearway::secrets
