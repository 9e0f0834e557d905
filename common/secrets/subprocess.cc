#include "common/secrets/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

extern char** environ;

namespace clearway::secrets {
namespace {

class Pipe {
 public:
  Pipe() = default;
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool Open() { return pipe2(ends_, O_CLOEXEC) == 0; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { Close(0); }
  void CloseWrite() { Close(1); }

 private:
  void Close(int end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }
  int ends_[2] = {-1, -1};
};

// While it lives, writing to a pipe that nobody reads is an error and no signal to this thread.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigpipe() {
    const timespec now = {0, 0};
    while (sigtimedwait(&pipe_, nullptr, &now) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_, before_;
};

// In a group of its own, with our signals' dispositions and mask undone. 0 and *pid, or an errno.
int Spawn(const std::vector<std::string>& argv, const Pipe& in, const Pipe& out, pid_t* pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  const absl::Cleanup free_files = [&files] { posix_spawn_file_actions_destroy(&files); };
  posix_spawn_file_actions_adddup2(&files, in.read_end(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // Not every library opens its files with O_CLOEXEC, nor does whoever started this process.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  const absl::Cleanup free_attributes = [&attributes] { posix_spawnattr_destroy(&attributes); };
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> pointers;
  pointers.reserve(argv.size() + 1);
  for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return posix_spawn(pid, pointers[0], &files, &attributes, pointers.data(), environ);
}

// Kills the group when it has not ended by `deadline`. The exit code, or -1.
int Await(pid_t pid, absl::Time deadline) {
  for (absl::Duration nap = absl::Milliseconds(1);;
       nap = std::min(2 * nap, absl::Milliseconds(50))) {
    int status = 0;
    const pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == pid) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (ended < 0 && errno != EINTR) return -1;
    if (absl::Now() >= deadline) break;
    absl::SleepFor(std::min(nap, deadline - absl::Now()));
  }
  kill(-pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return -1;
}

}  // namespace

absl::StatusOr<SecretBytes> RunProgram(const std::vector<std::string>& argv,
                                       absl::string_view input, size_t max_output,
                                       absl::Duration timeout) {
  const auto failed = [&argv](absl::string_view why) {
    return absl::UnavailableError(absl::StrCat(argv[0], " ", why));
  };
  const absl::Time deadline = absl::Now() + timeout;
  const NoSigpipe no_sigpipe;
  Pipe in, out;
  if (!in.Open() || !out.Open()) return failed("cannot be run: too many open files");
  pid_t pid = 0;
  if (const int error = Spawn(argv, in, out, &pid); error != 0) {
    return failed(absl::StrCat("cannot be run: ", std::strerror(error)));
  }
  in.CloseRead();
  out.CloseWrite();
  fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
  fcntl(out.read_end(), F_SETFL, O_NONBLOCK);
  // One byte more than there may be.
  SecretBytes buffer(max_output + 1);
  size_t got = 0;
  bool open = true, late = false;
  if (input.empty()) in.CloseWrite();
  while (open && got <= max_output && !late) {
    pollfd polled[2] = {{out.read_end(), POLLIN, 0}, {in.write_end(), POLLOUT, 0}};
    const absl::Duration left = deadline - absl::Now();
    late = left <= absl::ZeroDuration();
    if (late) break;
    const int ready = poll(polled, in.write_end() >= 0 ? 2 : 1,
                           static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (ready < 0 && errno != EINTR) break;
    if (ready <= 0) continue;
    if (in.write_end() >= 0 && polled[1].revents != 0) {
      const ssize_t sent = write(in.write_end(), input.data(), input.size());
      if (sent > 0) input.remove_prefix(static_cast<size_t>(sent));
      const bool broken = sent < 0 && errno != EAGAIN && errno != EINTR;
      if (broken || input.empty()) in.CloseWrite();
    }
    if (polled[0].revents != 0) {
      const ssize_t read_now = read(out.read_end(), buffer.data() + got, max_output + 1 - got);
      if (read_now > 0) got += static_cast<size_t>(read_now);
      if (read_now == 0 || (read_now < 0 && errno != EAGAIN && errno != EINTR)) open = false;
    }
  }
  const bool much = got > max_output;
  in.CloseWrite();
  out.CloseRead();
  const int code = Await(pid, much || late ? absl::InfinitePast() : deadline);
  if (much) return failed(absl::StrCat("prints more than ", max_output, " bytes"));
  if (late || (code == -1 && absl::Now() >= deadline)) {
    return failed(absl::StrCat("takes longer than ", absl::FormatDuration(timeout)));
  }
  if (code != 0) return failed(code < 0 ? "was killed" : absl::StrCat("ends with ", code));
  return SecretBytes::CopyOf(buffer.view().substr(0, got));
}

}  // namespace clearway::secrets
