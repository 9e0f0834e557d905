#include "common/secrets/siv.h"

#include <openssl/err.h>

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace clearway::secrets {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// What OpenSSL complains about here is gone afterwards: gRPC's TLS runs on the same threads and
// takes an error left in the queue for one of its own.
class OwnErrors {
 public:
  OwnErrors() { ERR_set_mark(); }
  ~OwnErrors() { ERR_pop_to_mark(); }
};

const EVP_CIPHER* Cipher() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr);
  return cipher;
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

absl::Status Refused(absl::string_view what) {
  return absl::InternalError(absl::StrCat("OpenSSL refuses to ", what));
}

bool Fits(absl::string_view text) {
  return !text.empty() && text.size() <= std::numeric_limits<int>::max() - Siv::kOverheadBytes;
}

// A copy of the keyed context that has taken the associated data; null when OpenSSL refuses.
ContextPtr Begin(const EVP_CIPHER_CTX* keyed, absl::string_view associated, bool encrypt) {
  ContextPtr context(EVP_CIPHER_CTX_new());
  int written = 0;
  if (context == nullptr || EVP_CIPHER_CTX_copy(context.get(), keyed) != 1 ||
      EVP_CipherInit_ex2(context.get(), nullptr, nullptr, nullptr, encrypt ? 1 : 0, nullptr) != 1 ||
      EVP_CipherUpdate(context.get(), nullptr, &written, Bytes(associated),
                       static_cast<int>(associated.size())) != 1) {
    return nullptr;
  }
  return context;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Siv>> Siv::Make(absl::string_view key) {
  if (key.size() != kKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key of ", key.size(), " bytes; there must be ", kKeyBytes));
  }
  const OwnErrors errors;
  ContextPtr context(EVP_CIPHER_CTX_new());
  if (Cipher() == nullptr || context == nullptr ||
      EVP_EncryptInit_ex2(context.get(), Cipher(), Bytes(key), nullptr, nullptr) != 1) {
    return Refused("take a key for AES-256-SIV");
  }
  return std::shared_ptr<const Siv>(new Siv(context.release()));
}

Siv::~Siv() { EVP_CIPHER_CTX_free(context_); }

absl::StatusOr<std::string> Siv::Seal(absl::string_view plaintext,
                                      absl::string_view associated) const {
  if (!Fits(plaintext) || !Fits(associated)) {
    return absl::InvalidArgumentError("what is sealed, and what is bound to it, must not be empty");
  }
  const OwnErrors errors;
  const ContextPtr context = Begin(context_, associated, /*encrypt=*/true);
  std::string sealed(kOverheadBytes + plaintext.size(), '\0');
  auto* const out = reinterpret_cast<unsigned char*>(&sealed[0]);
  int written = 0, rest = 0;
  if (context == nullptr ||
      EVP_EncryptUpdate(context.get(), out + kOverheadBytes, &written, Bytes(plaintext),
                        static_cast<int>(plaintext.size())) != 1 ||
      static_cast<size_t>(written) != plaintext.size() ||
      EVP_EncryptFinal_ex(context.get(), out + kOverheadBytes + written, &rest) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kOverheadBytes, out) != 1) {
    return Refused("encrypt");
  }
  return sealed;
}

absl::StatusOr<SecretBytes> Siv::Open(absl::string_view sealed,
                                      absl::string_view associated) const {
  if (sealed.size() <= kOverheadBytes || !Fits(sealed) || !Fits(associated)) {
    return absl::DataLossError("is too short to be encrypted");
  }
  const OwnErrors errors;
  const ContextPtr context = Begin(context_, associated, /*encrypt=*/false);
  if (context == nullptr) return Refused("decrypt");
  std::string tag(sealed.substr(0, kOverheadBytes));
  const absl::string_view text = sealed.substr(kOverheadBytes);
  SecretBytes plaintext(text.size());
  int written = 0, rest = 0;
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kOverheadBytes, &tag[0]) != 1) {
    return Refused("take a synthetic IV");
  }
  if (EVP_DecryptUpdate(context.get(), plaintext.data(), &written, Bytes(text),
                        static_cast<int>(text.size())) != 1 ||
      static_cast<size_t>(written) != text.size() ||
      EVP_DecryptFinal_ex(context.get(), plaintext.data() + written, &rest) != 1) {
    return absl::DataLossError("does not fit its key and its place: it was changed, or moved");
  }
  return plaintext;
}

std::string Joined(std::initializer_list<absl::string_view> parts) {
  std::string joined;
  for (const absl::string_view part : parts) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      joined += static_cast<char>(static_cast<uint64_t>(part.size()) >> shift & 0xff);
    }
    joined.append(part.data(), part.size());
  }
  return joined;
}

}  // namespace clearway::secrets
