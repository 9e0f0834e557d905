// That the file system of the crash tests really loses what it should, and nothing else.
#include "common/store/fault_file_system.h"

#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "common/store/test_directory.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

namespace clearway::store {
namespace {

class FaultFileSystemTest : public testing::Test {
 protected:
  FaultFileSystemTest() {
    std::filesystem::create_directories(root_ + "/scratch");
    std::filesystem::create_directories(root_ + "/d");
    faults_ = std::make_shared<FaultFileSystem>(root_ + "/scratch");
    env_ = rocksdb::NewCompositeEnv(faults_);
  }
  std::string Path(const std::string& name) const { return root_ + "/d/" + name; }
  void Write(const std::string& name, const std::string& synced, const std::string& unsynced) {
    std::unique_ptr<rocksdb::WritableFile> file;
    ASSERT_TRUE(env_->NewWritableFile(Path(name), &file, rocksdb::EnvOptions()).ok());
    ASSERT_TRUE(file->Append(synced).ok());
    ASSERT_TRUE(file->Sync().ok());
    ASSERT_TRUE(file->Append(unsynced).ok());
    ASSERT_TRUE(file->Close().ok());
  }
  void SyncDirectory() {
    std::unique_ptr<rocksdb::Directory> directory;
    ASSERT_TRUE(env_->NewDirectory(root_ + "/d", &directory).ok());
    ASSERT_TRUE(directory->Fsync().ok());
  }

  const std::string root_ = NewPath();
  std::mt19937_64 random_{1};
  std::shared_ptr<FaultFileSystem> faults_;
  std::unique_ptr<rocksdb::Env> env_;
};

TEST_F(FaultFileSystemTest, LosesSomeOfWhatWasNotSyncedInAFile) {
  std::set<std::string> outcomes;
  for (int i = 0; i < 50; ++i) {
    Write("f", "kept", "lost");
    SyncDirectory();
    faults_->Crash(random_);
    outcomes.insert(ReadFile(Path("f")));
  }
  EXPECT_EQ(outcomes, (std::set<std::string>{"kept", "keptl", "keptlo", "keptlos", "keptlost"}));
}

TEST_F(FaultFileSystemTest, LosesTheLastUnsyncedChangesOfADirectory) {
  std::set<std::string> outcomes;
  for (int i = 0; i < 50; ++i) {
    Write("old", "old", "");
    Write("gone", "gone", "");
    SyncDirectory();
    Write("new", "new", "");
    ASSERT_TRUE(env_->RenameFile(Path("new"), Path("old")).ok());
    ASSERT_TRUE(env_->DeleteFile(Path("gone")).ok());
    faults_->Crash(random_);
    std::string outcome;
    for (const char* name : {"new", "old", "gone"}) {
      outcome += (std::filesystem::exists(Path(name)) ? ReadFile(Path(name)) : "-") + " ";
      std::filesystem::remove(Path(name));
    }
    outcomes.insert(outcome);
  }
  EXPECT_EQ(outcomes,
            (std::set<std::string>{"- old gone ", "new old gone ", "- new gone ", "- new - "}));
}

TEST_F(FaultFileSystemTest, FailsAfterSoManyChanges) {
  faults_->FailAfter(2);
  std::unique_ptr<rocksdb::WritableFile> file;
  ASSERT_TRUE(env_->NewWritableFile(Path("f"), &file, rocksdb::EnvOptions()).ok());
  ASSERT_TRUE(file->Append("first").ok());
  EXPECT_FALSE(faults_->failed());
  EXPECT_FALSE(file->Append("torn").ok());
  EXPECT_TRUE(faults_->failed());
  EXPECT_FALSE(file->Sync().ok());
  EXPECT_FALSE(env_->DeleteFile(Path("f")).ok());
  file.reset();
  EXPECT_EQ(ReadFile(Path("f")), "firstto") << "the change that fails is half done";
  faults_->Crash(random_);
  Write("f", "again", "");
  EXPECT_EQ(ReadFile(Path("f")), "again");
}

}  // namespace
}  // namespace clearway::store
