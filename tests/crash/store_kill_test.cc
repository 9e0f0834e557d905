// kill -9 of a process that writes to a store, again and again: every acknowledged write is there
// afterwards, none is there by half, and the feed agrees with the records.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

#include "common/store/crash_workload.h"
#include "common/store/rocksdb_store.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

constexpr char kWriter[] = "tests/crash/store_writer";
constexpr int kKills = 25;

// Runs the writer, kills it once it has acknowledged `acknowledgements` numbers, and returns the
// greatest one that it had acknowledged by then, or `none`.
int RunAndKill(const std::string& directory, int acknowledgements, int none) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(kWriter, kWriter, directory.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  FILE* const lines = fdopen(ends[0], "r");
  int greatest = none;
  int number = 0;
  for (int i = 0; i < acknowledgements && std::fscanf(lines, "%d", &number) == 1; ++i) {
    greatest = std::max(greatest, number);
  }
  EXPECT_EQ(kill(writer, SIGKILL), 0);
  // What it still said before it died.
  while (std::fscanf(lines, "%d", &number) == 1) greatest = std::max(greatest, number);
  std::fclose(lines);
  int status = 0;
  EXPECT_EQ(waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
  return greatest;
}

TEST(StoreKillTest, AcknowledgedWritesSurvive) {
  RocksdbOptions options;
  options.directory = NewPath();
  options.service = "test";
  options.watched_prefixes = {"e/"};
  std::mt19937_64 random(1 + testing::UnitTest::GetInstance()->random_seed());
  int last = -1;
  for (int i = 0; i < kKills; ++i) {
    SCOPED_TRACE(i);
    // Sometimes while it is still being made or opened.
    const int acknowledgements = random() % 4 == 0 ? 0 : static_cast<int>(random() % 60);
    const int acknowledged = RunAndKill(options.directory, acknowledgements, last);
    auto store = OpenRocksdbStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    auto found = CheckNumbers(store->get(), acknowledged);
    ASSERT_TRUE(found.ok()) << found.status();
    last = *found;
  }
  EXPECT_GT(last, 100) << "the writer should get some way";
}

}  // namespace
}  // namespace clearway::store
