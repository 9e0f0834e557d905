// A service as a process: what it says, its exit codes, and its end.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
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

}  // namespace
}  // namespace clearway::rpc
