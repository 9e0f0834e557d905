// A real store in a fresh directory, and calls at times that a test chooses.
#ifndef CLEARWAY_COMMON_RESOURCE_TESTING_STORE_H_
#define CLEARWAY_COMMON_RESOURCE_TESTING_STORE_H_

#include <stdlib.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/store/rocksdb_store.h"
#include "gtest/gtest.h"

namespace clearway::resource::testing {

inline std::string NewDirectory() {
  std::string directory = absl::StrCat(::testing::TempDir(), "/store-XXXXXX");
  EXPECT_NE(mkdtemp(&directory[0]), nullptr);
  return directory;
}

inline std::unique_ptr<store::Store> OpenStore(const std::string& directory) {
  store::RocksdbOptions options;
  options.directory = directory + "/data";
  options.service = "test";
  options.watched_prefixes = {"r/"};
  auto store = store::OpenRocksdbStore(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

// A call `minutes` after 2012-11-12 09:00 UTC.
inline rpc::Call CallAt(int minutes, uint64_t seed = 1) {
  rpc::Call call;
  call.method = "clearway.resource.testing.Projects/Method";
  call.actor = "actors/officer";
  call.peer = "127.0.0.1:1234";
  call.trace_id = "0123456789abcdef0123456789abcdef";
  call.time = absl::FromUnixSeconds(1352710800) + absl::Minutes(minutes);
  call.seed = seed * 1000003 + static_cast<uint64_t>(minutes);
  return call;
}

// A test with a store of its own.
class StoreTest : public ::testing::Test {
 protected:
  // Runs `fn` as one transaction and returns its status.
  template <typename Fn>
  absl::Status Do(Fn fn) {
    return store_->TransactAndWait([&fn](store::Txn& txn) { return fn(txn); }).status();
  }
  std::shared_ptr<const store::Snapshot> Now() const { return store_->GetSnapshot(); }
  void Reopen() {
    store_.reset();
    store_ = OpenStore(directory_);
  }

  std::string directory_ = NewDirectory();
  std::unique_ptr<store::Store> store_ = OpenStore(directory_);
};

}  // namespace clearway::resource::testing

#endif  // CLEARWAY_COMMON_RESOURCE_TESTING_STORE_H_
