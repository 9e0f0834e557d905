#include "common/resource/fingerprint.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"

namespace clearway::resource {
namespace {

constexpr size_t kSha256Bytes = 32;

}  // namespace

std::string Sha256(absl::string_view bytes) {
  // Looked up once: OpenSSL's one-shot SHA256() looks its method up by name each time, which costs
  // as much as hashing half a kilobyte.
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(kSha256Bytes, '\0');
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(&digest[0]), nullptr,
                 method, nullptr) != 1) {
    std::abort();  // no memory, or an OpenSSL without SHA-256
  }
  return digest;
}

uint64_t Fingerprint(absl::string_view bytes) {
  uint64_t value = 0;
  for (char c : Sha256(bytes).substr(0, 8)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string DeterministicBytes(const google::protobuf::Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream stream(&bytes[0], static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  return bytes;
}

}  // namespace clearway::resource
