// For tests: directories of their own, and what is in them.
#ifndef CLEARWAY_COMMON_STORE_TEST_DIRECTORY_H_
#define CLEARWAY_COMMON_STORE_TEST_DIRECTORY_H_

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::store {

// A path below the test's own temporary directory where nothing is yet.
inline std::string NewPath() {
  static int count = 0;
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = absl::StrCat(test == nullptr ? "" : test->test_suite_name(), ".",
                                  test == nullptr ? "" : test->name(), ".", ++count);
  for (char& c : name) c = c == '/' ? '_' : c;
  const std::string path = testing::TempDir() + "/" + name;
  std::filesystem::remove_all(path);
  return path;
}

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

inline void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Each file below `path` with its bytes, each folder with "/".
inline std::map<std::string, std::string> Contents(const std::string& path) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    contents[entry.path().string()] = entry.is_directory() ? "/" : ReadFile(entry.path().string());
  }
  return contents;
}

// The one file in `path` whose name ends with `suffix` and that is the longest.
inline std::string LongestFile(const std::string& path, const std::string& suffix) {
  std::string longest;
  std::uintmax_t size = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() != suffix || entry.file_size() < size) continue;
    size = entry.file_size();
    longest = entry.path().string();
  }
  return longest;
}

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_TEST_DIRECTORY_H_
