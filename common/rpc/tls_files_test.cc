// Certificates and keys from files: what is refused, and what a change of the files does.
#include "common/rpc/tls_files.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/testing/test_authority.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kUri[] = "spiffe://clearway.test/services/echo";

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Put in place whole, as whoever renews a certificate should.
void Write(const std::string& path, const std::string& text) {
  std::ofstream(path + ".new") << text;
  ASSERT_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
}

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() : files_(authority_.Issue("echo", kUri)) {}

  std::string Refusal(const TlsFiles& files) const {
    const auto read = ReadTlsFiles(files, absl::Now());
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << read.status();
    return std::string(read.status().message());
  }

  TestAuthority authority_;
  TlsFiles files_;
};

TEST_F(TlsFilesTest, AGoodPairIsRead) {
  const auto read = ReadTlsFiles(files_, absl::Now());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->certificate, Read(files_.certificate));
  EXPECT_EQ(read->key, Read(files_.key));
  EXPECT_EQ(read->authorities, Read(files_.authorities));
  EXPECT_GT(read->expires, absl::Now() + absl::Minutes(59));
  EXPECT_LE(read->expires, absl::Now() + absl::Minutes(60));
  EXPECT_FALSE(read->ExpiresSoon(absl::Now()));
  EXPECT_TRUE(read->ExpiresSoon(absl::Now() + absl::Minutes(37))) << "of two hours";
  EXPECT_FALSE(TlsMaterial().ExpiresSoon(absl::Now())) << "there is none";
}

TEST_F(TlsFilesTest, EitherPartMayBeLeftOut) {
  EXPECT_TRUE(ReadTlsFiles({"", "", files_.authorities}, absl::Now()).ok());
  EXPECT_TRUE(ReadTlsFiles({files_.certificate, files_.key, ""}, absl::Now()).ok());
  EXPECT_TRUE(TlsFiles().empty());
}

TEST_F(TlsFilesTest, WhatCannotBeUsedIsNamedWithTheReason) {
  const TlsFiles other = authority_.Issue("other", kUri);
  const std::string none = authority_.Path("none.pem");
  const std::string text = authority_.Path("text.pem");
  const std::string damaged = authority_.Path("damaged.pem");
  const std::string empty = authority_.Path("empty.pem");
  Write(text, "no certificate\n");
  Write(empty, "");
  std::string pem = Read(files_.certificate);
  pem.insert(pem.size() / 2, "!");
  Write(damaged, pem);

  EXPECT_THAT(Refusal({none, files_.key, ""}), AllOf(HasSubstr(none), HasSubstr("No such file")));
  EXPECT_THAT(Refusal({files_.certificate, none, ""}),
              AllOf(HasSubstr("the key " + none), HasSubstr("No such file")));
  EXPECT_THAT(Refusal({text, files_.key, ""}), AllOf(HasSubstr(text), HasSubstr("PEM")));
  EXPECT_THAT(Refusal({empty, files_.key, ""}), AllOf(HasSubstr(empty), HasSubstr("PEM")));
  EXPECT_THAT(Refusal({damaged, files_.key, ""}), AllOf(HasSubstr(damaged), HasSubstr("damaged")));
  EXPECT_THAT(Refusal({files_.certificate, text, ""}), AllOf(HasSubstr(text), HasSubstr("PEM")));
  EXPECT_THAT(Refusal({files_.certificate, other.key, ""}),
              AllOf(HasSubstr(other.key), HasSubstr("is not that of the certificate"),
                    HasSubstr(files_.certificate)));
  EXPECT_THAT(Refusal({files_.certificate, "", ""}), HasSubstr("go together"));
  EXPECT_THAT(Refusal({"", files_.key, ""}), HasSubstr("go together"));
  EXPECT_THAT(Refusal({authority_.Path(""), files_.key, ""}), HasSubstr("is no regular file"));
  EXPECT_THAT(Refusal({"", "", none}), AllOf(HasSubstr("authority"), HasSubstr(none)));
  EXPECT_THAT(Refusal({"", "", text}), AllOf(HasSubstr("authority"), HasSubstr("PEM")));
}

TEST_F(TlsFilesTest, AKeyWithAPassphraseIsRefusedWithoutAsking) {
  const std::string path = authority_.Path("locked.key");
  EVP_PKEY* key = EVP_EC_gen("P-256");
  std::FILE* file = std::fopen(path.c_str(), "w");
  ASSERT_EQ(PEM_write_PKCS8PrivateKey(file, key, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr),
            1);
  std::fclose(file);
  EVP_PKEY_free(key);
  EXPECT_THAT(Refusal({files_.certificate, path, ""}), HasSubstr("without a passphrase"));
}

TEST_F(TlsFilesTest, OnlyWhatIsValidNow) {
  const TlsFiles old = authority_.Issue("old", {kUri, -absl::Hours(2), -absl::Hours(1)});
  EXPECT_THAT(Refusal(old), AllOf(HasSubstr(old.certificate), HasSubstr("expired on")));
  const TlsFiles early = authority_.Issue("early", {kUri, absl::Hours(1), absl::Hours(2)});
  EXPECT_THAT(Refusal(early), HasSubstr("valid only from"));
  const auto later = ReadTlsFiles({"", "", files_.authorities}, absl::Now() + absl::Hours(25));
  EXPECT_THAT(std::string(later.status().message()), HasSubstr("nobody can be checked by it"));
}

TEST_F(TlsFilesTest, ARenewedCertificateIsTakenAndAWrongOneIsNot) {
  const auto opened = TlsSource::Open(files_, absl::Now());
  ASSERT_TRUE(opened.ok()) << opened.status();
  TlsSource& source = **opened;
  const auto first = source.material();
  absl::Status error;
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kNone);
  EXPECT_EQ(source.material(), first);

  authority_.Issue("echo", kUri);
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kTaken);
  EXPECT_EQ(source.material()->certificate, Read(files_.certificate));
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kNone);

  // A certificate whose key has not come yet: one look is forgiven, the second told, once.
  const auto second = source.material();
  const std::string key = Read(files_.key);
  Write(files_.key, Read(authority_.Issue("other", kUri).key));
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kNone);
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kRefused);
  EXPECT_THAT(std::string(error.message()), HasSubstr("is not that of the certificate"));
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kNone);
  EXPECT_EQ(source.material(), second) << "what was good stays in force";

  std::remove(files_.certificate.c_str());
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kNone);
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kRefused);
  EXPECT_THAT(std::string(error.message()), HasSubstr("No such file"));

  Write(files_.certificate, second->certificate);
  Write(files_.key, key);
  EXPECT_EQ(source.Poll(absl::Now(), &error), TlsSource::Change::kTaken);
  EXPECT_EQ(source.material()->key, key);
}

}  // namespace
}  // namespace clearway::rpc
