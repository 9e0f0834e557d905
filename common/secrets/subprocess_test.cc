#include "common/secrets/subprocess.h"

#include <signal.h>
#include <unistd.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace clearway::secrets {
namespace {

absl::StatusOr<SecretBytes> Shell(const std::string& script, absl::string_view input = "",
                                  size_t most = 1000, absl::Duration timeout = absl::Seconds(20)) {
  return RunProgram({"/bin/sh", "-c", script}, input, most, timeout);
}

TEST(SubprocessTest, GivesWhatIsPrinted) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const auto echoed = RunProgram({"/bin/cat"}, bytes, 1000, absl::Seconds(20));
  ASSERT_TRUE(echoed.ok()) << echoed.status();
  EXPECT_EQ(echoed->view(), bytes);
  EXPECT_EQ(Shell("echo secret >&2; echo out")->view(), "out\n");
  EXPECT_EQ(Shell("true")->size(), 0U);
}

TEST(SubprocessTest, FailuresSayWhichProgramAndNothingElse) {
  const auto failed = Shell("cat; exit 3", "the key");
  EXPECT_TRUE(absl::IsUnavailable(failed.status()));
  EXPECT_EQ(failed.status().message(), "/bin/sh ends with 3");
  EXPECT_EQ(Shell("kill -9 $$").status().message(), "/bin/sh was killed");
  EXPECT_TRUE(absl::StrContains(
      RunProgram({"/no/such/program"}, "", 10, absl::Seconds(20)).status().message(),
      "/no/such/program cannot be run"));
}

TEST(SubprocessTest, IsBoundedInBytes) {
  EXPECT_EQ(Shell("printf 0123456789", "", 10)->view(), "0123456789");
  const auto much = Shell("while :; do echo much; done", "", 10);
  EXPECT_EQ(much.status().message(), "/bin/sh prints more than 10 bytes");
}

TEST(SubprocessTest, IsBoundedInTime) {
  const absl::Time begin = absl::Now();
  // A child of the program too; and one that closed its output.
  EXPECT_TRUE(absl::StrContains(
      Shell("sleep 100 & sleep 100", "", 10, absl::Milliseconds(200)).status().message(),
      "takes longer than 200ms"));
  EXPECT_TRUE(absl::StrContains(
      Shell("exec >&-; sleep 100", "", 10, absl::Milliseconds(200)).status().message(),
      "takes longer than 200ms"));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
}

TEST(SubprocessTest, AProgramThatDoesNotReadIsNoTrouble) {
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(Shell("echo done", large)->view(), "done\n");
  // No signal is left behind for this process.
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

// Also none that was opened without O_CLOEXEC.
TEST(SubprocessTest, InheritsNoFiles) {
  constexpr int kFile = 77;
  ASSERT_EQ(dup2(STDOUT_FILENO, kFile), kFile);
  const auto printed = Shell("for f in 0 1 2 77; do [ ! -e /proc/$$/fd/$f ] || echo $f; done");
  close(kFile);
  EXPECT_EQ(printed->view(), "0\n1\n2\n");
}

}  // namespace
}  // namespace clearway::secrets
