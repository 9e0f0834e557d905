// Bytes that nobody else may see: wiped when they are dropped, copied only on purpose, never
// printed.
#ifndef CLEARWAY_COMMON_SECRETS_SECRET_BYTES_H_
#define CLEARWAY_COMMON_SECRETS_SECRET_BYTES_H_

#include <openssl/crypto.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace clearway::secrets {

// Not thread-safe. Its size is fixed when it is made, so that no reallocation leaves a copy behind.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size) : bytes_(new unsigned char[size]()), size_(size) {}
  static SecretBytes CopyOf(absl::string_view bytes) {
    SecretBytes copy(bytes.size());
    std::copy(bytes.begin(), bytes.end(), copy.data());
    return copy;
  }
  SecretBytes(SecretBytes&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~SecretBytes() {
    if (bytes_ != nullptr) OPENSSL_cleanse(bytes_.get(), size_);
  }

  unsigned char* data() { return bytes_.get(); }
  size_t size() const { return size_; }
  absl::string_view view() const { return {reinterpret_cast<const char*>(bytes_.get()), size_}; }

 private:
  std::unique_ptr<unsigned char[]> bytes_;
  size_t size_ = 0;
};

// Wipes what came in a string, as far as that has not been copied before.
inline void Wipe(std::string* text) {
  if (!text->empty()) OPENSSL_cleanse(&(*text)[0], text->size());
  text->clear();
}

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_SECRET_BYTES_H_
