// A standard List over items that are computed for it, not stored: the same paging, filters, order
// and tokens as a collection's List (collection.h).
//
//   std::vector<ComputedItem> items;
//   items.push_back({state.name(), std::make_unique<Candidate>(…)});
//   RETURN_IF_ERROR(ListComputed("candidates", request, Candidate::descriptor(), std::move(items),
//                                &response));
#ifndef CLEARWAY_COMMON_RESOURCE_COMPUTED_LIST_H_
#define CLEARWAY_COMMON_RESOURCE_COMPUTED_LIST_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

struct ComputedItem {
  std::string id;  // its place among items that are equal in the order asked for; each once
  std::unique_ptr<google::protobuf::Message> message;
};

// Takes the request by the names of its fields (page_size, page_token, filter, order_by) and fills
// the response's list of `item` messages, its next_page_token and total_size. `collection` is part
// of what a page token is bound to. The items are the caller's eyes' already. INVALID_ARGUMENT for
// a bad filter, order or token.
absl::Status ListComputed(absl::string_view collection, const google::protobuf::Message& request,
                          const google::protobuf::Descriptor* item, std::vector<ComputedItem> items,
                          google::protobuf::Message* response);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_COMPUTED_LIST_H_
