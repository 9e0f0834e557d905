// Master keys that a test chooses, in a real file, and a custodian over a test's store.
#ifndef CLEARWAY_COMMON_SECRETS_TESTING_TEST_KEYS_H_
#define CLEARWAY_COMMON_SECRETS_TESTING_TEST_KEYS_H_

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/secrets/custodian.h"
#include "common/store/store.h"

namespace clearway::secrets::testing {

// 64 bytes, others for each number.
inline std::string TestKey(int number) {
  std::string key(64, '\0');
  for (int i = 0; i < 64; ++i) key[i] = static_cast<char>(number * 37 + i * 101 + 11);
  return key;
}

// A file of master keys with those numbers, the first of which wraps. Replaced by rename.
inline void WriteMasterKeys(const std::string& path, const std::vector<int>& numbers,
                            mode_t mode = 0600) {
  std::string text = "{\"keys\":[";
  for (size_t i = 0; i < numbers.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ",", "{\"key\":\"",
                    absl::Base64Escape(TestKey(numbers[i])), "\",\"note\":\"", numbers[i], "\"}");
  }
  std::ofstream(path + ".new") << text << "]}";
  chmod((path + ".new").c_str(), mode);
  std::rename((path + ".new").c_str(), path.c_str());
}

// Looks after the store's keys with the file's master keys.
inline std::unique_ptr<Custodian> StartCustodian(store::Store* store, const std::string& key_file,
                                                 CustodianOptions options = {},
                                                 config::v1::Secrets config = {}) {
  config.set_master_key_file(key_file);
  auto custodian = Custodian::Start(store, config, std::move(options));
  if (!custodian.ok()) {
    std::fprintf(stderr, "%s\n", custodian.status().ToString().c_str());
    std::abort();
  }
  return *std::move(custodian);
}

}  // namespace clearway::secrets::testing

#endif  // CLEARWAY_COMMON_SECRETS_TESTING_TEST_KEYS_H_
