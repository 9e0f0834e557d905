// Writes the crash workload into a store until it is killed, and says what is acknowledged.
//
//   store_writer DIRECTORY
//
// Each acknowledged number is one line on standard output, written with one system call.
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <string>

#include "common/store/crash_workload.h"
#include "common/store/rocksdb_store.h"

int main(int argc, char** argv) {
  using clearway::store::RocksdbOptions;
  if (argc != 2) {
    std::fprintf(stderr, "usage: store_writer DIRECTORY\n");
    return 2;
  }
  RocksdbOptions options;
  options.directory = argv[1];
  options.service = "test";
  options.watched_prefixes = {"e/"};
  options.write_buffer_bytes = 128 << 10;
  options.feed_retention = 100;
  auto store = clearway::store::OpenRocksdbStore(options);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", std::string(store.status().message()).c_str());
    return 1;
  }
  const int first = static_cast<int>((*store)->revision());
  auto last = clearway::store::WriteNumbers(store->get(), first, INT_MAX - first, [](int number) {
    const std::string line = std::to_string(number) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(3);
  });
  std::fprintf(stderr, "%s\n", std::string(last.status().message()).c_str());
  return 1;
}
