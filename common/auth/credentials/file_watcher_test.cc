#include "common/auth/credentials/file_watcher.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using store::NewPath;
using store::WriteFile;

class FileWatcherTest : public testing::Test {
 protected:
  FileWatcherTest() : directory_(NewPath()), path_(directory_ + "/file") {
    std::filesystem::create_directories(directory_);
    WriteFile(path_, "one");
    rpc::SetLogSink([this](absl::string_view line) { log_.emplace_back(line); });
  }
  ~FileWatcherTest() override { rpc::SetLogSink({}); }

  absl::Status Watch() {
    return watcher_.Watch(path_, 100, [this](absl::string_view content) {
      if (content == "broken") return absl::InvalidArgumentError("it is broken");
      loaded_.emplace_back(content);
      return absl::OkStatus();
    });
  }
  void Replace(const std::string& content) {
    WriteFile(path_ + ".new", content);
    std::filesystem::rename(path_ + ".new", path_);
  }
  int Logged(absl::string_view level) {
    int count = 0;
    for (const std::string& line : log_) {
      count += absl::StrContains(line, absl::StrCat("\"level\":\"", level)) ? 1 : 0;
    }
    return count;
  }

  std::string directory_, path_;
  std::vector<std::string> loaded_, log_;
  FileWatcher watcher_;
};

TEST_F(FileWatcherTest, LoadsAtOnceAndAfterEachChange) {
  ASSERT_TRUE(Watch().ok());
  watcher_.Poll();
  EXPECT_EQ(loaded_, (std::vector<std::string>{"one"}));
  Replace("two");
  watcher_.Poll();
  watcher_.Poll();
  EXPECT_EQ(loaded_, (std::vector<std::string>{"one", "two"}));
  WriteFile(path_, "three");
  watcher_.Poll();
  EXPECT_EQ(loaded_.back(), "three");
  EXPECT_EQ(Logged("info"), 2);
  EXPECT_EQ(Logged("error"), 0);
}

TEST_F(FileWatcherTest, SeesAChangeWithinOneTickOfTheFileSystemsClock) {
  ASSERT_TRUE(Watch().ok());
  struct stat before = {};
  ASSERT_EQ(stat(path_.c_str(), &before), 0);
  // The same inode, size and time of change (as far as anybody can set it).
  WriteFile(path_, "two");
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(utimensat(AT_FDCWD, path_.c_str(), times, 0), 0);
  watcher_.Poll();
  EXPECT_EQ(loaded_.back(), "two");
}

TEST_F(FileWatcherTest, SeesASymbolicLinkThatPointsElsewhere) {
  WriteFile(directory_ + "/a", "aaa");
  WriteFile(directory_ + "/b", "bbb");
  std::filesystem::remove(path_);
  std::filesystem::create_symlink("a", path_);
  ASSERT_TRUE(Watch().ok());
  std::filesystem::create_symlink("b", path_ + ".new");
  std::filesystem::rename(path_ + ".new", path_);
  watcher_.Poll();
  EXPECT_EQ(loaded_, (std::vector<std::string>{"aaa", "bbb"}));
}

TEST_F(FileWatcherTest, KeepsWhatItHasWhenTheNewFileIsBrokenAndSaysSoOnce) {
  ASSERT_TRUE(Watch().ok());
  Replace("broken");
  for (int i = 0; i < 5; ++i) watcher_.Poll();
  EXPECT_EQ(Logged("error"), 1);
  EXPECT_TRUE(absl::StrContains(log_.back(), "it is broken")) << log_.back();
  std::filesystem::remove(path_);
  for (int i = 0; i < 5; ++i) watcher_.Poll();
  EXPECT_EQ(Logged("error"), 2);
  EXPECT_TRUE(absl::StrContains(log_.back(), "No such file")) << log_.back();
  Replace(std::string(101, 'x'));
  watcher_.Poll();
  EXPECT_TRUE(absl::StrContains(log_.back(), "more than 100 bytes")) << log_.back();
  EXPECT_EQ(loaded_, (std::vector<std::string>{"one"}));
  Replace("two");
  watcher_.Poll();
  EXPECT_EQ(loaded_, (std::vector<std::string>{"one", "two"}));
}

TEST_F(FileWatcherTest, TheFirstTimeAnErrorIsTheCallers) {
  WriteFile(path_, "broken");
  absl::Status status = Watch();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), absl::StrCat(path_, ": it is broken"));
  std::filesystem::remove(path_);
  EXPECT_TRUE(absl::IsNotFound(Watch()));
  std::filesystem::create_directory(path_);
  EXPECT_TRUE(absl::IsInvalidArgument(Watch()));
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Watch()));
  WriteFile(directory_ + "/other", "one");
  watcher_.Poll();
  EXPECT_TRUE(loaded_.empty());
}

TEST(FileWatcherThreadTest, LooksByItselfAndEndsInTheMiddle) {
  const std::string path = NewPath();
  WriteFile(path, "one");
  std::atomic<bool> seen{false};
  FileWatcher watcher;
  ASSERT_TRUE(watcher
                  .Watch(path, 100,
                         [&](absl::string_view content) {
                           if (content == "two") seen = true;
                           return absl::OkStatus();
                         })
                  .ok());
  watcher.Start(absl::Milliseconds(1));
  WriteFile(path + ".new", "two");
  std::filesystem::rename(path + ".new", path);
  while (!seen) absl::SleepFor(absl::Milliseconds(1));
}

}  // namespace
}  // namespace clearway::auth
