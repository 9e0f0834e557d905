#include "common/store/overlay_txn.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace clearway::store {
namespace {

std::vector<const Overlay*> OnTop(const Overlay* own, std::vector<const Overlay*> pending) {
  pending.insert(pending.begin(), own);
  return pending;
}

}  // namespace

// Tells the transaction of a failed read, and refuses to go on after a write.
class OverlayTxn::GuardedCursor : public Cursor {
 public:
  GuardedCursor(const OverlayTxn& txn, std::unique_ptr<Cursor> cursor)
      : txn_(txn), generation_(txn.generation_), cursor_(std::move(cursor)) {
    Check();
  }
  bool Valid() const override { return Fresh() && cursor_->Valid(); }
  absl::string_view key() const override { return cursor_->key(); }
  absl::string_view value() const override { return cursor_->value(); }
  void Next() override {
    if (!Fresh()) return;
    cursor_->Next();
    Check();
  }
  void Seek(absl::string_view key) override {
    if (!Fresh()) return;
    cursor_->Seek(key);
    Check();
  }
  absl::Status status() const override {
    if (Fresh()) return cursor_->status();
    return txn_.Fail(absl::FailedPreconditionError(
        "a cursor was used after a later write of its transaction: scan again"));
  }

 private:
  bool Fresh() const { return generation_ == txn_.generation_; }
  void Check() {
    if (!cursor_->Valid()) txn_.Fail(cursor_->status()).IgnoreError();
  }

  const OverlayTxn& txn_;
  const int64_t generation_;
  const std::unique_ptr<Cursor> cursor_;
};

OverlayTxn::OverlayTxn(const Reader& committed, std::vector<const Overlay*> pending, Arena& arena,
                       Revision revision)
    : committed_(committed),
      layers_(OnTop(&writes_, std::move(pending))),
      arena_(arena),
      revision_(revision) {}

absl::StatusOr<absl::optional<std::string>> OverlayTxn::Get(absl::string_view key) const {
  for (const Overlay* overlay : layers_) {
    const auto found = overlay->find(key);
    if (found == overlay->end()) continue;
    if (found->second.deleted) return absl::optional<std::string>();
    return absl::optional<std::string>(std::string(found->second.value));
  }
  auto value = committed_.Get(key);
  if (!value.ok()) Fail(value.status()).IgnoreError();
  return value;
}

std::unique_ptr<Cursor> OverlayTxn::Scan(absl::string_view begin, absl::string_view end,
                                         bool reverse) const {
  return std::make_unique<GuardedCursor>(
      *this, NewLayeredCursor(layers_, committed_.Scan(begin, end, reverse), begin, end, reverse));
}

absl::Status OverlayTxn::Put(absl::string_view key, absl::string_view value) {
  absl::Status admitted = Admit(key, value);
  if (!admitted.ok()) return admitted;
  ++generation_;
  const Write write{arena_.Copy(value), /*deleted=*/false};
  const auto place = writes_.lower_bound(key);
  if (place != writes_.end() && place->first == key) {
    place->second = write;
  } else {
    writes_.emplace_hint(place, arena_.Copy(key), write);
  }
  return absl::OkStatus();
}

absl::Status OverlayTxn::Delete(absl::string_view key, absl::string_view farewell) {
  absl::Status admitted = Admit(key, farewell);
  if (!admitted.ok()) return admitted;
  auto below = ExistsBelow(key);
  if (!below.ok()) return below.status();
  const auto place = writes_.find(key);
  if (!*below && place == writes_.end()) return absl::OkStatus();
  ++generation_;
  if (!*below) {
    writes_.erase(place);
  } else if (place != writes_.end()) {
    place->second = Write{arena_.Copy(farewell), /*deleted=*/true};
  } else {
    writes_.emplace(arena_.Copy(key), Write{arena_.Copy(farewell), /*deleted=*/true});
  }
  return absl::OkStatus();
}

absl::Status OverlayTxn::Finish(const absl::Status& status) const {
  return status.ok() ? failed_ : status;
}

absl::Status OverlayTxn::Admit(absl::string_view key, absl::string_view value) {
  if (key.empty()) return Fail(absl::InvalidArgumentError("a key must not be empty"));
  if (key.size() > kMaxKeyBytes) {
    return Fail(absl::InvalidArgumentError(
        absl::StrCat("a key of ", key.size(), " bytes; at most ", kMaxKeyBytes)));
  }
  if (value.size() > kMaxValueBytes) {
    return Fail(absl::InvalidArgumentError(
        absl::StrCat("a value of ", value.size(), " bytes; at most ", kMaxValueBytes)));
  }
  bytes_ += key.size() + value.size();
  if (bytes_ > kMaxTxnBytes) {
    return Fail(absl::ResourceExhaustedError(
        absl::StrCat("a transaction writes more than ", kMaxTxnBytes, " bytes")));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> OverlayTxn::ExistsBelow(absl::string_view key) const {
  for (size_t i = 1; i < layers_.size(); ++i) {
    const auto found = layers_[i]->find(key);
    if (found != layers_[i]->end()) return !found->second.deleted;
  }
  auto value = committed_.Get(key);
  if (!value.ok()) return Fail(value.status());
  return value->has_value();
}

absl::Status OverlayTxn::Fail(absl::Status status) const {
  if (failed_.ok()) failed_ = status;
  return status;
}

}  // namespace clearway::store
