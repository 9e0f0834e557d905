#include "clients/cli/auth_commands.h"

#include <sys/stat.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/auth/credentials/development_authority.h"
#include "common/auth/standard_authenticator.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using store::ReadFile;

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 3, 1), absl::UTCTimeZone());

class AuthCommandsTest : public testing::Test {
 protected:
  AuthCommandsTest() : home_(store::NewPath()) {
    std::filesystem::create_directories(home_);
    authority_ = home_ + "/authority";
    EXPECT_TRUE(Run({"init", authority_}).ok());
  }

  // `clearway auth …` as typed; what it printed is in out_ and err_.
  absl::Status Run(std::vector<std::string> words) {
    CLI::App app("test", "clearway");
    app.require_subcommand(1);
    AuthCommands commands(&app, [this] { return now_; });
    words.insert(words.begin(), "auth");
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    try {
      app.parse(words);
    } catch (const CLI::ParseError& error) {
      return absl::InvalidArgumentError(error.what());
    }
    EXPECT_TRUE(commands.Chosen());
    std::ostringstream out, err;
    absl::Status status = commands.Run(Settings(), out, err);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  std::string Refusal(const std::vector<std::string>& words) {
    absl::Status status = Run(words);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }
  // Whether a service that trusts the authority would let them in.
  absl::Status LetIn(const std::string& token, const std::string& certificate) {
    auth::StandardAuthenticatorOptions options;
    options.config = (*auth::DevelopmentAuthority::Open(authority_))->Config();
    auto* alice = options.config.add_bootstrap_identities();
    alice->set_identity("clearway-development#alice");
    alice->set_actor("actors/isu");
    alice->add_roles(type::v1::ROLE_SECRETARIAT);
    auto authenticator = auth::StandardAuthenticator::Create(options);
    EXPECT_TRUE(authenticator.ok()) << authenticator.status();
    auth::Credentials credentials;
    credentials.encrypted = true;
    credentials.certificate_pem = certificate;
    const std::string header = absl::StrCat("Bearer ", absl::StripAsciiWhitespace(token));
    if (!token.empty()) credentials.authorization = {header};
    return (*authenticator)->Authenticate(credentials, now_).status();
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat about = {};
    EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 0777;
  }

  std::string home_, authority_, out_, err_;
  absl::Time now_ = kNow;
};

TEST_F(AuthCommandsTest, InitSaysWhatAServiceNeedsAndNeverOverwrites) {
  EXPECT_TRUE(absl::StrContains(out_, "\"trustDomain\": \"clearway.example\"")) << out_;
  EXPECT_TRUE(absl::StrContains(out_, "/authority/jwks.json\"")) << out_;
  EXPECT_FALSE(absl::StrContains(out_, "PRIVATE"));
  EXPECT_TRUE(absl::IsAlreadyExists(Run({"init", authority_})));
}

TEST_F(AuthCommandsTest, IssuesACertificateWhoseKeyIsItsOwnersAlone) {
  const std::string name = home_ + "/cooperation";
  ASSERT_TRUE(Run({"issue-certificate", authority_, "services/cooperation", "--dns", "localhost",
                   "--ip", "127.0.0.1", "--lifetime", "2h", "--out", name})
                  .ok());
  EXPECT_TRUE(absl::StrContains(out_, "spiffe://clearway.example/services/cooperation")) << out_;
  EXPECT_TRUE(absl::StrContains(out_, "2026-03-01 02:00:00 UTC")) << out_;
  EXPECT_FALSE(absl::StrContains(out_ + err_, "PRIVATE"));
  EXPECT_EQ(ModeOf(name + ".key"), 0600u);
  EXPECT_EQ(ModeOf(name + ".pem"), 0644u);
  EXPECT_TRUE(LetIn("", ReadFile(name + ".pem")).ok());
}

TEST_F(AuthCommandsTest, ARenewalReplacesTheSameIdentitysFilesAndNoOthers) {
  const std::string name = home_ + "/undp";
  ASSERT_TRUE(Run({"issue-certificate", authority_, "actors/undp", "--out", name}).ok());
  const std::string before = ReadFile(name + ".pem");
  ASSERT_TRUE(Run({"issue-certificate", authority_, "actors/undp", "--out", name}).ok());
  EXPECT_NE(ReadFile(name + ".pem"), before);
  EXPECT_TRUE(
      absl::StrContains(Refusal({"issue-certificate", authority_, "actors/other", "--out", name}),
                        "choose another name"));
  const std::string own_key = ReadFile(authority_ + "/authority.key");
  Refusal({"issue-certificate", authority_, "actors/undp", "--out", authority_ + "/authority"});
  EXPECT_EQ(ReadFile(authority_ + "/authority.key"), own_key);
  std::filesystem::remove(name + ".pem");  // a key whose certificate is not there may be anybody's
  Refusal({"issue-certificate", authority_, "actors/undp", "--out", name});
}

TEST_F(AuthCommandsTest, IssuesATokenToAFileOrStandardOutput) {
  ASSERT_TRUE(Run({"issue-token", authority_, "alice"}).ok());
  const std::string token = out_;
  EXPECT_EQ(std::count(token.begin(), token.end(), '.'), 2);
  EXPECT_TRUE(absl::StrContains(err_, "clearway-development#alice")) << err_;
  EXPECT_TRUE(LetIn(token, "").ok());

  const std::string file = home_ + "/alice.token";
  ASSERT_TRUE(Run({"issue-token", authority_, "alice", "--lifetime", "90m", "--out", file}).ok());
  EXPECT_EQ(ModeOf(file), 0600u);
  EXPECT_TRUE(LetIn(ReadFile(file), "").ok());
  EXPECT_FALSE(absl::StrContains(out_ + err_, absl::StripAsciiWhitespace(ReadFile(file))));
  EXPECT_TRUE(absl::StrContains(out_, "2026-03-01 01:30:00 UTC")) << out_;
}

TEST_F(AuthCommandsTest, BindsATokenToACertificate) {
  const std::string name = home_ + "/undp";
  ASSERT_TRUE(Run({"issue-certificate", authority_, "actors/undp", "--out", name}).ok());
  ASSERT_TRUE(Run({"issue-token", authority_, "alice", "--certificate", name + ".pem"}).ok());
  EXPECT_TRUE(LetIn(out_, ReadFile(name + ".pem")).ok());
  EXPECT_FALSE(LetIn(out_, "").ok());
}

TEST_F(AuthCommandsTest, RevokesInEveryWay) {
  const std::string name = home_ + "/gateway", file = home_ + "/alice.token";
  ASSERT_TRUE(Run({"issue-certificate", authority_, "services/gateway", "--out", name}).ok());
  ASSERT_TRUE(Run({"revoke", authority_, "--certificate", name + ".pem"}).ok());
  EXPECT_TRUE(absl::StrContains(LetIn("", ReadFile(name + ".pem")).message(), "revoked"));

  ASSERT_TRUE(Run({"issue-token", authority_, "alice", "--out", file}).ok());
  const std::string first = ReadFile(file);
  ASSERT_TRUE(Run({"revoke", authority_, "--token-file", file, "--reason", "lost"}).ok());
  EXPECT_TRUE(absl::StrContains(LetIn(first, "").message(), "revoked"));

  ASSERT_TRUE(Run({"issue-token", authority_, "alice", "--out", file}).ok());
  EXPECT_TRUE(LetIn(ReadFile(file), "").ok());
  ASSERT_TRUE(Run({"revoke", authority_, "--subject", "alice"}).ok());
  EXPECT_TRUE(absl::StrContains(LetIn(ReadFile(file), "").message(), "revoked"));

  ASSERT_TRUE(Run({"revoke", authority_, "--serial", "4F2A"}).ok());
  EXPECT_EQ(out_, "revoked certificate 4f2a\n");
  Refusal({"revoke", authority_});
  Refusal({"revoke", authority_, "--serial", "4f", "--subject", "alice"});
}

TEST_F(AuthCommandsTest, RotatesTheTokenKey) {
  ASSERT_TRUE(Run({"issue-token", authority_, "alice"}).ok());
  const std::string token = out_;
  ASSERT_TRUE(Run({"rotate-key", authority_}).ok());
  EXPECT_TRUE(LetIn(token, "").ok());
  ASSERT_TRUE(Run({"rotate-key", authority_, "--forget-old"}).ok());
  EXPECT_FALSE(LetIn(token, "").ok());
  EXPECT_TRUE(Run({"renew", authority_}).ok());
}

TEST_F(AuthCommandsTest, ShowsWhatIsInACredentialAndNoSecret) {
  const std::string name = home_ + "/undp";
  ASSERT_TRUE(Run({"issue-certificate", authority_, "actors/undp", "--out", name}).ok());
  ASSERT_TRUE(Run({"show", name + ".pem"}).ok());
  for (const char* part : {"identity:     spiffe://clearway.example/actors/undp\n",
                           "expires:      2026-03-02 00:00:00 UTC\n",
                           "Clearway development authority", "sha256:       "}) {
    EXPECT_TRUE(absl::StrContains(out_, part)) << part << "\n" << out_;
  }
  EXPECT_TRUE(absl::StrContains(Refusal({"show", name + ".key"}), "is a private key"));
  EXPECT_EQ(out_, "");
  // A file with both, as some servers want it.
  store::WriteFile(home_ + "/both", ReadFile(name + ".key") + ReadFile(name + ".pem"));
  ASSERT_TRUE(Run({"show", home_ + "/both"}).ok());
  EXPECT_FALSE(absl::StrContains(out_, "KEY"));

  ASSERT_TRUE(Run({"issue-token", authority_, "alice", "--out", home_ + "/t", "--certificate",
                   name + ".pem"})
                  .ok());
  now_ = kNow + absl::Hours(9);
  ASSERT_TRUE(Run({"show", home_ + "/t"}).ok());
  for (const char* part : {"identity:     clearway-development#alice\n", "(expired)",
                           "bound to:", "algorithm:    EdDSA\n", "signature:    not checked\n"}) {
    EXPECT_TRUE(absl::StrContains(out_, part)) << part << "\n" << out_;
  }
  const std::vector<std::string> parts = absl::StrSplit(ReadFile(home_ + "/t"), '.');
  EXPECT_FALSE(absl::StrContains(out_, absl::StripAsciiWhitespace(parts[2])));

  ASSERT_TRUE(Run({"show", authority_ + "/revoked-certificates.pem"}).ok());
  EXPECT_TRUE(absl::StrContains(out_, "0 revoked certificates")) << out_;
  ASSERT_TRUE(Run({"show", authority_ + "/authority.pem"}).ok());
  EXPECT_TRUE(absl::StrContains(out_, "of an authority")) << out_;
  EXPECT_TRUE(absl::StrContains(Refusal({"show", authority_ + "/settings.json"}), "no token"));
  EXPECT_TRUE(absl::IsNotFound(Run({"show", home_ + "/none"})));
}

TEST_F(AuthCommandsTest, SaysWhatWasTypedWrong) {
  EXPECT_TRUE(absl::StrContains(Refusal({"issue-token", authority_, "alice", "--lifetime", "long"}),
                                "90m, 8h or 7d"));
  EXPECT_TRUE(absl::StrContains(Refusal({"issue-token", authority_, "alice", "--lifetime", "7d"}),
                                "between a second and"));
  EXPECT_TRUE(
      absl::StrContains(Refusal({"issue-certificate", authority_, "undp", "--out", home_ + "/x"}),
                        "\"undp\" cannot be an identity"));
  EXPECT_TRUE(absl::IsNotFound(Run({"issue-token", home_, "alice"})));
}

}  // namespace
}  // namespace clearway::cli
