#include "common/store/file_logger.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "common/store/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

std::string NewDirectory() {
  std::string path = NewPath();
  std::filesystem::create_directory(path);
  return path;
}

std::vector<std::string> Old(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().filename() != "LOG") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(FileLoggerTest, WritesLinesWithTheirTime) {
  const std::string directory = NewDirectory();
  FileLogger logger(directory);
  rocksdb::Log(&logger, "flushed %d tables", 3);
  rocksdb::Log(&logger, "ends by itself\n");
  const std::string log = ReadFile(directory + "/LOG");
  EXPECT_THAT(log, MatchesRegex("20[0-9/]+-[0-9:.]+ [0-9]+ flushed 3 tables\n"
                                "20[0-9/]+-[0-9:.]+ [0-9]+ ends by itself\n"));
  EXPECT_EQ(logger.GetLogFileSize(), log.size());
}

TEST(FileLoggerTest, LongLinesAreCut) {
  const std::string directory = NewDirectory();
  FileLogger logger(directory);
  rocksdb::Log(&logger, "%s", std::string(2000, 'x').c_str());
  EXPECT_THAT(ReadFile(directory + "/LOG"), HasSubstr(std::string(2000, 'x')));
  rocksdb::Log(&logger, "%s", std::string(100000, 'y').c_str());
  const std::string log = ReadFile(directory + "/LOG");
  EXPECT_THAT(log, HasSubstr(std::string(30000, 'y')));
  EXPECT_LT(log.size(), 40000u);
}

TEST(FileLoggerTest, KeepsTheLastFiles) {
  const std::string directory = NewDirectory();
  WriteFile(directory + "/LOG", "of an earlier run\n");
  FileLogger logger(directory, /*max_bytes=*/100, /*max_files=*/3);
  ASSERT_EQ(Old(directory).size(), 1u);
  EXPECT_EQ(ReadFile(directory + "/" + Old(directory)[0]), "of an earlier run\n");
  for (int i = 0; i < 50; ++i) rocksdb::Log(&logger, "%s %d", std::string(60, 'x').c_str(), i);
  EXPECT_THAT(ReadFile(directory + "/LOG"), EndsWith(" 49\n"));
  ASSERT_EQ(Old(directory).size(), 2u);
  EXPECT_THAT(ReadFile(directory + "/" + Old(directory)[0]), Not(HasSubstr("earlier")));
}

// RocksDB's own logger ends the process here. A limit on files' sizes stands for the full disk.
TEST(FileLoggerTest, AFullDiskLosesLinesAndNothingElse) {
  const std::string directory = NewDirectory();
  FileLogger logger(directory);
  rocksdb::Log(&logger, "first");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit full{logger.GetLogFileSize() + 10, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  for (int i = 0; i < 5; ++i) rocksdb::Log(&logger, "lost %d", i);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  rocksdb::Log(&logger, "last");
  rocksdb::Log(&logger, "after it");
  EXPECT_THAT(ReadFile(directory + "/LOG"),
              MatchesRegex("20[0-9/]+-[0-9:.]+ [0-9]+ first\n"
                           "20[0-9/]+\n"  // what there was room for
                           "\\(5 lines lost: the disk refused them\\)\n"
                           "20[0-9/]+-[0-9:.]+ [0-9]+ last\n"
                           "20[0-9/]+-[0-9:.]+ [0-9]+ after it\n"));
}

TEST(FileLoggerTest, ADirectoryThatIsNotThereDoesNoHarm) {
  FileLogger logger(NewPath());
  rocksdb::Log(&logger, "a");
  rocksdb::Log(&logger, "b");
  EXPECT_EQ(logger.GetLogFileSize(), 0u);
}

}  // namespace
}  // namespace clearway::store
