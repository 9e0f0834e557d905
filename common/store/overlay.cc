#include "common/store/overlay.h"

#include <string>
#include <utility>

namespace clearway::store {
namespace {

// One source of the walk, ordered in the walk's direction.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual bool Valid() const = 0;
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  virtual bool deleted() const = 0;
  virtual void Step() = 0;
  virtual void Seek(absl::string_view key) = 0;
  virtual absl::Status status() const { return absl::OkStatus(); }
};

class CommittedLayer : public Layer {
 public:
  explicit CommittedLayer(std::unique_ptr<Cursor> cursor) : cursor_(std::move(cursor)) {}
  bool Valid() const override { return cursor_->Valid(); }
  absl::string_view key() const override { return cursor_->key(); }
  absl::string_view value() const override { return cursor_->value(); }
  bool deleted() const override { return false; }
  void Step() override { cursor_->Next(); }
  void Seek(absl::string_view key) override { cursor_->Seek(key); }
  absl::Status status() const override { return cursor_->status(); }

 private:
  const std::unique_ptr<Cursor> cursor_;
};

class OverlayLayer : public Layer {
 public:
  OverlayLayer(const Overlay& overlay, absl::string_view begin, absl::string_view end, bool reverse)
      : reverse_(reverse),
        first_(overlay.lower_bound(begin)),
        last_(end.empty() ? overlay.end() : overlay.lower_bound(end)),
        overlay_(overlay) {
    if (!end.empty() && end <= begin) last_ = first_;
    at_ = reverse_ ? last_ : first_;
  }

  // In a reverse walk at_ is one past the place, as in a reverse iterator.
  bool Valid() const override { return reverse_ ? at_ != first_ : at_ != last_; }
  absl::string_view key() const override { return Place()->first; }
  absl::string_view value() const override { return Place()->second.value; }
  bool deleted() const override { return Place()->second.deleted; }
  void Step() override { reverse_ ? --at_ : ++at_; }
  void Seek(absl::string_view key) override {
    at_ = reverse_ ? overlay_.upper_bound(key) : overlay_.lower_bound(key);
    if (Before(at_, first_)) at_ = first_;
    if (Before(last_, at_)) at_ = last_;
  }

 private:
  using Iterator = Overlay::const_iterator;

  Iterator Place() const { return reverse_ ? std::prev(at_) : at_; }
  bool Before(Iterator a, Iterator b) const {
    if (a == overlay_.end()) return false;
    return b == overlay_.end() || a->first < b->first;
  }

  const bool reverse_;
  const Iterator first_;
  Iterator last_;
  Iterator at_;
  const Overlay& overlay_;
};

class LayeredCursor : public Cursor {
 public:
  LayeredCursor(std::vector<std::unique_ptr<Layer>> layers, bool reverse)
      : layers_(std::move(layers)), reverse_(reverse) {
    Settle();
  }

  bool Valid() const override { return top_ != nullptr; }
  absl::string_view key() const override { return top_->key(); }
  absl::string_view value() const override { return top_->value(); }
  void Next() override {
    top_->Step();
    Settle();
  }
  void Seek(absl::string_view key) override {
    for (auto& layer : layers_) layer->Seek(key);
    Settle();
  }
  absl::Status status() const override { return layers_.back()->status(); }

 private:
  // Stands on the next key that the newest layer which knows it has not deleted.
  void Settle() {
    for (;;) {
      top_ = nullptr;
      for (auto& layer : layers_) {
        if (!layer->Valid()) {
          if (layer->status().ok()) continue;
          top_ = nullptr;
          return;
        }
        if (top_ == nullptr || Precedes(layer->key(), top_->key())) top_ = layer.get();
      }
      if (top_ == nullptr) return;
      for (auto& layer : layers_) {
        if (layer.get() != top_ && layer->Valid() && layer->key() == top_->key()) layer->Step();
      }
      if (!top_->deleted()) return;
      top_->Step();
    }
  }
  bool Precedes(absl::string_view a, absl::string_view b) const { return reverse_ ? a > b : a < b; }

  const std::vector<std::unique_ptr<Layer>> layers_;  // newest first, the committed data last
  const bool reverse_;
  Layer* top_ = nullptr;
};

}  // namespace

void MergeInto(Overlay& lower, Overlay& upper) {
  if (lower.empty()) {
    lower.swap(upper);
    return;
  }
  for (const auto& [key, write] : upper) lower[key] = write;
  upper.clear();
}

std::unique_ptr<Cursor> NewLayeredCursor(const std::vector<const Overlay*>& overlays,
                                         std::unique_ptr<Cursor> committed, absl::string_view begin,
                                         absl::string_view end, bool reverse) {
  std::vector<std::unique_ptr<Layer>> layers;
  layers.reserve(overlays.size() + 1);
  for (const Overlay* overlay : overlays) {
    if (overlay->empty()) continue;
    layers.push_back(std::make_unique<OverlayLayer>(*overlay, begin, end, reverse));
  }
  if (layers.empty()) return committed;
  layers.push_back(std::make_unique<CommittedLayer>(std::move(committed)));
  return std::make_unique<LayeredCursor>(std::move(layers), reverse);
}

}  // namespace clearway::store
