#include "common/auth/credentials/atomic_file.h"

#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

mode_t ModeOf(const std::string& path) {
  struct stat about = {};
  EXPECT_EQ(stat(path.c_str(), &about), 0);
  return about.st_mode & 0777;
}

TEST(AtomicFileTest, WritesAndReplacesWithTheModeAndLeavesNothingElse) {
  const std::string directory = store::NewPath();
  std::filesystem::create_directories(directory);
  const std::string path = directory + "/key";
  ASSERT_TRUE(WriteFileAtomically(path, "one", FileMode::kPublic).ok());
  EXPECT_EQ(store::ReadFile(path), "one");
  EXPECT_EQ(ModeOf(path), 0644u);
  const std::string big(1 << 20, 'x');
  ASSERT_TRUE(WriteFileAtomically(path, big, FileMode::kSecret).ok());
  EXPECT_EQ(store::ReadFile(path), big);
  EXPECT_EQ(ModeOf(path), 0600u);
  EXPECT_EQ(store::Contents(directory).size(), 1u);
}

TEST(AtomicFileTest, AFailureNamesThePathAndLeavesTheOldFile) {
  const std::string directory = store::NewPath();
  absl::Status status = WriteFileAtomically(directory + "/none/key", "x", FileMode::kSecret);
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_TRUE(absl::StrContains(status.message(), directory + "/none/key")) << status;
  std::filesystem::create_directories(directory + "/key/below");
  EXPECT_FALSE(WriteFileAtomically(directory + "/key", "x", FileMode::kSecret).ok());
  EXPECT_EQ(store::Contents(directory).size(), 2u);
}

}  // namespace
}  // namespace clearway::auth
