// A service as a process: what it says, its exit codes, and its end.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_authority.h"
#include "common/secrets/testing/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::StreamEchoRequest;

constexpr char kGet[] = "clearway.testing.v1.EchoService/GetEcho";

// One run of echo_main; its standard error in a file.
class Process {
 public:
  explicit Process(std::vector<std::string> arguments) {
    std::string path = absl::StrCat(getenv("TEST_TMPDIR"), "/stderr-XXXXXX");
    const int file = mkstemp(path.data());
    log_ = path;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(file, 2);
      std::string program = "common/rpc/testing/echo_main";
      std::vector<char*> argv = {program.data()};
      for (std::string& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(file);
  }
  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  void Signal(int signal) const { kill(pid_, signal); }
  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string Log() const {
    std::ostringstream text;
    text << std::ifstream(log_).rdbuf();
    return text.str();
  }
  // The address in the line that says what listens where.
  std::string Address() const {
    for (;;) {
      const std::string log = Log();
      const size_t at = log.find("\"listen\":\"");
      if (at != std::string::npos) return log.substr(at + 10, log.find('"', at + 10) - at - 10);
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

 private:
  std::string log_;
  pid_t pid_ = 0;
};

std::string NewData() {
  std::string path = absl::StrCat(getenv("TEST_TMPDIR"), "/data-XXXXXX");
  return mkdtemp(path.data());
}

std::vector<std::string> Arguments(const std::string& data) {
  return {"--data", data, "--listen=127.0.0.1:0", "--metrics-listen=none", "--insecure-loopback"};
}

absl::StatusOr<Echo> Get(const std::string& address, const std::string& name) {
  GetEchoRequest request;
  request.set_name(name);
  auto client = Client::Connect(address);
  return (*client)->Call<Echo>(kGet, request);
}

TEST(MainTest, ServesKeepsItsDataAndDrains) {
  const std::string data = NewData();
  {
    Process process(Arguments(data));
    CreateEchoRequest request;
    request.set_echo_id("a");
    request.mutable_echo()->set_text("hello");
    auto client = Client::Connect(process.Address());
    ASSERT_TRUE((*client)->Call<Echo>("clearway.testing.v1.EchoService/CreateEcho", request).ok());
    // A stream is open when the signal comes.
    StreamEchoRequest hang;
    hang.set_count(1);
    hang.set_hang(true);
    std::atomic<bool> reading{false};
    absl::Status status;
    std::thread reader([&] {
      status = (*client)->Stream<Echo>("clearway.testing.v1.EchoService/StreamEcho", hang,
                                       [&](const Echo&) { return reading = true; });
    });
    while (!reading) std::this_thread::yield();
    process.Signal(SIGTERM);
    EXPECT_EQ(process.ExitCode(), 0);
    reader.join();
    EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_DRAINING) << status;
    EXPECT_THAT(process.Log(), HasSubstr("\"event\":\"stopped\""));
  }
  Process process(Arguments(data));
  auto echo = Get(process.Address(), "echoes/a");
  ASSERT_TRUE(echo.ok()) << echo.status();
  EXPECT_EQ(echo->text(), "hello");
  process.Signal(SIGINT);
  EXPECT_EQ(process.ExitCode(), 0);
}

// A directory of somebody's.
std::string Foreign() {
  const std::string data = NewData();
  std::ofstream(data + "/photo.jpg") << "x";
  return data;
}

TEST(MainTest, EachRefusalIsOneLineAndAnExitCode) {
  const std::string data = NewData();
  Process running(Arguments(data));
  const std::string address = running.Address();
  struct Case {
    std::vector<std::string> arguments;
    int code;
    const char* says;
  };
  const std::vector<Case> cases = {
      {{"--dta=x"}, 2, "there is no flag --dta"},
      {{"--config=/no/such/file"}, 2, "cannot read the configuration"},
      {{"--log-level=loud"}, 2, "there are debug, info"},
      {{"--data="}, 2, "--data is empty"},
      {{"--listen=127.0.0.1"}, 2, "\"127.0.0.1\" is no address"},
      {{"--listen=127.0.0.1:0,localhost:99999"}, 2, "\"localhost:99999\" is no address"},
      {{"--listen=127.0.0.1:80x"}, 2, "with a port up to 65535"},
      {{"--metrics-listen=junk"}, 2, "--metrics-listen: \"junk\" is no address"},
      {Arguments(Foreign()), 3, "it holds other things (\"photo.jpg\")"},
      {Arguments(data), 3, "another process has it open"},
      {{"--data", NewData(), "--listen", address, "--metrics-listen=none", "--insecure-loopback"},
       4,
       "is another server running there"},
      {{"--data", NewData()}, 2, "refusing to serve without TLS"},
      {{"--data", NewData(), "--insecure-loopback", "--listen=0.0.0.0:0"},
       4,
       "only this machine may call"},
      {{"--data", NewData(), "--insecure-loopback", "--listen=127.0.0.1:0", "--metrics-listen",
        address},
       4,
       "metrics"},
  };
  for (const Case& test : cases) {
    Process process(test.arguments);
    EXPECT_EQ(process.ExitCode(), test.code) << test.says;
    const std::string log = process.Log();
    EXPECT_THAT(log, HasSubstr(test.says));
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
  }
}

TEST(MainTest, AConfigurationFileIsReadAndFlagsCountForMore) {
  const std::string data = NewData();
  const std::string path = data + "/server.textproto";
  std::ofstream(path) << "data: '" << data << "'\nlisten: '0.0.0.0:0'\nmetrics_listen: 'none'\n"
                      << "insecure_loopback: true\nlimits { max_message_bytes: 1000 }\n";
  Process process({"--config", path, "--listen=127.0.0.1:0"});
  GetEchoRequest request;
  request.set_name("echoes/fixed");
  auto client = Client::Connect(process.Address());
  EXPECT_TRUE((*client)->Call<Echo>(kGet, request).ok());
  request.mutable_padding()->set_text(std::string(1000, 'x'));
  EXPECT_EQ(ReasonOf((*client)->Call<Echo>(kGet, request).status()),
            type::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
}

// Flags for TLS with the certificate of the service, and a file that says who undp is.
std::vector<std::string> TlsArguments(TestAuthority& authority, const std::string& data) {
  const TlsFiles files = authority.Issue("echo", "spiffe://clearway.test/services/echo");
  const std::string path = authority.Path("auth.textproto");
  std::ofstream(path) << "trust_domain: 'clearway.test'\n"
                      << "bootstrap_identities { identity: 'spiffe://clearway.test/actors/undp'\n"
                      << "  actor: 'actors/undp' roles: ROLE_DONOR_OFFICER }\n";
  return {"--data",           data,      "--listen",          "127.0.0.1:0",
          "--metrics-listen", "none",    "--tls-certificate", files.certificate,
          "--tls-key",        files.key, "--tls-client-ca",   files.authorities,
          "--auth-config",    path};
}

TEST(MainTest, OverTlsThoseAreServedWhomTheConfigurationKnows) {
  TestAuthority authority;
  Process process(TlsArguments(authority, NewData()));
  const std::string address = process.Address();
  GetEchoRequest request;
  request.set_name("echoes/call");
  const auto get = [&](const char* uri) {
    ClientOptions options;
    options.max_attempts = 1;
    options.credentials.tls = authority.Issue("caller", uri);
    return (*Client::Connect(address, options))->Call<Echo>(kGet, request);
  };
  const auto known = get("spiffe://clearway.test/actors/undp");
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_THAT(known->text(), HasSubstr("actors/undp "));
  EXPECT_EQ(ReasonOf(get("spiffe://clearway.test/actors/unicef").status()),
            type::v1::ERROR_REASON_NO_MEMBERSHIP);
  EXPECT_EQ(ReasonOf(get("spiffe://elsewhere.test/actors/undp").status()),
            type::v1::ERROR_REASON_CREDENTIAL_INVALID);
  process.Signal(SIGTERM);
  EXPECT_EQ(process.ExitCode(), 0) << process.Log();
}

TEST(MainTest, WhatCannotBeServedOverTlsIsRefusedBeforeAnythingIsOpened) {
  TestAuthority authority;
  const std::vector<std::string> good = TlsArguments(authority, "/no/such/folder");
  const auto with = [&](const std::string& flag, const std::string& value) {
    std::vector<std::string> arguments = good;
    *(std::find(arguments.begin(), arguments.end(), flag) + 1) = value;
    return arguments;
  };
  const auto without = [&](const std::string& flag) {
    std::vector<std::string> arguments = good;
    const auto at = std::find(arguments.begin(), arguments.end(), flag);
    arguments.erase(at, at + 2);
    return arguments;
  };
  const std::string wrong = authority.Path("wrong.textproto");
  std::ofstream(wrong) << "trust_domain: 'clearway.test' secrets: 1\n";
  const std::string unnamed = authority.Path("unnamed.textproto");
  std::ofstream(unnamed) << "trust_domain: ''\n";
  const TlsFiles other = authority.Issue("other", "spiffe://clearway.test/services/other");
  const TlsFiles old = authority.Issue("old", {"", -absl::Hours(2), -absl::Hours(1)});
  std::vector<std::string> both = good;
  both.push_back("--insecure-loopback");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {without("--tls-key"), "--tls-key"},
      {without("--tls-certificate"), "--tls-certificate"},
      {without("--auth-config"), "--auth-config"},
      {both, "exclude each other"},
      {with("--tls-certificate", "/no/such/file"), "/no/such/file: No such file"},
      {with("--tls-client-ca", "/no/such/file"), "/no/such/file: No such file"},
      {with("--tls-key", other.key), "is not that of the certificate"},
      {[&] {
         std::vector<std::string> expired = with("--tls-certificate", old.certificate);
         *(std::find(expired.begin(), expired.end(), "--tls-key") + 1) = old.key;
         return expired;
       }(),
       "expired on"},
      {with("--auth-config", "/no/such/file"), "cannot read the configuration"},
      {with("--auth-config", wrong), "secrets"},
  };
  for (const auto& [arguments, says] : cases) {
    Process process(arguments);
    EXPECT_EQ(process.ExitCode(), 2) << says;
    const std::string log = process.Log();
    EXPECT_THAT(log, HasSubstr(says));
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
  }
  std::vector<std::string> arguments = TlsArguments(authority, NewData());
  arguments.back() = unnamed;
  Process process(arguments);
  EXPECT_EQ(process.ExitCode(), 2);
  EXPECT_THAT(process.Log(), HasSubstr("trust_domain"));
}

TEST(MainTest, KilledAndStartedAgainItHasWhatItAnswered) {
  const std::string data = NewData();
  for (int round = 0; round < 3; ++round) {
    Process process(Arguments(data));
    const std::string address = process.Address();
    if (round > 0) {
      auto echo = Get(address, absl::StrCat("echoes/e", round - 1));
      EXPECT_TRUE(echo.ok()) << echo.status();
    }
    CreateEchoRequest request;
    request.set_echo_id(absl::StrCat("e", round));
    request.mutable_echo()->set_text("x");
    auto client = Client::Connect(address);
    ASSERT_TRUE((*client)->Call<Echo>("clearway.testing.v1.EchoService/CreateEcho", request).ok());
    process.Signal(SIGKILL);
    EXPECT_EQ(process.ExitCode(), -SIGKILL);
  }
}

TEST(MainTest, WithoutAMasterKeyAllButWhatIsPersonalIsServed) {
  const std::string data = NewData();
  const std::string file = data + "-master.json";
  auto arguments = Arguments(data + "/store");
  arguments.push_back("--master-key-file=" + file);
  Process process(arguments);
  auto client = Client::Connect(process.Address());
  const auto update = [&client](const std::string& holder) {
    testing::v1::UpdateCardRequest request;
    request.mutable_card()->set_name("cards/a");
    request.mutable_card()->set_holder(holder);
    request.mutable_card()->set_text("text");
    return (*client)->Call<testing::v1::Card>("clearway.testing.v1.EchoService/UpdateCard",
                                              request);
  };
  ASSERT_TRUE(update("").ok());
  EXPECT_EQ(ReasonOf(update("Bounmy").status()), type::v1::ERROR_REASON_SECRETS_UNAVAILABLE);
  secrets::testing::WriteMasterKeys(file, {1});
  absl::StatusOr<testing::v1::Card> updated = update("Bounmy");
  for (int i = 0; i < 100 && !updated.ok(); ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    updated = update("Bounmy");
  }
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->holder(), "Bounmy");
  testing::v1::GetCardRequest get;
  get.set_name("cards/a");
  EXPECT_EQ(
      (*client)->Call<testing::v1::Card>("clearway.testing.v1.EchoService/GetCard", get)->holder(),
      "Bounmy");
  process.Signal(SIGTERM);
  EXPECT_EQ(process.ExitCode(), 0);
  EXPECT_THAT(process.Log(), HasSubstr(file));
  EXPECT_THAT(process.Log(), ::testing::Not(HasSubstr("Bounmy")));
  // Forgotten at a later start: said at once.
  arguments.pop_back();
  Process locked(arguments);
  EXPECT_THAT(locked.Address(), HasSubstr("127.0.0.1"));
  locked.Signal(SIGTERM);
  EXPECT_EQ(locked.ExitCode(), 0);
  EXPECT_THAT(locked.Log(), HasSubstr("no master key is configured"));
}

}  // namespace
}  // namespace clearway::rpc
