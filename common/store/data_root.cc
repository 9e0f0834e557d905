#include "common/store/data_root.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace clearway::store {
namespace {

namespace fs = std::filesystem;

constexpr char kMarker[] = "CLEARWAY";

// A folder whose FORMAT file begins as ours do, whatever else is wrong with it.
bool IsStore(const fs::path& path) {
  std::ifstream format(path / "FORMAT");
  std::string line;
  return std::getline(format, line) && line == "clearway store";
}

bool IsSameFile(const fs::path& one, const fs::path& other) {
  std::error_code ignored;
  return fs::equivalent(one, other, ignored);
}

}  // namespace

absl::StatusOr<DataRoot> InspectDataRoot(const std::string& root, const std::string& service,
                                         const std::vector<std::string>& ours) {
  std::error_code error;
  if (fs::exists(fs::path(root) / service, error)) return DataRoot::kHasStore;
  if (!fs::exists(root, error)) return DataRoot::kFresh;
  std::string stranger;
  for (fs::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name == kMarker || IsStore(entry->path())) return DataRoot::kFresh;
    // A freshly made file system has it.
    if (name == "lost+found") continue;
    if (std::any_of(ours.begin(), ours.end(),
                    [&](const std::string& path) { return IsSameFile(path, entry->path()); })) {
      continue;
    }
    if (stranger.empty() || name < stranger) stranger = name;
  }
  if (error) {
    return absl::UnavailableError(absl::StrCat("cannot look into ", root, ": ", error.message()));
  }
  if (stranger.empty()) return DataRoot::kFresh;
  return absl::FailedPreconditionError(
      absl::StrCat("refusing to make a store in ", root, ": it holds other things (\"", stranger,
                   "\") and nothing of Clearway's; give Clearway a directory of its own, such as ",
                   root, root.back() == '/' ? "" : "/", "clearway (nothing was changed)"));
}

absl::Status MakeDataRoot(const std::string& root) {
  std::error_code error;
  fs::create_directories(root, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat("cannot make ", root, ": ", error.message()));
  }
  const fs::path marker = fs::path(root) / kMarker;
  if (fs::exists(marker, error)) return absl::OkStatus();
  std::ofstream file(marker);
  file << "This directory is Clearway's: each service keeps its data in a folder of its own.\n";
  file.close();
  if (!file) return absl::UnavailableError(absl::StrCat("cannot write ", marker.string()));
  return absl::OkStatus();
}

}  // namespace clearway::store
