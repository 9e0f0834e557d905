#include "common/audit/trim.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/resource/record.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

// Keys removed in one transaction.
constexpr size_t kRemoved = 1000;

// The last event before which all happened before `micros`; 0 when there is none.
absl::StatusOr<int64_t> LastBefore(const store::Reader& at, int64_t first, int64_t micros) {
  const auto cursor = at.Scan(EventKey(first), store::PrefixEnd(kEventPrefix));
  int64_t last = 0;
  while (cursor->Valid()) {
    const int64_t sequence = SequenceOfKey(cursor->key());
    const bool begins_block = sequence > 0 && BlockOf(sequence) != BlockOf(sequence - 1);
    if (begins_block) {
      ASSIGN_OR_RETURN(const auto stored, at.Get(BlockKey(BlockOf(sequence))));
      AuditBlock block;
      if (stored.has_value() && block.ParseFromString(*stored) && block.max_micros() < micros) {
        last = (BlockOf(sequence) + 1) * kBlockEvents;
        cursor->Seek(EventKey(last + 1));
        continue;
      }
    }
    ASSIGN_OR_RETURN(const StoredAuditEvent event, ParseEvent(cursor->key(), cursor->value()));
    if (event.time_micros() >= micros) break;
    last = sequence;
    cursor->Next();
  }
  RETURN_IF_ERROR(cursor->status());
  return last;
}

// Says in the trail that it now begins after `through`.
absl::Status WriteTrimming(const rpc::Call& call, store::Txn& txn, int64_t through) {
  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
  ASSIGN_OR_RETURN(const auto stored, txn.Get(EventKey(through)));
  if (!stored.has_value()) return resource::Damaged(EventKey(through), "is missing");
  RETURN_IF_ERROR(chain.Add(
      call,
      {.verb = storage::v1::VERB_TRIMMED, .resource = EventName(through), .before = *stored}));
  chain.SetFirst(through + 1);
  return chain.Close();
}

// Removes some keys of [begin, end); the first that is left, or `end`.
absl::StatusOr<std::string> Remove(store::Txn& txn, const std::string& begin,
                                   const std::string& end) {
  std::vector<std::string> keys;
  std::string left = end;
  {
    const auto cursor = txn.Scan(begin, end);
    for (; cursor->Valid() && keys.size() < kRemoved; cursor->Next()) {
      keys.emplace_back(cursor->key());
    }
    RETURN_IF_ERROR(cursor->status());
    if (cursor->Valid()) left = std::string(cursor->key());
  }
  for (const std::string& key : keys) RETURN_IF_ERROR(txn.Delete(key));
  return left;
}

absl::Status RemoveAll(store::Store* store, std::string begin, const std::string& end) {
  while (begin < end) {
    std::string left;
    RETURN_IF_ERROR(store
                        ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                          ASSIGN_OR_RETURN(left, Remove(txn, begin, end));
                          return absl::OkStatus();
                        })
                        .status());
    begin = std::move(left);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> Trim(const rpc::Call& call, store::Store* store, absl::Time before) {
  const std::shared_ptr<const store::Snapshot> at = store->GetSnapshot();
  ASSIGN_OR_RETURN(const auto head, ReadHead(*at));
  if (!head.has_value()) return 0;
  ASSIGN_OR_RETURN(const int64_t through,
                   LastBefore(*at, head->first(), absl::ToUnixMicros(before)));
  int64_t first = head->first();
  if (through >= first) {
    RETURN_IF_ERROR(
        store->TransactAndWait([&](store::Txn& txn) { return WriteTrimming(call, txn, through); })
            .status());
    first = through + 1;
  }
  // Those of an earlier trimming too, when it was stopped.
  RETURN_IF_ERROR(RemoveAll(store, EventKey(1), EventKey(first)));
  RETURN_IF_ERROR(RemoveAll(store, BlockKey(0), BlockKey(BlockOf(first))));
  return first - head->first();
}

}  // namespace clearway::audit
