#include "tests/e2e/service_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

extern char** environ;

namespace clearway::e2e {
namespace {

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A port that nobody has now; the system hands it out to nobody else soon.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Die("no free port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

bool Listens(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(port);
  const bool connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return connected;
}

}  // namespace

ServiceProcess::ServiceProcess(std::string binary, std::string data, std::vector<std::string> flags,
                               rpc::ClientOptions client)
    : binary_(std::move(binary)),
      data_(std::move(data)),
      // Beside the data: a service makes no store among things that are not its own.
      log_(absl::StrCat(data_, ".", binary_.substr(binary_.rfind('/') + 1), ".log")),
      flags_(std::move(flags)),
      port_(FreePort()) {
  if (client.credentials.tls.empty()) flags_.push_back("--insecure-loopback");
  client_ = *rpc::Client::Connect(address(), std::move(client));
}

ServiceProcess::~ServiceProcess() {
  if (pid_ > 0) Kill();
}

std::string ServiceProcess::address() const { return absl::StrCat("127.0.0.1:", port_); }

void ServiceProcess::Start() {
  std::vector<std::string> words = {binary_,    "--data",      data_,
                                    "--listen", address(),     "--metrics-listen",
                                    "none",     "--log-level", "warning"};
  words.insert(words.end(), flags_.begin(), flags_.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(&word[0]);
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (posix_spawn(&pid_, binary_.c_str(), &actions, nullptr, argv.data(), environ) != 0) {
    Die(absl::StrCat("cannot start ", binary_));
  }
  posix_spawn_file_actions_destroy(&actions);
  for (int i = 0; i < 6000; ++i) {
    if (Listens(port_)) return;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_)
      Die(absl::StrCat(binary_, " ended at start:\n", Log()));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  Die(absl::StrCat(binary_, " does not listen"));
}

void ServiceProcess::Kill() {
  kill(pid_, SIGKILL);
  Wait();
}

std::string ServiceProcess::Log() const {
  std::ifstream file(log_);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

int ServiceProcess::Stop() {
  kill(pid_, SIGTERM);
  return Wait();
}

int ServiceProcess::Wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace clearway::e2e
