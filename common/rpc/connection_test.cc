// What flags, the environment and a profile come to, and which of them counts.
#include "common/rpc/connection.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::vector<std::string>& Services() {
  static const auto* const services =
      new std::vector<std::string>{"universalization", "cooperation"};
  return *services;
}

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() : home_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/home")) {
    std::filesystem::remove_all(home_);
    std::filesystem::create_directories(home_ + "/.local/share/clearway");
    variables_["HOME"] = home_;
  }

  std::string Default() const { return home_ + "/.local/share/clearway/profile.json"; }
  void WriteProfile(const std::string& path) const {
    std::ofstream(path) << R"({
      "services": {"cooperation": "127.0.0.1:6003", "universalization": "127.0.0.1:6001"},
      "authority_file": "authority/ca.pem",
      "certificate_file": "/etc/clearway/officer.pem",
      "keyFile": "officer.key",
      "actor": "actors/isu"
    })";
  }
  absl::StatusOr<Connection> Resolve(const ConnectionFlags& flags = {}) const {
    return ResolveConnection(flags, Services(),
                             [this](const std::string& name) -> absl::optional<std::string> {
                               const auto it = variables_.find(name);
                               if (it == variables_.end()) return absl::nullopt;
                               return it->second;
                             });
  }

  const std::string home_;
  std::map<std::string, std::string> variables_;
};

TEST_F(ConnectionTest, NothingGivenIsPlainTextAndNobody) {
  for (const char* home : {home_.c_str(), "", "/no/such/home"}) {
    variables_["HOME"] = home;
    const auto connection = Resolve();
    ASSERT_TRUE(connection.ok()) << connection.status();
    EXPECT_THAT(connection->addresses, IsEmpty());
    EXPECT_TRUE(connection->credentials.tls.empty());
    EXPECT_EQ(connection->credentials.token_file, "");
  }
}

TEST_F(ConnectionTest, TheProfileOfDeployUpIsFound) {
  WriteProfile(Default());
  const auto connection = Resolve();
  ASSERT_TRUE(connection.ok()) << connection.status();
  EXPECT_THAT(connection->addresses,
              UnorderedElementsAre(Pair("cooperation", "127.0.0.1:6003"),
                                   Pair("universalization", "127.0.0.1:6001")));
  const ClientCredentials& credentials = connection->credentials;
  EXPECT_EQ(credentials.tls.authorities, home_ + "/.local/share/clearway/authority/ca.pem");
  EXPECT_EQ(credentials.tls.certificate, "/etc/clearway/officer.pem");
  EXPECT_EQ(credentials.tls.key, home_ + "/.local/share/clearway/officer.key");
  EXPECT_EQ(credentials.actor, "actors/isu");

  variables_["CLEARWAY_PROFILE"] = "none";
  EXPECT_TRUE(Resolve()->credentials.tls.empty());
  variables_["CLEARWAY_PROFILE"] = Default();
  variables_["XDG_DATA_HOME"] = "/no/such/folder";
  EXPECT_EQ(Resolve()->addresses.at("cooperation"), "127.0.0.1:6003");
  variables_.erase("CLEARWAY_PROFILE");
  EXPECT_THAT(Resolve()->addresses, IsEmpty()) << "XDG_DATA_HOME counts for more than HOME";
}

TEST_F(ConnectionTest, FlagsBeforeTheEnvironmentBeforeTheProfile) {
  WriteProfile(Default());
  variables_["CLEARWAY_COOPERATION"] = "127.0.0.1:7003";
  variables_["CLEARWAY_CA"] = "env.pem";
  ConnectionFlags flags;
  flags.addresses["cooperation"] = "127.0.0.1:8003";
  auto connection = Resolve(flags);
  EXPECT_EQ(connection->addresses.at("cooperation"), "127.0.0.1:8003");
  EXPECT_EQ(connection->addresses.at("universalization"), "127.0.0.1:6001");
  EXPECT_EQ(connection->credentials.tls.authorities, "env.pem");
  EXPECT_EQ(Resolve()->addresses.at("cooperation"), "127.0.0.1:7003");
  flags.ca = "flag.pem";
  EXPECT_EQ(Resolve(flags)->credentials.tls.authorities, "flag.pem");
}

TEST_F(ConnectionTest, WhoGivesACredentialSaysAllOfWhoTheyAre) {
  WriteProfile(Default());
  variables_["CLEARWAY_TOKEN_FILE"] = "token";
  ClientCredentials credentials = Resolve()->credentials;
  EXPECT_EQ(credentials.token_file, "token");
  EXPECT_EQ(credentials.tls.certificate, "");
  EXPECT_EQ(credentials.tls.key, "");
  EXPECT_EQ(credentials.actor, "") << "the profile's actor is another identity's";
  EXPECT_THAT(credentials.tls.authorities, HasSubstr("ca.pem")) << "the server is the same";
  variables_.clear();
  variables_["HOME"] = home_;
  ConnectionFlags flags;
  flags.actor = "states/LAO";
  credentials = Resolve(flags)->credentials;
  EXPECT_EQ(credentials.actor, "states/LAO");
  EXPECT_EQ(credentials.tls.certificate, "/etc/clearway/officer.pem");
}

TEST_F(ConnectionTest, AProfileThatCannotBeUsedIsAnError) {
  ConnectionFlags flags;
  flags.profile = home_ + "/missing.json";
  EXPECT_THAT(std::string(Resolve(flags).status().message()),
              HasSubstr("the profile " + flags.profile + ": No such file"));
  std::ofstream(Default()) << "{ \"service\": {} }";
  EXPECT_THAT(std::string(Resolve().status().message()), HasSubstr("ConnectionProfile"));
  flags.profile = "none";
  EXPECT_TRUE(Resolve(flags).ok());
}

}  // namespace
}  // namespace clearway::rpc
