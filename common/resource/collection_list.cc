// List: finds the records that match, from an index where one answers part of the filter, and keeps
// no more of them than a page.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/resource/collection.h"
#include "common/resource/field_path.h"
#include "common/resource/filter.h"
#include "common/resource/keys.h"
#include "common/resource/list_page.h"
#include "common/resource/list_query.h"
#include "common/resource/order_by.h"
#include "common/resource/page_token.h"
#include "common/resource/personal.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::Reflection;

// Indexes are compared by their number of entries up to this many.
constexpr int kProbe = 200;
// total_size is counted among so many records; beyond, it is not given.
constexpr int64_t kMaxCounted = 100000;

// Some callers do not see the field, which is one of the type's.
bool IsProtected(const auth::Visibility& visibility, const google::protobuf::Descriptor* type,
                 const std::string& field) {
  const auto segments = SplitPath(field);
  const auto path = segments.ok() ? ResolvePath(type, *segments, true) : segments.status();
  if (!path.ok()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  for (const Step& step : *path) fields.push_back(step.field);
  return visibility.Protects(fields);
}

// The entries of the index with the fewest among those that answer a part of the filter: their
// prefix; empty when there is none. `usable` says of an index whether it shows what the caller
// sees.
absl::StatusOr<std::string> ChooseIndex(const store::Reader& at, const Filter& filter,
                                        const std::string& path, const std::vector<Index>& indexes,
                                        const std::function<bool(const Index&)>& usable) {
  std::vector<std::string> prefixes;
  for (const Filter::Equality& equality : filter.Equalities()) {
    if (equality.text.empty()) continue;  // an index may leave such records out
    for (const Index& index : indexes) {
      if (index.field.empty() || index.field != equality.path || !usable(index)) continue;
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
  ASSIGN_OR_RETURN(ListQuery query, ReadListQuery(request));
  ASSIGN_OR_RETURN(ListAnswer answer,
                   FindListAnswer(response->GetDescriptor(), prototype_->GetDescriptor()));
  ASSIGN_OR_RETURN(Filter filter, Filter::Make(query.filter, prototype_->GetDescriptor()));
  ASSIGN_OR_RETURN(OrderBy order, OrderBy::Make(query.order_by, prototype_->GetDescriptor()));
  if (order.Reads(IsPersonal)) {
    return rpc::InvalidField("order_by",
                             "names a personal field, by which nothing is ordered, because page "
                             "tokens would tell of it",
                             type::v1::ERROR_REASON_ORDER_BY_INVALID);
  }
  uint64_t fingerprint = QueryOf(path_, request);
  absl::optional<PagePosition> after;
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

  // One record more than the page holds tells that there is a next page.
  ListPage page(query.page_size + 1, after);
  bool count = answer.total_size != nullptr;
  int64_t matched = 0, looked_at = 0;
  std::unique_ptr<Message> spare(prototype_->New());
  bool by_name = order.empty();
  const auth::Viewer* viewer = ViewerOf(at);
  bool every = filter.empty() && !visible && viewer == nullptr;
  bool all_counted = true;
  // What is personal is decrypted of what is answered alone, unless more is asked.
  const bool open_all = personal_ != nullptr && (visible || prepare || filter.Reads(IsPersonal));
  // Looks at one record; false when there is no need to go on.
  auto consider = [&](absl::string_view key, absl::string_view id,
                      absl::string_view stored) -> absl::StatusOr<bool> {
    if (viewer == nullptr) ++looked_at;
    ASSIGN_OR_RETURN(RecordView view, ViewRecord(key, stored));
    if (view.deleted && !query.show_deleted) return true;
    bool wanted = !by_name || page.Wants("", id);
    bool counted = count && looked_at <= kMaxCounted;
    all_counted = all_counted && counted;
    if (!wanted && !counted) return !(by_name && page.full());
    // What only counts need not be parsed when everything counts.
    if (!wanted && every) {
      ++matched;
      return true;
    }
    ASSIGN_OR_RETURN(
        const bool seen,
        Take(at, key, id, stored, open_all ? Personal::kOpen : Personal::kLeave, spare.get()));
    if (!seen) return true;
    // Of what a caller does not see, it is not told either how much there is.
    if (viewer != nullptr) ++looked_at;
    if (visible && !visible(*spare)) return true;
    if (prepare) prepare(spare.get());
    if (!filter.Matches(*spare)) return true;
    ++matched;
    std::string sort_key = order.KeyOf(*spare);
    if (!page.Wants(sort_key, id)) return true;
    page.Add({{std::move(sort_key), std::string(id)},
              std::move(spare),
              view.sealed && !open_all ? std::string(stored) : ""});
    spare.reset(prototype_->New());
    return !(by_name && page.full() && !count);
  };

  // Deleted records are in no index.
  std::string index_prefix;
  if (!query.show_deleted) {
    // An index over a protected field would tell of it by what it leaves out.
    const auto usable = [&](const Index& index) {
      return viewer == nullptr ||
             !IsProtected(*visibility_, prototype_->GetDescriptor(), index.field);
    };
    ASSIGN_OR_RETURN(index_prefix, ChooseIndex(at, filter, path_, options_.indexes, usable));
  }

  // A list by name that counts nothing begins where the last page ended.
  std::string start = under;
  if (by_name && !count && after.has_value()) start = std::max(start, after->id);
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

  const Reflection* reflection = response->GetReflection();
  std::vector<ListItem> found = page.TakeSorted();
  if (found.size() > query.page_size) {
    found.pop_back();
    reflection->SetString(response, answer.next_page_token,
                          EncodePageToken(fingerprint, found.back().position));
  }
  for (ListItem& item : found) {
    if (!item.sealed.empty()) {
      RETURN_IF_ERROR(Take(at, RecordKey(path_, item.position.id), item.position.id, item.sealed,
                           Personal::kOpen, item.record.get())
                          .status());
    }
    reflection->AddAllocatedMessage(response, answer.items, item.record.release());
  }
  if (count && all_counted) {
    reflection->SetInt32(response, answer.total_size, static_cast<int32_t>(matched));
  }
  return absl::OkStatus();
}

}  // namespace clearway::resource
