#include "common/rpc/client_credentials.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Path() { return absl::StrCat(std::getenv("TEST_TMPDIR"), "/token"); }

void Write(const std::string& text) {
  std::ofstream(Path() + ".new") << text;
  ASSERT_EQ(std::rename((Path() + ".new").c_str(), Path().c_str()), 0);
}

TEST(ClientCredentialsTest, ATokenLeavesThisMachineOverTlsAlone) {
  ClientCredentials credentials;
  credentials.token_file = "token";
  EXPECT_TRUE(CheckCredentials(credentials, "127.0.0.1:1").ok());
  EXPECT_TRUE(CheckCredentials(credentials, "localhost:1").ok());
  for (const char* address : {"clearway.example:1", "10.0.0.1:1", "127.evil.example:1"}) {
    EXPECT_THAT(std::string(CheckCredentials(credentials, address).message()),
                HasSubstr("refusing to send a token"));
  }
  credentials.tls.authorities = "ca.pem";
  EXPECT_TRUE(CheckCredentials(credentials, "clearway.example:1").ok());
}

TEST(ClientCredentialsTest, WhatWouldNotBeSentIsSaid) {
  ClientCredentials credentials;
  credentials.tls.certificate = "undp.pem";
  EXPECT_THAT(std::string(CheckCredentials(credentials, "127.0.0.1:1").message()),
              HasSubstr("only over TLS"));
  credentials = ClientCredentials();
  credentials.actor = "actors/undp\r\nauthorization: x";
  EXPECT_THAT(std::string(CheckCredentials(credentials, "127.0.0.1:1").message()),
              HasSubstr("is no name"));
}

TEST(TokenFileTest, IsReadAgainWhenItChanges) {
  Write("one\n");
  auto token = TokenFile::Open(Path());
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(*(*token)->Authorization(), "Bearer one");
  Write("  another \n");
  EXPECT_EQ(*(*token)->Authorization(), "Bearer another");
  Write("");
  EXPECT_EQ(*(*token)->Authorization(), "Bearer another");
  Write("of two words");
  EXPECT_EQ(*(*token)->Authorization(), "Bearer another");
  Write("third");
  EXPECT_EQ(*(*token)->Authorization(), "Bearer third");
}

TEST(TokenFileTest, WhatIsNoTokenIsRefusedAndNotRepeated) {
  for (const std::string& text :
       {std::string("se cret"), std::string("secret\nsecret"), std::string("\x01secret"),
        std::string(" \n"), std::string(20000, 's'), std::string()}) {
    Write(text);
    const absl::Status status = TokenFile::Open(Path()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(Path()));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("cret")));
  }
  std::remove(Path().c_str());
  EXPECT_THAT(std::string(TokenFile::Open(Path()).status().message()), HasSubstr("No such file"));
}

}  // namespace
}  // namespace clearway::rpc
