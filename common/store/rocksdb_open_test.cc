// What OpenRocksdbStore accepts, what it refuses, and that it leaves what it refuses as it was.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/store/rocksdb_status.h"
#include "common/store/rocksdb_store.h"
#include "common/store/rocksdb_store_internal.h"
#include "common/store/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

using ::testing::HasSubstr;

const int kPresent = KnownFormats().current;

RocksdbOptions OptionsFor(const std::string& directory) {
  RocksdbOptions options;
  options.directory = directory;
  options.service = "cooperation";
  options.watched_prefixes = {"e/"};
  return options;
}

// A store with `records` records of about 1 KB, closed.
std::string MakeStore(int records) {
  const std::string directory = NewPath();
  auto store = OpenRocksdbStore(OptionsFor(directory));
  EXPECT_TRUE(store.ok()) << store.status();
  for (int i = 0; i < records; ++i) {
    auto revision = (*store)->TransactAndWait([i](Txn& txn) {
      return txn.Put(absl::StrCat("e/", i), std::string(1000, static_cast<char>('a' + i % 26)));
    });
    EXPECT_TRUE(revision.ok()) << revision.status();
  }
  return directory;
}

void ExpectRefused(const RocksdbOptions& options, absl::StatusCode code,
                   const std::string& message) {
  const auto before = Contents(options.directory);
  auto store = OpenRocksdbStore(options);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.status().code(), code) << store.status();
  EXPECT_THAT(std::string(store.status().message()), HasSubstr(message));
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("refusing to open"));
  EXPECT_EQ(Contents(options.directory), before);
}

TEST(RocksdbOpenTest, MakesMissingAndEmptyDirectoriesAndOpensThemAgain) {
  for (const bool exists : {false, true}) {
    const std::string directory = NewPath();
    if (exists) {
      std::filesystem::create_directory(directory);
      std::filesystem::create_directory(directory + "/lost+found");  // a new file system's root
    }
    for (Revision revision = 0; revision < 3; ++revision) {
      auto store = OpenRocksdbStore(OptionsFor(directory));
      ASSERT_TRUE(store.ok()) << store.status();
      EXPECT_EQ((*store)->revision(), revision);
      ASSERT_TRUE((*store)->TransactAndWait([](Txn& txn) { return txn.Put("a", "b"); }).ok());
    }
  }
}

TEST(RocksdbOpenTest, RefusesAForeignDirectory) {
  const std::string directory = NewPath();
  std::filesystem::create_directory(directory);
  WriteFile(directory + "/thesis.txt", "years of work");
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kFailedPrecondition, "thesis.txt");
}

TEST(RocksdbOpenTest, RefusesABareRocksdbDirectory) {
  const std::string directory = MakeStore(1) + "/rocksdb";
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kFailedPrecondition, "no FORMAT file");
}

TEST(RocksdbOpenTest, RefusesAFile) {
  const std::string path = NewPath();
  WriteFile(path, "not a directory");
  auto store = OpenRocksdbStore(OptionsFor(path));
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << store.status();
  EXPECT_EQ(ReadFile(path), "not a directory");
}

TEST(RocksdbOpenTest, RefusesAnotherServicesDirectory) {
  RocksdbOptions options = OptionsFor(MakeStore(1));
  options.service = "universalization";
  ExpectRefused(options, absl::StatusCode::kFailedPrecondition,
                "belongs to the service \"cooperation\"");
}

TEST(RocksdbOpenTest, RefusesANewerFormat) {
  const std::string directory = MakeStore(1);
  auto format = ParseFormat(ReadFile(directory + "/FORMAT"), kPresent);
  ASSERT_TRUE(format.ok());
  format->version = kPresent + 1;
  WriteFile(directory + "/FORMAT", SerializeFormat(*format));
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kFailedPrecondition, "newer release");
}

TEST(RocksdbOpenTest, RefusesADamagedFormat) {
  const std::string directory = MakeStore(1);
  std::string text = ReadFile(directory + "/FORMAT");
  text[40] ^= 1;
  WriteFile(directory + "/FORMAT", text);
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kDataLoss, "checksum");
}

TEST(RocksdbOpenTest, RefusesAFlippedByteInTheLog) {
  const std::string directory = MakeStore(100);
  const std::string log = LongestFile(directory + "/rocksdb", ".log");
  std::string bytes = ReadFile(log);
  bytes[bytes.size() / 2] ^= 1;
  WriteFile(log, bytes);
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kDataLoss, "restore it from a backup");
}

TEST(RocksdbOpenTest, RefusesMissingParts) {
  for (const std::string part : {"/CURRENT", ".log", ""}) {
    const std::string directory = MakeStore(3);
    const std::string engine = directory + "/rocksdb";
    std::filesystem::remove_all(part == ".log" ? LongestFile(engine, part) : engine + part);
    SCOPED_TRACE(part);
    ExpectRefused(OptionsFor(directory), absl::StatusCode::kDataLoss, "");
  }
}

TEST(RocksdbOpenTest, RefusesATruncatedManifest) {
  const std::string directory = MakeStore(3);
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/rocksdb")) {
    if (entry.path().filename().string().rfind("MANIFEST", 0) == 0) {
      std::filesystem::resize_file(entry.path(), 3);
    }
  }
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kDataLoss, "");
}

TEST(RocksdbOpenTest, ForgivesALastWriteThatIsCutOff) {
  const std::string directory = MakeStore(100);
  const std::string log = LongestFile(directory + "/rocksdb", ".log");
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 500);
  auto store = OpenRocksdbStore(OptionsFor(directory));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->revision(), 99);
  EXPECT_TRUE((*store)->GetSnapshot()->Get("e/98")->has_value());
  EXPECT_FALSE((*store)->GetSnapshot()->Get("e/99")->has_value());
}

TEST(RocksdbOpenTest, RefusesASecondOpening) {
  const std::string directory = NewPath();
  auto first = OpenRocksdbStore(OptionsFor(directory));
  ASSERT_TRUE(first.ok());
  auto second = OpenRocksdbStore(OptionsFor(directory));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process has it open"));
  const std::shared_ptr<const Snapshot> snapshot = (*first)->GetSnapshot();
  first->reset();
  EXPECT_FALSE(OpenRocksdbStore(OptionsFor(directory)).ok()) << "a snapshot holds it open";
}

TEST(RocksdbOpenTest, RefusesOptionsWithoutSense) {
  RocksdbOptions options = OptionsFor(NewPath());
  options.service = "co/operation";
  EXPECT_EQ(OpenRocksdbStore(options).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(std::filesystem::exists(options.directory));
}

TEST(RocksdbOpenTest, MakesAgainWhatWasStillBeingMade) {
  const std::string directory = MakeStore(0);
  auto format = ParseFormat(ReadFile(directory + "/FORMAT"), kPresent);
  ASSERT_TRUE(format.ok());
  format->ready = false;
  WriteFile(directory + "/FORMAT", SerializeFormat(*format));
  std::filesystem::remove(directory + "/rocksdb/CURRENT");
  auto store = OpenRocksdbStore(OptionsFor(directory));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->revision(), 0);
}

TEST(RocksdbOpenTest, KeepsTheStoresId) {
  RocksdbOptions options = OptionsFor(NewPath());
  options.new_store_id = std::string(32, '7');
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(OpenRocksdbStore(options).ok());
    auto format = ParseFormat(ReadFile(options.directory + "/FORMAT"), kPresent);
    EXPECT_EQ(format->store_id, std::string(32, '7'));
    options.new_store_id.clear();
  }
  const std::string other = MakeStore(0);
  EXPECT_NE(ParseFormat(ReadFile(other + "/FORMAT"), kPresent)->store_id,
            ParseFormat(ReadFile(MakeStore(0) + "/FORMAT"), kPresent)->store_id);
}

TEST(RocksdbOpenTest, AnAddedPrefixEmptiesTheFeed) {
  const std::string directory = MakeStore(3);
  RocksdbOptions options = OptionsFor(directory);
  options.watched_prefixes = {"e/1"};  // narrower: what is kept is still all of it
  {
    auto store = OpenRocksdbStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->compacted_revision(), 0);
  }
  options.watched_prefixes = {"e/", "f/"};
  for (int i = 0; i < 2; ++i) {
    auto store = OpenRocksdbStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->revision(), 3);
    EXPECT_EQ((*store)->compacted_revision(), 3);
  }
}

// A release whose format keeps a record "converted", made by its migration from the present one.
FormatHistory NextRelease() {
  FormatHistory history;
  history.current = kPresent + 1;
  history.migrations.push_back(
      {kPresent, [](const RocksdbHandles& handles, rocksdb::WriteBatch* batch) {
         std::string old;
         const rocksdb::Status status =
             handles.db->Get(rocksdb::ReadOptions(), handles.records, "e/0", &old);
         if (!status.ok()) return FromRocksdb(status, "reading");
         return FromRocksdb(batch->Put(handles.records, "converted", old.substr(0, 3)), "");
       }});
  return history;
}

TEST(RocksdbOpenTest, OpensADirectoryOfFormat1) {
  const std::string directory = NewPath();
  FormatHistory first_release;
  first_release.current = 1;
  {
    auto store = internal::OpenRocksdbStore(OptionsFor(directory), first_release);
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE((*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/0", "kept"); }).ok());
  }
  EXPECT_EQ(ParseFormat(ReadFile(directory + "/FORMAT"), kPresent)->version, 1);
  {
    auto store = OpenRocksdbStore(OptionsFor(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ(**(*store)->GetSnapshot()->Get("e/0"), "kept");
  }
  EXPECT_EQ(ParseFormat(ReadFile(directory + "/FORMAT"), kPresent)->version, kPresent);
  auto refused = internal::OpenRocksdbStore(OptionsFor(directory), first_release);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RocksdbOpenTest, MigratesAnOlderFormat) {
  const std::string directory = MakeStore(1);
  {
    auto store = internal::OpenRocksdbStore(OptionsFor(directory), NextRelease());
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ(**(*store)->GetSnapshot()->Get("converted"), "aaa");
    EXPECT_EQ((*store)->revision(), 1);
  }
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kFailedPrecondition, "newer release");
  FormatHistory without_steps;
  without_steps.current = kPresent + 1;
  EXPECT_TRUE(internal::OpenRocksdbStore(OptionsFor(directory), without_steps).ok())
      << "it is at that format already";
}

TEST(RocksdbOpenTest, GoesOnWithAMigrationThatStoppedBeforeFormatWasWritten) {
  const std::string directory = MakeStore(1);
  const std::string old_format = ReadFile(directory + "/FORMAT");
  ASSERT_TRUE(internal::OpenRocksdbStore(OptionsFor(directory), NextRelease()).ok());
  const std::string new_format = ReadFile(directory + "/FORMAT");
  WriteFile(directory + "/FORMAT", old_format);
  ExpectRefused(OptionsFor(directory), absl::StatusCode::kFailedPrecondition, "newer release");
  ASSERT_TRUE(internal::OpenRocksdbStore(OptionsFor(directory), NextRelease()).ok());
  EXPECT_EQ(ReadFile(directory + "/FORMAT"), new_format);
}

TEST(RocksdbOpenTest, RefusesAFormatThatNoStepReads) {
  const std::string directory = MakeStore(1);
  FormatHistory without_steps;
  without_steps.current = kPresent + 1;
  auto store = internal::OpenRocksdbStore(OptionsFor(directory), without_steps);
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << store.status();
  EXPECT_TRUE(OpenRocksdbStore(OptionsFor(directory)).ok())
      << "and its format is still the present one";
}

}  // namespace
}  // namespace clearway::store
