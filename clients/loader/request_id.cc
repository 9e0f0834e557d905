#include "clients/loader/request_id.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/resource/fingerprint.h"

namespace clearway::loader {

std::string RequestIdFor(absl::string_view method, const google::protobuf::Message& request) {
  std::string hash = resource::Sha256(
      absl::StrCat(method, absl::string_view("\0", 1), resource::DeterministicBytes(request)));
  hash.resize(16);
  hash[6] = static_cast<char>((hash[6] & 0x0f) | 0x80);  // version 8
  hash[8] = static_cast<char>((hash[8] & 0x3f) | 0x80);  // variant of RFC 9562
  const std::string hex = absl::BytesToHexString(hash);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace clearway::loader
