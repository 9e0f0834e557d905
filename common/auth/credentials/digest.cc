#include "common/auth/credentials/digest.h"

#include <cstdlib>

#include "common/auth/credentials/openssl.h"

namespace clearway::auth {

std::string Sha256(absl::string_view bytes) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const EvpDigestContextPtr context(EVP_MD_CTX_new());
  std::string digest(32, '\0');
  if (EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) !=
          1) {
    std::abort();  // an OpenSSL without SHA-256: nothing of this process can be trusted
  }
  return digest;
}

}  // namespace clearway::auth
