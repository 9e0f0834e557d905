#include "common/secrets/vault.h"

#include <openssl/rand.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::secrets {
namespace {

constexpr char kStatePayload[] = "clearway.secrets/missing-state";
constexpr absl::Duration kRetry = absl::Seconds(1);

bool SystemRandom(unsigned char* bytes, size_t size) {
  return RAND_priv_bytes(bytes, static_cast<int>(size)) == 1;
}

}  // namespace

Vault::Vault(Random random) : random_(random ? std::move(random) : SystemRandom) {}

Vault::~Vault() {
  for (auto& [state, waiting] : waiting_) {
    for (const auto& done : waiting) done(absl::UnavailableError("the service is being stopped"));
  }
}

const Vault* Vault::Blind() {
  static const auto* const blind = new Vault;
  return blind;
}

absl::StatusOr<SecretBytes> Vault::NewKey() const {
  SecretBytes key(Siv::kKeyBytes);
  if (!random_(key.data(), key.size())) return absl::InternalError("no random bytes to be had");
  return key;
}

absl::StatusOr<std::string> Vault::NewKeyId() const {
  std::string id(kKeyIdBytes, '\0');
  if (!random_(reinterpret_cast<unsigned char*>(&id[0]), id.size())) {
    return absl::InternalError("no random bytes to be had");
  }
  return id;
}

std::shared_ptr<const Siv> Vault::FindStateKey(absl::string_view key_id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = state_keys_.find(key_id);
  return found == state_keys_.end() ? nullptr : found->second;
}

void Vault::PutStateKey(absl::string_view key_id, std::shared_ptr<const Siv> key) const {
  std::lock_guard<std::mutex> lock(mutex_);
  state_keys_[std::string(key_id)] = std::move(key);
}

void Vault::DropStateKey(absl::string_view key_id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = state_keys_.find(key_id);
  if (found != state_keys_.end()) state_keys_.erase(found);
}

absl::Status Vault::Missing(absl::string_view state) const {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wanted_.insert(std::string(state));
  }
  Wake();
  absl::Status status = KeysUnavailable();
  status.SetPayload(kStatePayload, absl::Cord(state));
  return status;
}

absl::optional<std::string> Vault::MissingState(const absl::Status& status) {
  const absl::optional<absl::Cord> state = status.GetPayload(kStatePayload);
  if (!state.has_value()) return absl::nullopt;
  return std::string(*state);
}

void Vault::WhenUsable(absl::string_view state, std::function<void(absl::Status)> done) const {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wanted_.insert(std::string(state));
    waiting_[std::string(state)].push_back(std::move(done));
  }
  if (Wake()) return;
  const std::set<std::string> states = {std::string(state)};
  Answer(states, absl::UnavailableError("nobody looks after keys"));
}

void Vault::SetListener(std::function<void()> wake) const {
  const bool listening = static_cast<bool>(wake);
  {
    std::lock_guard<std::mutex> lock(listener_mutex_);
    wake_ = std::move(wake);
  }
  if (listening) return;
  // Nobody will answer any more.
  std::map<std::string, std::vector<std::function<void(absl::Status)>>> waiting;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    waiting.swap(waiting_);
  }
  for (auto& [state, all] : waiting) {
    for (const auto& done : all) done(absl::UnavailableError("the service is being stopped"));
  }
}

bool Vault::Wake() const {
  std::lock_guard<std::mutex> lock(listener_mutex_);
  if (wake_) wake_();
  return static_cast<bool>(wake_);
}

std::set<std::string> Vault::TakeWanted() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(wanted_, {});
}

void Vault::Answer(const std::set<std::string>& states, const absl::Status& status) const {
  std::vector<std::function<void(absl::Status)>> answered;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    for (const std::string& state : states) {
      const auto found = waiting_.find(state);
      if (found == waiting_.end()) continue;
      for (auto& done : found->second) answered.push_back(std::move(done));
      waiting_.erase(found);
    }
  }
  for (const auto& done : answered) done(status);
}

absl::Status KeysUnavailable() {
  return rpc::RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_SECRETS_UNAVAILABLE,
                         "what is personal can be neither read nor written now: its keys are not "
                         "at hand; the service's "
                         "log says why",
                         kRetry);
}

absl::Status NoVault() {
  return rpc::MakeError(
      absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_SECRETS_UNAVAILABLE,
      "what is personal can be neither read nor written: this service has been given no master key "
      "(\"secrets\" in its configuration)");
}

}  // namespace clearway::secrets
