// What every engine must do: one suite of tests, instantiated for each engine.
//
//   INSTANTIATE_TEST_SUITE_P(Rocksdb, StoreConformanceTest,
//                            testing::Values(EngineMaker{[] { return NewRocksdbEngine(); }}));
//
// The tests are in conformance_*.cc, linked in by depending on //common/store:conformance.
#ifndef CLEARWAY_COMMON_STORE_CONFORMANCE_H_
#define CLEARWAY_COMMON_STORE_CONFORMANCE_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/store/store.h"
#include "gtest/gtest.h"

namespace clearway::store {

// One place for data, empty at first. Open() opens it again and again, one store at a time.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(
      const std::vector<std::string>& watched_prefixes) = 0;
};

struct EngineMaker {
  std::function<std::unique_ptr<Engine>()> make;
};

// The feed keeps keys under "e/".
class StoreConformanceTest : public testing::TestWithParam<EngineMaker> {
 protected:
  void SetUp() override;
  // Closes the store and opens it again.
  void Reopen();

  Revision Put(const std::string& key, const std::string& value);
  Revision Delete(const std::string& key);
  // The value now, or "(none)".
  std::string Get(const std::string& key);

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
};

// Gathers what a subscription delivers, and checks that batches keep their promises.
class Collector {
 public:
  // Expects changes after `after`.
  explicit Collector(Revision after) : through_(after) {}

  Store::WatchFn Callback();
  // Blocks until everything up to `revision` was delivered, or the subscription ended.
  void WaitFor(Revision revision);
  // Blocks until an error was delivered, and returns it.
  absl::Status WaitForEnd();

  std::vector<Change> changes() const;
  Revision through() const;

 private:
  bool Take(absl::StatusOr<Store::Batch> batch);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Change> changes_;
  Revision through_;
  absl::Status ended_;
};

// "put e/1=x @3.0", so that failures read well.
std::string ToString(const Change& change);
std::vector<std::string> ToStrings(const std::vector<Change>& changes);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_CONFORMANCE_H_
