// The first so many records after a position, of all that a list looks at: a heap with the last of
// them on top, so that an order over a hundred thousand records keeps no more than a page.
#ifndef CLEARWAY_COMMON_RESOURCE_LIST_PAGE_H_
#define CLEARWAY_COMMON_RESOURCE_LIST_PAGE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/resource/page_token.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

struct ListItem {
  PagePosition position;
  std::unique_ptr<google::protobuf::Message> record;
  // As it is stored, where something in it is still to be decrypted; else empty.
  std::string sealed;
};

// By sort key, then by id.
bool ComesBefore(absl::string_view sort_key_a, absl::string_view id_a, absl::string_view sort_key_b,
                 absl::string_view id_b);

class ListPage {
 public:
  // Keeps at most `limit` (> 0) items; only those after `after`, where there is one.
  ListPage(size_t limit, absl::optional<PagePosition> after);

  // Whether an item in this place would be kept now: asked before it is made.
  bool Wants(absl::string_view sort_key, absl::string_view id) const;
  // REQUIRES: Wants its position.
  void Add(ListItem item);
  bool full() const { return heap_.size() == limit_; }
  // In their order. Leaves the page empty.
  std::vector<ListItem> TakeSorted();

 private:
  size_t limit_;
  absl::optional<PagePosition> after_;
  std::vector<ListItem> heap_;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_LIST_PAGE_H_
