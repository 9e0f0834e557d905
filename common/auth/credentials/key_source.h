// Where an issuer's keys come from, as they are now.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SOURCE_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SOURCE_H_

#include <memory>
#include <mutex>
#include <utility>

#include "common/auth/credentials/key_set.h"

namespace clearway::auth {

// Thread-safe; never blocks.
class KeySource {
 public:
  virtual ~KeySource() = default;
  // Null while none has been read. Once there are some, a source that fails keeps them.
  virtual std::shared_ptr<const KeySet> keys() const = 0;
  // A token named a key that is not among them: they may have been changed.
  virtual void NoteUnknownKey() {}
};

// Keys that somebody else sets: those of a watched file.
class HeldKeys : public KeySource {
 public:
  std::shared_ptr<const KeySet> keys() const override {
    std::lock_guard<std::mutex> lock(mutex_);
    return keys_;
  }
  void Set(std::shared_ptr<const KeySet> keys) {
    std::lock_guard<std::mutex> lock(mutex_);
    keys_ = std::move(keys);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const KeySet> keys_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SOURCE_H_
