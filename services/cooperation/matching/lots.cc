#include "services/cooperation/matching/lots.h"

#include <openssl/evp.h>

#include <string>

namespace clearway::matching {
namespace {

void AppendNumber(uint32_t number, std::string* bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes->push_back(static_cast<char>(number >> shift));
}

void AppendText(absl::string_view text, std::string* bytes) {
  AppendNumber(static_cast<uint32_t>(text.size()), bytes);
  bytes->append(text.data(), text.size());
}

}  // namespace

struct LotDrawer::State {
  EVP_MD* hash = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string seed;
  std::string bytes;
};

LotDrawer::LotDrawer(absl::string_view seed) : state_(std::make_unique<State>()) {
  AppendText(seed, &state_->seed);
}

LotDrawer::~LotDrawer() {
  EVP_MD_CTX_free(state_->context);
  EVP_MD_free(state_->hash);
}

uint32_t LotDrawer::Draw(absl::string_view offer, absl::string_view request,
                         absl::string_view need_id, int32_t year) {
  State& state = *state_;
  state.bytes = state.seed;
  AppendText(offer, &state.bytes);
  AppendText(request, &state.bytes);
  AppendText(need_id, &state.bytes);
  AppendNumber(static_cast<uint32_t>(year), &state.bytes);
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  EVP_DigestInit_ex2(state.context, state.hash, nullptr);
  EVP_DigestUpdate(state.context, state.bytes.data(), state.bytes.size());
  EVP_DigestFinal_ex(state.context, digest, nullptr);
  return uint32_t{digest[0]} << 24 | uint32_t{digest[1]} << 16 | uint32_t{digest[2]} << 8 |
         uint32_t{digest[3]};
}

}  // namespace clearway::matching
