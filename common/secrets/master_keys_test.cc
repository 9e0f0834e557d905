#include "common/secrets/master_keys.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/log.h"
#include "common/secrets/key_command.h"
#include "common/secrets/master_key_file.h"
#include "common/secrets/testing/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::secrets {
namespace {

using ::testing::HasSubstr;
using testing::TestKey;
using testing::WriteMasterKeys;

std::string NewDirectory() {
  std::string path = absl::StrCat(::testing::TempDir(), "/master-XXXXXX");
  EXPECT_NE(mkdtemp(&path[0]), nullptr);
  return path;
}

class MasterKeyFileTest : public ::testing::Test {
 protected:
  std::string path_ = NewDirectory() + "/master.json";
  MasterKeyFile keys_{path_};
  const SecretBytes key_ = SecretBytes::CopyOf(std::string(64, 's'));
};

TEST_F(MasterKeyFileTest, TheFirstWrapsAllUnwrap) {
  WriteMasterKeys(path_, {1});
  EXPECT_EQ(*keys_.CurrentId(), MasterKeyId(TestKey(1)));
  const auto by_first = keys_.Wrap(key_, "place");
  ASSERT_TRUE(by_first.ok());
  WriteMasterKeys(path_, {2, 1});
  EXPECT_EQ(*keys_.CurrentId(), MasterKeyId(TestKey(2)));
  const auto by_second = keys_.Wrap(key_, "place");
  EXPECT_NE(by_first->bytes, by_second->bytes);
  EXPECT_EQ(keys_.Unwrap(*by_first, "place")->view(), key_.view());
  EXPECT_EQ(keys_.Unwrap(*by_second, "place")->view(), key_.view());
  EXPECT_TRUE(absl::IsDataLoss(keys_.Unwrap(*by_second, "elsewhere").status()));
  EXPECT_TRUE(absl::IsDataLoss(
      keys_.Unwrap({by_second->master_key_id, by_first->bytes}, "place").status()));
  WriteMasterKeys(path_, {2});
  EXPECT_TRUE(keys_.CurrentId().ok());
  EXPECT_TRUE(absl::IsNotFound(keys_.Unwrap(*by_first, "place").status()));
}

TEST_F(MasterKeyFileTest, OthersMustNotReadIt) {
  EXPECT_TRUE(absl::IsNotFound(keys_.CurrentId().status()));
  for (const mode_t mode : {0640, 0604, 0620, 0666}) {
    WriteMasterKeys(path_, {1}, mode);
    EXPECT_TRUE(absl::IsFailedPrecondition(keys_.CurrentId().status())) << mode;
    EXPECT_THAT(std::string(keys_.CurrentId().status().message()), HasSubstr("chmod 600"));
  }
  EXPECT_EQ(chmod(path_.c_str(), 0600), 0);
  EXPECT_TRUE(keys_.CurrentId().ok());
}

TEST_F(MasterKeyFileTest, ABadFileLeavesWhatWasInForceAndIsNotQuoted) {
  WriteMasterKeys(path_, {1});
  ASSERT_TRUE(keys_.CurrentId().ok());
  const std::string secret = absl::Base64Escape(TestKey(2));
  std::string log;
  rpc::SetLogSink([&log](absl::string_view line) { absl::StrAppend(&log, line); });
  for (const std::string& bad :
       {absl::StrCat("{\"keys\":[{\"key\":\"", secret, "\""), absl::StrCat("keys { key: ", secret),
        absl::StrCat("{\"keys\":[{\"key\":\"", secret.substr(0, 40), "\"}]}"),
        absl::StrCat("{\"keys\":[{\"key\":\"", secret, "\"},{\"key\":\"", secret, "\"}]}"),
        std::string("{}"), std::string()}) {
    std::ofstream(path_, std::ios::trunc) << bad;
    EXPECT_EQ(*keys_.CurrentId(), MasterKeyId(TestKey(1))) << bad;
    EXPECT_TRUE(absl::IsInvalidArgument(keys_.trouble())) << bad << keys_.trouble();
    EXPECT_FALSE(absl::StrContains(keys_.trouble().message(), secret.substr(0, 8))) << bad;
    EXPECT_EQ(keys_.Wrap(key_, "place")->master_key_id, MasterKeyId(TestKey(1)));
  }
  rpc::SetLogSink(nullptr);
  EXPECT_THAT(log, HasSubstr("master keys not read"));
  EXPECT_FALSE(absl::StrContains(log, secret.substr(0, 8)));
}

TEST_F(MasterKeyFileTest, TextFormatIsTakenToo) {
  std::ofstream(path_) << "keys { key: \"" << absl::CHexEscape(TestKey(3)) << "\" }";
  chmod(path_.c_str(), 0600);
  EXPECT_EQ(*keys_.CurrentId(), MasterKeyId(TestKey(3)));
}

// A command that only writes before the key what it was told it is bound to.
constexpr char kCommand[] = R"(#!/bin/sh
case "$1" in
  key-id) cat "$0.id" ;;
  wrap) printf '%s:' "$2"; cat ;;
  unwrap) [ "$3" != lost ] || exit 1
    bound=$(dd bs=1 count=$((${#2} + 1)) 2>/dev/null)
    [ "$bound" = "$2:" ] || exit 2
    cat ;;
esac
)";

class KeyCommandTest : public ::testing::Test {
 protected:
  KeyCommandTest() {
    std::ofstream(path_) << kCommand;
    chmod(path_.c_str(), 0700);
    SetId("first");
  }
  void SetId(const std::string& id) { std::ofstream(path_ + ".id") << id << "\n"; }

  const std::string path_ = NewDirectory() + "/command";
  KeyCommand keys_{{path_}, absl::Seconds(20)};
  const SecretBytes key_ = SecretBytes::CopyOf(TestKey(7));
};

TEST_F(KeyCommandTest, WrapsAndUnwraps) {
  EXPECT_EQ(*keys_.CurrentId(), "first");
  const auto wrapped = keys_.Wrap(key_, "place");
  ASSERT_TRUE(wrapped.ok()) << wrapped.status();
  EXPECT_EQ(wrapped->master_key_id, "first");
  EXPECT_EQ(keys_.Unwrap(*wrapped, "place")->view(), key_.view());
  EXPECT_FALSE(keys_.Unwrap(*wrapped, "elsewhere").ok());
  // Asked anew when something is wrapped.
  SetId("second");
  EXPECT_EQ(keys_.Wrap(key_, "place")->master_key_id, "second");
  EXPECT_EQ(*keys_.CurrentId(), "second");
}

TEST_F(KeyCommandTest, WhatDoesNotComeBackIsNotTaken) {
  SetId("lost");
  EXPECT_TRUE(absl::IsUnavailable(keys_.Wrap(key_, "place").status()));
  SetId("no word");
  EXPECT_TRUE(absl::IsUnavailable(keys_.Wrap(key_, "place").status()));
  std::ofstream(path_) << "#!/bin/sh\necho id";
  EXPECT_TRUE(absl::IsUnavailable(keys_.Wrap(key_, "place").status()));
}

TEST(MakeMasterKeysTest, RefusesWhatMakesNoSense) {
  config::v1::Secrets config;
  EXPECT_TRUE(absl::IsInvalidArgument(MakeMasterKeys(config).status()));
  config.mutable_key_command()->add_argv("relative");
  EXPECT_TRUE(absl::IsInvalidArgument(MakeMasterKeys(config).status()));
  config.mutable_key_command()->set_argv(0, "/bin/true");
  EXPECT_TRUE(MakeMasterKeys(config).ok());
  config.mutable_key_command()->mutable_timeout()->set_seconds(1000);
  EXPECT_TRUE(absl::IsInvalidArgument(MakeMasterKeys(config).status()));
  config.set_master_key_file("/somewhere/that/is/not/there");
  EXPECT_TRUE(MakeMasterKeys(config).ok()) << "the service starts without it";
  config.set_state_key_days(-2);
  EXPECT_TRUE(absl::IsInvalidArgument(MakeMasterKeys(config).status()));
}

}  // namespace
}  // namespace clearway::secrets
