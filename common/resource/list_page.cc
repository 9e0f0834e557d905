#include "common/resource/list_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace clearway::resource {
namespace {

bool ItemBefore(const ListItem& a, const ListItem& b) {
  return ComesBefore(a.position.sort_key, a.position.id, b.position.sort_key, b.position.id);
}

}  // namespace

bool ComesBefore(absl::string_view sort_key_a, absl::string_view id_a, absl::string_view sort_key_b,
                 absl::string_view id_b) {
  int order = sort_key_a.compare(sort_key_b);
  return order != 0 ? order < 0 : id_a < id_b;
}

ListPage::ListPage(size_t limit, absl::optional<PagePosition> after)
    : limit_(limit), after_(std::move(after)) {}

bool ListPage::Wants(absl::string_view sort_key, absl::string_view id) const {
  if (after_.has_value() && !ComesBefore(after_->sort_key, after_->id, sort_key, id)) return false;
  if (!full()) return true;
  const PagePosition& last = heap_.front().position;
  return ComesBefore(sort_key, id, last.sort_key, last.id);
}

void ListPage::Add(ListItem item) {
  heap_.push_back(std::move(item));
  std::push_heap(heap_.begin(), heap_.end(), ItemBefore);
  if (heap_.size() <= limit_) return;
  std::pop_heap(heap_.begin(), heap_.end(), ItemBefore);
  heap_.pop_back();
}

std::vector<ListItem> ListPage::TakeSorted() {
  std::sort_heap(heap_.begin(), heap_.end(), ItemBefore);
  std::vector<ListItem> sorted = std::move(heap_);
  heap_.clear();
  return sorted;
}

}  // namespace clearway::resource
