// List: finds the records that match, from an index where one answers part of the filter, and keeps
// no more of them than a page.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/resource/filter.h"
#include "common/resource/keys.h"
#include "common/resource/order_by.h"
#include "common/resource/page_token.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

constexpr int kDefaultPage = 50, kMaxPage = 1000;
// Indexes are compared by their number of entries up to this many.
constexpr int kProbe = 200;
// total_size is counted among so many records; beyond, it is not given.
constexpr int64_t kMaxCounted = 100000;

// The fields of a standard List request; those that it does not have are empty.
struct Query {
  int page_size = 0;
  std::string page_token, filter, order_by, parent;
  bool show_deleted = false;
};

Query ReadQuery(const Message& request) {
  Query query;
  const auto* type = request.GetDescriptor();
  const Reflection* reflection = request.GetReflection();
  auto text = [&](const char* name) -> std::string {
    const FieldDescriptor* field = type->FindFieldByName(name);
    bool fits = field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
    return fits ? reflection->GetString(request, field) : "";
  };
  query.page_token = text("page_token");
  query.filter = text("filter");
  query.order_by = text("order_by");
  query.parent = text("parent");
  const FieldDescriptor* size = type->FindFieldByName("page_size");
  if (size != nullptr && size->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    query.page_size = reflection->GetInt32(request, size);
  }
  const FieldDescriptor* deleted = type->FindFieldByName("show_deleted");
  if (deleted != nullptr && deleted->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    query.show_deleted = reflection->GetBool(request, deleted);
  }
  return query;
}

// A record that may be on the page.
struct Item {
  std::string sort_key, id;
  std::unique_ptr<Message> record;

  bool operator<(const Item& other) const {
    int order = sort_key.compare(other.sort_key);
    return order != 0 ? order < 0 : id < other.id;
  }
};

// The `limit` smallest items of those offered, after a position. A heap with the greatest on top.
class Page {
 public:
  Page(size_t limit, PagePosition after, bool first)
      : limit_(limit), after_(std::move(after)), first_(first) {}

  // Whether an item in this place could be on the page: asked before it is made.
  bool Wants(const std::string& sort_key, absl::string_view id) const {
    if (!first_ && !Before(after_.sort_key, after_.id, sort_key, id)) return false;
    return heap_.size() < limit_ || Before(sort_key, id, heap_.front().sort_key, heap_.front().id);
  }
  void Add(Item item) {
    heap_.push_back(std::move(item));
    std::push_heap(heap_.begin(), heap_.end());
    if (heap_.size() <= limit_) return;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  }
  bool full() const { return heap_.size() == limit_; }
  std::vector<Item> TakeSorted() {
    std::sort_heap(heap_.begin(), heap_.end());
    return std::move(heap_);
  }

 private:
  static bool Before(absl::string_view key_a, absl::string_view id_a, absl::string_view key_b,
                     absl::string_view id_b) {
    int order = key_a.compare(key_b);
    return order != 0 ? order < 0 : id_a < id_b;
  }

  size_t limit_;
  PagePosition after_;
  bool first_;
  std::vector<Item> heap_;
};

// The entries of the index with the fewest among those that answer a part of the filter: their
// prefix; empty when there is none.
absl::StatusOr<std::string> ChooseIndex(const store::Reader& at, const Filter& filter,
                                        const std::string& path,
                                        const std::vector<Index>& indexes) {
  std::vector<std::string> prefixes;
  for (const Filter::Equality& equality : filter.Equalities()) {
    if (equality.text.empty()) continue;  // an index may leave such records out
    for (const Index& index : indexes) {
      if (index.field.empty() || index.field != equality.path) continue;
      prefixes.push_back(IndexPrefix(path, index.name, BoundedIndexKey(equality.text)));
    }
  }
  if (prefixes.empty()) return "";
  size_t best = 0;
  int fewest = kProbe + 1;
  for (size_t i = 0; prefixes.size() > 1 && i < prefixes.size(); ++i) {
    auto cursor = at.Scan(prefixes[i], store::PrefixEnd(prefixes[i]));
    int entries = 0;
    for (; cursor->Valid() && entries < fewest; cursor->Next()) ++entries;
    RETURN_IF_ERROR(cursor->status());
    if (entries >= fewest) continue;
    fewest = entries;
    best = i;
  }
  return prefixes[best];
}

}  // namespace

absl::Status CollectionBase::List(const store::Reader& at, const Message& request,
                                  Message* response,
                                  const std::function<bool(const Message&)>& visible,
                                  const std::function<void(Message*)>& prepare) const {
  // What is asked.
  Query query = ReadQuery(request);
  if (query.page_size < 0) {
    return rpc::InvalidField("page_size",
                             absl::StrCat("is ", query.page_size, "; must be at least 0"),
                             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  size_t page_size = query.page_size == 0
                         ? kDefaultPage
                         : static_cast<size_t>(std::min(query.page_size, kMaxPage));
  ASSIGN_OR_RETURN(Filter filter, Filter::Make(query.filter, prototype_->GetDescriptor()));
  ASSIGN_OR_RETURN(OrderBy order, OrderBy::Make(query.order_by, prototype_->GetDescriptor()));
  uint64_t fingerprint = QueryOf(path_, request);
  PagePosition after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(after, DecodePageToken(fingerprint, query.page_token));
  }
  std::string under;  // ids begin with it
  if (!options_.within.empty() && !query.parent.empty()) {
    // The parent of "matchRuns/r1/proposals/x" is "matchRuns/r1".
    ASSIGN_OR_RETURN(std::string id,
                     IdOf(absl::StrCat(query.parent, "/", options_.collection, "/-"), "parent"));
    under = id.substr(0, id.size() - 1);
    if (under == "-/") under.clear();  // of any parent (AIP-159)
  }

  // Where the answer goes.
  const FieldDescriptor *items = nullptr, *next = nullptr, *total = nullptr;
  for (int i = 0; i < response->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = response->GetDescriptor()->field(i);
    if (field->is_repeated() && field->message_type() == prototype_->GetDescriptor()) items = field;
    if (field->name() == "next_page_token") next = field;
    if (field->name() == "total_size" && field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      total = field;
    }
  }
  if (items == nullptr || next == nullptr) {
    return absl::InternalError(
        absl::StrCat(response->GetDescriptor()->full_name(), " is no list of ", path_));
  }

  // One record more than the page holds tells that there is a next page.
  Page page(page_size + 1, after, query.page_token.empty());
  int64_t matched = 0, looked_at = 0;
  std::unique_ptr<Message> spare(prototype_->New());
  bool by_name = order.empty();
  bool every = filter.empty() && !visible;
  // Looks at one record; false when there is no need to go on.
  auto consider = [&](absl::string_view key, absl::string_view id,
                      absl::string_view stored) -> absl::StatusOr<bool> {
    ++looked_at;
    ASSIGN_OR_RETURN(RecordView view, ViewRecord(key, stored));
    if (view.deleted && !query.show_deleted) return true;
    bool wanted = !by_name || page.Wants("", id);
    bool counted = total != nullptr && looked_at <= kMaxCounted;
    if (!wanted && !counted) return !(by_name && page.full());
    // What only counts need not be parsed when everything counts.
    if (!wanted && every) {
      ++matched;
      return true;
    }
    RETURN_IF_ERROR(ParseResource(key, view.resource, spare.get()));
    if (visible && !visible(*spare)) return true;
    if (prepare) prepare(spare.get());
    if (!filter.Matches(*spare)) return true;
    ++matched;
    std::string sort_key = order.KeyOf(*spare);
    if (!page.Wants(sort_key, id)) return true;
    Item item;
    item.sort_key = std::move(sort_key);
    item.id = std::string(id);
    item.record = std::move(spare);
    spare.reset(prototype_->New());
    page.Add(std::move(item));
    return !(by_name && page.full() && total == nullptr);
  };

  // Deleted records are in no index.
  std::string index_prefix;
  if (!query.show_deleted) {
    ASSIGN_OR_RETURN(index_prefix, ChooseIndex(at, filter, path_, options_.indexes));
  }

  // A list by name that counts nothing begins where the last page ended.
  std::string start = under;
  if (by_name && total == nullptr && !query.page_token.empty()) start = std::max(start, after.id);
  if (!index_prefix.empty()) {
    auto cursor = at.Scan(absl::StrCat(index_prefix, start), store::PrefixEnd(index_prefix));
    for (; cursor->Valid(); cursor->Next()) {
      absl::string_view id = cursor->key().substr(index_prefix.size());
      if (!absl::StartsWith(id, under)) break;
      std::string key = RecordKey(path_, id);
      ASSIGN_OR_RETURN(auto stored, at.Get(key));
      if (!stored.has_value()) continue;
      ASSIGN_OR_RETURN(bool more, consider(key, id, *stored));
      if (!more) break;
    }
    RETURN_IF_ERROR(cursor->status());
  } else {
    std::string prefix = RecordPrefix(path_);
    auto cursor =
        at.Scan(absl::StrCat(prefix, start), store::PrefixEnd(absl::StrCat(prefix, under)));
    for (; cursor->Valid(); cursor->Next()) {
      absl::string_view id = cursor->key().substr(prefix.size());
      ASSIGN_OR_RETURN(bool more, consider(cursor->key(), id, cursor->value()));
      if (!more) break;
    }
    RETURN_IF_ERROR(cursor->status());
  }

  // The page.
  const Reflection* reflection = response->GetReflection();
  std::vector<Item> found = page.TakeSorted();
  size_t count = std::min(found.size(), page_size);
  if (found.size() > page_size) {
    const Item& last = found[page_size - 1];
    reflection->SetString(response, next, EncodePageToken(fingerprint, {last.sort_key, last.id}));
  }
  for (size_t i = 0; i < count; ++i) {
    reflection->AddAllocatedMessage(response, items, found[i].record.release());
  }
  if (total != nullptr && looked_at <= kMaxCounted) {
    reflection->SetInt32(response, total, static_cast<int32_t>(matched));
  }
  return absl::OkStatus();
}

}  // namespace clearway::resource
