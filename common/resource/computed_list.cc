#include "common/resource/computed_list.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "common/resource/filter.h"
#include "common/resource/list_page.h"
#include "common/resource/list_query.h"
#include "common/resource/order_by.h"
#include "common/resource/page_token.h"
#include "common/status_macros.h"

namespace clearway::resource {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status ListComputed(absl::string_view collection, const Message& request,
                          const Descriptor* item, std::vector<ComputedItem> items,
                          Message* response) {
  ASSIGN_OR_RETURN(const ListQuery query, ReadListQuery(request));
  ASSIGN_OR_RETURN(const ListAnswer answer, FindListAnswer(response->GetDescriptor(), item));
  ASSIGN_OR_RETURN(const Filter filter, Filter::Make(query.filter, item));
  ASSIGN_OR_RETURN(const OrderBy order, OrderBy::Make(query.order_by, item));
  const uint64_t fingerprint = QueryOf(collection, request);
  absl::optional<PagePosition> after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(after, DecodePageToken(fingerprint, query.page_token));
  }
  // One more than the page holds tells that there is a next page.
  ListPage page(query.page_size + 1, after);
  int matched = 0;
  for (ComputedItem& computed : items) {
    if (!filter.Matches(*computed.message)) continue;
    ++matched;
    std::string key = order.KeyOf(*computed.message);
    if (!page.Wants(key, computed.id)) continue;
    page.Add(
        {{std::move(key), std::move(computed.id)}, std::move(computed.message), /*sealed=*/""});
  }
  const Reflection* reflection = response->GetReflection();
  std::vector<ListItem> found = page.TakeSorted();
  if (found.size() > query.page_size) {
    found.pop_back();
    reflection->SetString(response, answer.next_page_token,
                          EncodePageToken(fingerprint, found.back().position));
  }
  for (ListItem& listed : found) {
    reflection->AddAllocatedMessage(response, answer.items, listed.record.release());
  }
  if (answer.total_size != nullptr) reflection->SetInt32(response, answer.total_size, matched);
  return absl::OkStatus();
}

}  // namespace clearway::resource
