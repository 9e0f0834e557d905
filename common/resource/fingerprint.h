// Hashes of content that are stored or handed out, so they must never change: SHA-256.
#ifndef CLEARWAY_COMMON_RESOURCE_FINGERPRINT_H_
#define CLEARWAY_COMMON_RESOURCE_FINGERPRINT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

// 32 bytes.
std::string Sha256(absl::string_view bytes);
// The first eight bytes of the SHA-256 as a big-endian number.
uint64_t Fingerprint(absl::string_view bytes);
// The message's bytes, the same for equal messages of one binary and its successors: maps in the
// order of their keys.
std::string DeterministicBytes(const google::protobuf::Message& message);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FINGERPRINT_H_
