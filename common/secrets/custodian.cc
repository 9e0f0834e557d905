#include "common/secrets/custodian.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/log.h"
#include "common/secrets/rotation.h"
#include "common/status_macros.h"
#include "common/thread_name.h"

namespace clearway::secrets {
namespace {

constexpr int kDefaultKeyDays = 365;
// Scrubs do not follow each other more closely than this, and take a twentieth of the time at most.
constexpr absl::Duration kScrubGap = absl::Seconds(5);
constexpr int kScrubRest = 20;

absl::Duration KeyAge(const config::v1::Secrets& config) {
  if (config.state_key_days() < 0) return absl::InfiniteDuration();
  const int days = config.state_key_days() == 0 ? kDefaultKeyDays : config.state_key_days();
  return absl::Hours(24) * days;
}

absl::Time ReplaceBefore(const config::v1::Secrets& config) {
  if (!config.has_replace_state_keys_before()) return absl::InfinitePast();
  return absl::FromUnixSeconds(config.replace_state_keys_before().seconds()) +
         absl::Nanoseconds(config.replace_state_keys_before().nanos());
}

std::string NameOf(const StoredStateKey& key) {
  return absl::StrCat("the key of ", key.state(), ", version ", key.version());
}

// The last key of each State.
std::map<std::string, const StoredStateKey*> Latest(const std::vector<StoredStateKey>& keys) {
  std::map<std::string, const StoredStateKey*> latest;
  for (const StoredStateKey& key : keys) latest[key.state()] = &key;
  return latest;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Custodian>> Custodian::Start(store::Store* store,
                                                            const config::v1::Secrets& config,
                                                            CustodianOptions options) {
  ASSIGN_OR_RETURN(auto master, MakeMasterKeys(config));
  return Start(store, config, std::move(master), std::move(options));
}

std::unique_ptr<Custodian> Custodian::Start(store::Store* store, const config::v1::Secrets& config,
                                            std::unique_ptr<MasterKeys> master,
                                            CustodianOptions options) {
  if (!options.clock) options.clock = absl::Now;
  std::unique_ptr<Custodian> custodian(
      new Custodian(store, config, std::move(master), std::move(options)));
  std::unique_lock<std::mutex> lock(custodian->mutex_);
  custodian->changed_.wait_for(lock, absl::ToChronoNanoseconds(custodian->options_.start_patience),
                               [&custodian] { return custodian->rounds_ > 0; });
  lock.unlock();
  return custodian;
}

Custodian::Custodian(store::Store* store, const config::v1::Secrets& config,
                     std::unique_ptr<MasterKeys> master, CustodianOptions options)
    : store_(store),
      master_(std::move(master)),
      options_(std::move(options)),
      key_age_(KeyAge(config)),
      replace_before_(ReplaceBefore(config)),
      vault_(std::make_shared<const Vault>(options_.random)) {
  vault_->SetListener([this] {
    std::lock_guard<std::mutex> lock(mutex_);
    wake_ = true;
    changed_.notify_all();
  });
  store_->SetVault(vault_);
  thread_ = std::thread([this] { Run(); });
}

Custodian::~Custodian() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
  vault_->SetListener(nullptr);
}

CustodyStats Custodian::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return stats_;
}

void Custodian::Look() {
  std::unique_lock<std::mutex> lock(mutex_);
  const int64_t wanted = rounds_begun_ + 1;
  look_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this, wanted] { return stop_ || rounds_ >= wanted; });
}

bool Custodian::stopping() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return stop_;
}

void Custodian::Run() {
  NameThread("custodian");
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    wake_ = look_ = false;
    const int64_t round = ++rounds_begun_;
    lock.unlock();
    Round();
    lock.lock();
    rounds_ = round;
    changed_.notify_all();
    // What is in trouble is not driven in circles by those who need it.
    const bool calm = trouble_.ok();
    changed_.wait_for(lock, absl::ToChronoNanoseconds(options_.interval),
                      [this, calm] { return stop_ || look_ || (wake_ && calm); });
  }
}

void Custodian::Note(const absl::Status& trouble) {
  if (trouble_.ok()) trouble_ = trouble;
}

absl::StatusOr<std::vector<StoredStateKey>> Custodian::Stored() const {
  return AllStateKeys(*store_->GetSnapshot());
}

void Custodian::Round() {
  trouble_ = absl::OkStatus();
  const std::set<std::string> wanted = vault_->TakeWanted();
  auto current = master_->CurrentId();
  Note(current.status());
  master_id_ = current.ok() ? *std::move(current) : "";
  auto keys = Stored();
  Note(keys.status());
  if (keys.ok() && !master_id_.empty()) {
    Unwrap(*keys);
    Make(wanted, *keys);
    WrapAnew(*keys);
    Replace(*keys);
    // What was made meanwhile is wanted for what follows.
    keys = Stored();
    Note(keys.status());
  }
  if (keys.ok()) Count(*keys);
  // Who waits for a State whose key is at hand is not held up by the trouble of others.
  std::set<std::string> usable, others;
  const auto latest = keys.ok() ? Latest(*keys) : std::map<std::string, const StoredStateKey*>();
  for (const std::string& state : wanted) {
    const auto found = latest.find(state);
    const bool at_hand =
        found != latest.end() && vault_->FindStateKey(found->second->key_id()) != nullptr;
    (at_hand ? usable : others).insert(state);
  }
  vault_->Answer(usable, absl::OkStatus());
  vault_->Answer(others, trouble_.ok() ? absl::OkStatus() : KeysUnavailable());
  if (keys.ok() && !master_id_.empty()) {
    Rewrap(*keys);
    if (auto now = Stored(); now.ok()) Count(*now);
  }
  Scrub();
  const std::string text(trouble_.message());
  if (text != logged_) {
    if (!trouble_.ok()) {
      rpc::Log(rpc::LogLevel::kError, "keys of what is personal", {{"error", text}});
    } else {
      rpc::Log(rpc::LogLevel::kInfo, "keys of what is personal are at hand", {});
    }
    logged_ = text;
  }
}

void Custodian::Unwrap(const std::vector<StoredStateKey>& keys) {
  for (const StoredStateKey& key : keys) {
    if (stopping()) return;
    if (bytes_.count(key.key_id()) > 0) continue;
    auto bytes = master_->Unwrap({key.master_key_id(), key.wrapped()}, ContextOf(key));
    if (!bytes.ok()) {
      Note(absl::Status(bytes.status().code(), absl::StrCat(NameOf(key), " cannot be unwrapped: ",
                                                            bytes.status().message())));
      // A command that does not answer is not asked for each State.
      if (absl::IsUnavailable(bytes.status())) return;
      continue;
    }
    auto siv = Siv::Make(bytes->view());
    Note(siv.status());
    if (!siv.ok()) continue;
    vault_->PutStateKey(key.key_id(), *std::move(siv));
    bytes_[key.key_id()] = *std::move(bytes);
  }
  // What is not stored any more goes, once nobody can be reading with it.
  std::set<std::string> stored;
  for (const StoredStateKey& key : keys) stored.insert(key.key_id());
  const absl::Time now = options_.clock();
  for (auto it = bytes_.begin(); it != bytes_.end();) {
    if (stored.count(it->first) > 0) {
      ++it;
      continue;
    }
    const absl::Time since = dropped_.emplace(it->first, now).first->second;
    if (now < since + options_.linger) {
      ++it;
      continue;
    }
    vault_->DropStateKey(it->first);
    dropped_.erase(it->first);
    it = bytes_.erase(it);
  }
}

absl::Status Custodian::MakeStateKey(const std::string& state, int64_t version) {
  StoredStateKey key;
  key.set_format_version(kKeyFormat);
  key.set_state(state);
  key.set_version(version);
  ASSIGN_OR_RETURN(*key.mutable_key_id(), vault_->NewKeyId());
  key.set_create_micros(std::max<int64_t>(0, absl::ToUnixMicros(options_.clock())));
  ASSIGN_OR_RETURN(SecretBytes bytes, vault_->NewKey());
  ASSIGN_OR_RETURN(const MasterWrapped wrapped, master_->Wrap(bytes, ContextOf(key)));
  key.set_master_key_id(wrapped.master_key_id);
  key.set_wrapped(wrapped.bytes);
  ASSIGN_OR_RETURN(auto siv, Siv::Make(bytes.view()));
  // Before anybody can read of it in the store.
  vault_->PutStateKey(key.key_id(), std::move(siv));
  bool added = false;
  const auto stored = store_->TransactAndWait([&](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(added, AddStateKey(txn, key));
    return absl::OkStatus();
  });
  // Whether it is there after all is found by the next round, which then unwraps it.
  if (!stored.ok() || !added) vault_->DropStateKey(key.key_id());
  RETURN_IF_ERROR(stored.status());
  if (!added) return absl::OkStatus();
  bytes_[key.key_id()] = std::move(bytes);
  rpc::Log(rpc::LogLevel::kInfo, "key made",
           {{"state", state}, {"version", version}, {"master_key", key.master_key_id()}});
  return absl::OkStatus();
}

void Custodian::Make(const std::set<std::string>& wanted, const std::vector<StoredStateKey>& keys) {
  const auto latest = Latest(keys);
  const bool all_at_hand = std::all_of(keys.begin(), keys.end(), [this](const StoredStateKey& key) {
    return bytes_.count(key.key_id()) > 0;
  });
  for (const std::string& state : wanted) {
    if (latest.count(state) > 0) continue;
    // With a wrong master key there would soon be keys of two worlds in one store.
    if (!all_at_hand) return;
    if (const absl::Status made = MakeStateKey(state, 1); !made.ok()) return Note(made);
  }
}

void Custodian::WrapAnew(const std::vector<StoredStateKey>& keys) {
  for (const StoredStateKey& key : keys) {
    if (stopping()) return;
    const auto bytes = bytes_.find(key.key_id());
    if (key.master_key_id() == master_id_ || bytes == bytes_.end()) continue;
    const auto wrapped = master_->Wrap(bytes->second, ContextOf(key));
    if (!wrapped.ok()) return Note(wrapped.status());
    StoredStateKey after = key;
    after.set_master_key_id(wrapped->master_key_id);
    after.set_wrapped(wrapped->bytes);
    const auto stored = store_->TransactAndWait(
        [&](store::Txn& txn) { return ReplaceStateKey(txn, key, after).status(); });
    if (!stored.ok()) return Note(stored.status());
    rpc::Log(rpc::LogLevel::kInfo, "key wrapped by another master key",
             {{"state", key.state()},
              {"version", key.version()},
              {"before", key.master_key_id()},
              {"after", after.master_key_id()}});
  }
}

void Custodian::Replace(const std::vector<StoredStateKey>& keys) {
  const absl::Time now = options_.clock();
  for (const auto& [state, key] : Latest(keys)) {
    if (stopping()) return;
    const absl::Time made = absl::FromUnixMicros(key->create_micros());
    const bool old = made < replace_before_ || now - made > key_age_;
    // A time that lies in the future would have keys replaced in each round.
    if (!old || now < replace_before_ || bytes_.count(key->key_id()) == 0) continue;
    if (const absl::Status status = MakeStateKey(state, key->version() + 1); !status.ok()) {
      return Note(status);
    }
  }
}

void Custodian::Rewrap(const std::vector<StoredStateKey>& keys) {
  const auto latest = Latest(keys);
  int64_t damaged = 0;
  for (const StoredStateKey& key : keys) {
    const StoredStateKey& now = *latest.at(key.state());
    if (now.version() == key.version()) continue;
    if (bytes_.count(key.key_id()) == 0 || bytes_.count(now.key_id()) == 0) continue;
    Rewrapping step;
    while (step.more) {
      if (stopping()) return;
      const std::string after = step.after;
      const auto stored = store_->TransactAndWait([&](store::Txn& txn) -> absl::Status {
        ASSIGN_OR_RETURN(step, RewrapSome(txn, key, after));
        return absl::OkStatus();
      });
      if (!stored.ok()) return Note(stored.status());
      damaged += step.damaged;
      std::lock_guard<std::mutex> lock(mutex_);
      stats_.rewrapped += step.done;
    }
    bool removed = false;
    const auto stored = store_->TransactAndWait([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(removed, RemoveStateKey(txn, key));
      return absl::OkStatus();
    });
    if (!stored.ok()) return Note(stored.status());
    if (!removed) continue;
    rpc::Log(rpc::LogLevel::kInfo, "key replaced",
             {{"state", key.state()}, {"before", key.version()}, {"after", now.version()}});
  }
  if (damaged > 0) {
    Note(absl::DataLossError(absl::StrCat(
        damaged, " people's keys cannot be wrapped anew, because what is stored was changed")));
  }
  std::lock_guard<std::mutex> lock(mutex_);
  stats_.damaged = damaged;
}

// What was overwritten or deleted stays in the store's files until they are compacted.
void Custodian::Scrub() {
  const auto noted = store_->GetSnapshot()->Get(kDestroyed);
  Note(noted.status());
  const absl::Time now = absl::Now();
  if (!noted.ok() || !noted->has_value() || now < scrub_at_) return;
  const absl::Status scrubbed = store_->Scrub(kAllKeys, store::PrefixEnd(kAllKeys));
  scrub_at_ = now + std::max(kScrubGap, kScrubRest * (absl::Now() - now));
  if (!scrubbed.ok()) {
    return Note(absl::Status(scrubbed.code(), absl::StrCat("destroyed keys are still on the disk: ",
                                                           scrubbed.message())));
  }
  // Unless another was destroyed meanwhile.
  const auto stored = store_->TransactAndWait([&noted](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const auto still, txn.Get(kDestroyed));
    return still == *noted ? txn.Delete(kDestroyed) : absl::OkStatus();
  });
  if (!stored.ok()) return Note(stored.status());
  std::lock_guard<std::mutex> lock(mutex_);
  ++stats_.scrubs;
}

void Custodian::Count(const std::vector<StoredStateKey>& keys) {
  const auto latest = Latest(keys);
  CustodyStats counted;
  counted.master_key = !master_id_.empty();
  for (const StoredStateKey& key : keys) {
    ++counted.state_keys;
    if (bytes_.count(key.key_id()) == 0) ++counted.unusable;
    if (key.master_key_id() != master_id_) ++counted.old_master;
    if (latest.at(key.state())->version() != key.version()) ++counted.replaced;
  }
  std::lock_guard<std::mutex> lock(mutex_);
  counted.rewrapped = stats_.rewrapped;
  counted.damaged = stats_.damaged;
  counted.scrubs = stats_.scrubs;
  stats_ = counted;
}

}  // namespace clearway::secrets
