#include "common/store/data_root.h"

#include <filesystem>
#include <string>

#include "common/store/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

using ::testing::HasSubstr;

class DataRootTest : public testing::Test {
 protected:
  DataRootTest() { std::filesystem::create_directory(root_); }
  void MakeStore(const std::string& service) {
    std::filesystem::create_directory(root_ + "/" + service);
    WriteFile(root_ + "/" + service + "/FORMAT", "clearway store\nformat: 1\n");
  }
  absl::StatusOr<DataRoot> Inspect(const std::vector<std::string>& ours = {}) {
    return InspectDataRoot(root_, "cooperation", ours);
  }

  const std::string root_ = NewPath();
};

TEST_F(DataRootTest, AMissingAndAnEmptyDirectoryAreFresh) {
  EXPECT_EQ(*InspectDataRoot(NewPath(), "cooperation", {}), DataRoot::kFresh);
  EXPECT_EQ(*Inspect(), DataRoot::kFresh);
  std::filesystem::create_directory(root_ + "/lost+found");
  EXPECT_EQ(*Inspect(), DataRoot::kFresh);
}

TEST_F(DataRootTest, AmongOtherThingsNoStoreIsMade) {
  WriteFile(root_ + "/photo.jpg", "");
  std::filesystem::create_directory(root_ + "/music");
  const auto refused = Inspect();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("(\"music\")"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr(root_ + "/clearway"));
}

TEST_F(DataRootTest, OneThingOfClearwaysMakesItOurs) {
  WriteFile(root_ + "/photo.jpg", "");
  MakeStore("universalization");
  EXPECT_EQ(*Inspect(), DataRoot::kFresh);
  MakeStore("cooperation");
  EXPECT_EQ(*Inspect(), DataRoot::kHasStore);
}

TEST_F(DataRootTest, TheMarkerMakesItOurs) {
  std::filesystem::create_directory(root_ + "/logs");
  EXPECT_FALSE(Inspect().ok());
  WriteFile(root_ + "/CLEARWAY", "");
  EXPECT_EQ(*Inspect(), DataRoot::kFresh);
}

// As when two services are started at once: the other one's folder has no store in it yet.
TEST_F(DataRootTest, AServiceThatIsJustStartingIsNoStranger) {
  const std::string root = root_ + "/not/there/yet";
  ASSERT_TRUE(MakeDataRoot(root).ok());
  std::filesystem::create_directory(root + "/universalization");
  EXPECT_EQ(*InspectDataRoot(root, "cooperation", {}), DataRoot::kFresh);
  // Again, and where there is something that is no directory.
  EXPECT_TRUE(MakeDataRoot(root).ok());
  WriteFile(root_ + "/file", "");
  EXPECT_EQ(MakeDataRoot(root_ + "/file").code(), absl::StatusCode::kUnavailable);
}

TEST_F(DataRootTest, AFolderWithAnotherFormatFileIsNotOurs) {
  std::filesystem::create_directory(root_ + "/x");
  WriteFile(root_ + "/x/FORMAT", "of something else\n");
  EXPECT_FALSE(Inspect().ok());
}

TEST_F(DataRootTest, FilesThatTheServiceWasGivenDoNotCount) {
  WriteFile(root_ + "/server.json", "{}");
  std::filesystem::create_symlink(root_ + "/server.json", root_ + ".link");
  EXPECT_FALSE(Inspect().ok());
  EXPECT_FALSE(Inspect({"/no/such/file"}).ok());
  EXPECT_EQ(*Inspect({"/no/such/file", root_ + ".link"}), DataRoot::kFresh);
  WriteFile(root_ + "/other", "");
  EXPECT_FALSE(Inspect({root_ + ".link"}).ok());
}

// What it is, is the store's own business to say.
TEST_F(DataRootTest, AFolderOfTheServicesNameIsLeftToTheStore) {
  WriteFile(root_ + "/photo.jpg", "");
  std::filesystem::create_directory(root_ + "/cooperation");
  EXPECT_EQ(*Inspect(), DataRoot::kHasStore);
}

}  // namespace
}  // namespace clearway::store
