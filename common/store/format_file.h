// The FORMAT file: says what a store's directory is, before anything else in it is touched.
//
//   clearway store
//   format: 1
//   engine: rocksdb
//   service: cooperation
//   store: 6f1e0c5a9b3d4f27a1c8e2b4d6f80913
//   state: ready
//   checksum: 8cf3f311
//
// The first line, that `format` follows it and that the last line is the CRC-32C of all before it
// hold in every version, so that any release can tell a newer directory from a damaged one.
#ifndef CLEARWAY_COMMON_STORE_FORMAT_FILE_H_
#define CLEARWAY_COMMON_STORE_FORMAT_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::store {

struct StoreFormat {
  int version = 0;
  std::string engine;
  std::string service;
  std::string store_id;  // 32 hexadecimal digits, drawn when the store is made
  // False while the store is being made, when nothing in it counts yet ("state: creating").
  bool ready = false;
};

std::string SerializeFormat(const StoreFormat& format);

// FAILED_PRECONDITION when `text` is no FORMAT file of ours, or of a version after `newest`;
// DATA_LOSS when it is damaged. The message says what was found and what to do.
absl::StatusOr<StoreFormat> ParseFormat(absl::string_view text, int newest);

// CRC-32C (Castagnoli), RFC 3720 appendix B.4.
uint32_t Crc32c(absl::string_view bytes);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FORMAT_FILE_H_
