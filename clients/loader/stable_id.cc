#include "clients/loader/stable_id.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace clearway::loader {

std::string StableRequestId(absl::string_view method, const google::protobuf::Message& request) {
  std::string text = absl::StrCat(method, absl::string_view("\0", 1));
  {
    google::protobuf::io::StringOutputStream stream(&text);  // appends
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  digest[6] = (digest[6] & 0x0f) | 0x80;  // version 8: of the maker's own design (RFC 9562)
  digest[8] = (digest[8] & 0x3f) | 0x80;  // variant
  std::string hex =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), 16));
  absl::string_view h = hex;
  return absl::StrCat(h.substr(0, 8), "-", h.substr(8, 4), "-", h.substr(12, 4), "-",
                      h.substr(16, 4), "-", h.substr(20));
}

}  // namespace clearway::loader
