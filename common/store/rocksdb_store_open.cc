#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/store/disk_room.h"
#include "common/store/rocksdb_open.h"
#include "common/store/rocksdb_store.h"
#include "common/store/rocksdb_store_internal.h"
#include "common/store/store_directory.h"

namespace clearway::store {
namespace {

absl::Status CheckOptions(const RocksdbOptions& options) {
  if (options.directory.empty()) return absl::InvalidArgumentError("no directory given");
  if (options.service.empty()) return absl::InvalidArgumentError("no service named");
  for (const char c : options.service) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_') {
      return absl::InvalidArgumentError("a service's name has letters, digits and _ alone");
    }
  }
  if (options.max_queued_transactions == 0 || options.feed_retention < 0) {
    return absl::InvalidArgumentError(
        "the queue's and the feed's lengths must not be below 1 and 0");
  }
  return absl::OkStatus();
}

std::string RandomStoreId() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 4; ++i) absl::StrAppend(&id, absl::Hex(device(), absl::kZeroPad8));
  return id;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksdbStore(const RocksdbOptions& options) {
  return internal::OpenRocksdbStore(options, KnownFormats());
}

absl::Status ProbeRocksdbDisk(const RocksdbOptions& options) {
  return ProbeDisk(options.env == nullptr ? rocksdb::Env::Default() : options.env,
                   options.directory, options.min_free_bytes);
}

absl::StatusOr<std::unique_ptr<Store>> internal::OpenRocksdbStore(const RocksdbOptions& options,
                                                                  const FormatHistory& history) {
  absl::Status status = CheckOptions(options);
  if (!status.ok()) return status;
  StoreFormat format;
  format.version = history.current;
  format.engine = "rocksdb";
  format.service = options.service;
  format.store_id = options.new_store_id.empty() ? RandomStoreId() : options.new_store_id;
  format.ready = true;
  auto opened_directory = StoreDirectory::Open(
      options.env == nullptr ? rocksdb::Env::Default() : options.env, options.directory, format);
  if (!opened_directory.ok()) return opened_directory.status();
  std::shared_ptr<StoreDirectory> directory = *std::move(opened_directory);
  const std::string path = directory->engine_path();
  if (!directory->format().ready) {
    status = CreateRocksdb(options, path, history.current);
    if (status.ok()) status = directory->Write(format);
    if (!status.ok()) return status;
  }
  auto opened = OpenRocksdb(options, path, history);
  if (!opened.ok()) {
    const bool damaged = opened.status().code() == absl::StatusCode::kDataLoss;
    return absl::Status(
        opened.status().code(),
        absl::StrCat("refusing to open ", options.directory, ": ", opened.status().message(),
                     damaged ? " (nothing was changed; restore it from a backup)" : ""));
  }
  format = directory->format();
  if (format.version != history.current) {
    format.version = history.current;
    status = directory->Write(format);
    if (!status.ok()) return status;
  }
  opened->handles->directory = std::move(directory);
  return internal::NewRocksdbStore(options, *std::move(opened));
}

}  // namespace clearway::store
