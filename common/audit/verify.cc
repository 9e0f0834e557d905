#include "common/audit/verify.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/audit/records.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::audit {
namespace {

using type::v1::AuditAnchor;
using type::v1::VerifyAuditTrailRequest;
using type::v1::VerifyAuditTrailResponse;

// Asked so often whether anybody still waits.
constexpr int64_t kLookUp = 1000;

using Found = absl::optional<Finding>;

Finding At(int64_t sequence, absl::string_view what) {
  return {sequence, absl::StrCat("event ", sequence, ": ", what)};
}

std::string Span(int64_t from, int64_t to) {
  return from == to ? absl::StrCat("event ", from, " is")
                    : absl::StrCat("events ", from, " to ", to, " are");
}

class Walk {
 public:
  Walk(const store::Reader& at, const VerifyAuditTrailRequest& request)
      : at_(at), request_(request), records_(at) {}

  // One key under "a/e/" and what stands there.
  absl::StatusOr<Found> Take(absl::string_view key, absl::string_view stored) {
    const int64_t sequence = SequenceOfKey(key);
    if (sequence < 1) {
      return Finding{last_ + 1, absl::StrCat("what stands under ", rpc::Quote(key),
                                             " is at no event's place")};
    }
    const auto event = ParseEvent(key, stored);
    if (!event.ok()) return At(sequence, event.status().message());
    if (event->sequence() != sequence) {
      return At(sequence, absl::StrCat("in its place stands event ", event->sequence()));
    }
    if (events_ > 0 && sequence != last_ + 1) {
      return Finding{last_ + 1, absl::StrCat(Span(last_ + 1, sequence - 1), " missing")};
    }
    std::string hash = HashOf(stored);
    if (events_ == 0) {
      first_ = sequence;
      before_first_ = event->previous_hash();
      if (sequence == 1 && !before_first_.empty()) return At(1, "claims to follow another event");
    } else if (event->previous_hash() != hash_) {
      return Broken(sequence, hash);
    }
    if (event->verb() == storage::v1::VERB_TRIMMED) {
      ASSIGN_OR_RETURN(Found found, TakeTrimming(sequence, *event));
      if (found.has_value()) return found;
    }
    if (request_.has_anchor() && request_.anchor().sequence() == sequence &&
        request_.anchor().hash() != hash) {
      return At(sequence,
                "is not the one that the anchor was taken of: the trail was written anew");
    }
    ++events_;
    last_ = sequence;
    hash_ = std::move(hash);
    ASSIGN_OR_RETURN(Found found, TakeTime(sequence, event->time_micros()));
    if (found.has_value()) return found;
    return records_.Take(*event);
  }

  // After the last one.
  absl::StatusOr<Found> End(const absl::optional<AuditHead>& head) {
    if (events_ == 0 && head.has_value()) {
      return Finding{head->first(),
                     absl::StrCat(Span(head->first(), head->sequence()), " missing")};
    }
    if (head.has_value() && head->sequence() > last_) {
      return Finding{last_ + 1, absl::StrCat(Span(last_ + 1, head->sequence()), " missing")};
    }
    if (head.has_value() && head->sequence() < last_) {
      return At(head->sequence() + 1, "follows the end of the trail");
    }
    if (head.has_value() && head->hash() != hash_) {
      return At(last_, "was changed: its hash is not the one at the trail's end");
    }
    if (first_ > 1 && trimmed_ < first_ - 1) {
      return Finding{
          1, absl::StrCat(Span(1, first_ - 1), " missing, and no trimming accounts for it")};
    }
    if (first_ > 1 && trimmed_ == first_ - 1 && trimmed_hash_ != before_first_) {
      return At(first_, "does not follow the last one that was trimmed");
    }
    if (head.has_value() && head->first() != trimmed_ + 1) {
      return At(head->first(), "is not where the trail begins, though its end says so");
    }
    Found found = CheckAnchor();
    if (found.has_value()) return found;
    return records_.End();
  }

  int64_t events() const { return events_; }

 private:
  // Event `sequence` does not name the hash of the one before it: either of the two was changed.
  // What follows knows which.
  absl::StatusOr<Found> Broken(int64_t sequence, const std::string& hash) const {
    ASSIGN_OR_RETURN(const auto next, at_.Get(EventKey(sequence + 1)));
    std::string known;
    if (next.has_value()) {
      const auto event = ParseEvent("", *next);
      if (event.ok()) known = event->previous_hash();
    } else if (const auto head = ReadHead(at_); head.ok() && head->has_value()) {
      known = (*head)->hash();
    }
    const int64_t changed = known == hash ? last_ : sequence;
    return At(changed, absl::StrCat("was changed: it does not fit event ",
                                    changed == last_ ? sequence : last_, " in the chain"));
  }

  // A trimming says up to where events were removed, and the hash of the last of them.
  absl::StatusOr<Found> TakeTrimming(int64_t sequence, const StoredAuditEvent& event) {
    const int64_t through = SequenceOfName(event.resource());
    if (through < 1 || through >= sequence) return At(sequence, "trims what it cannot");
    // Events that are still there, because their removal was not finished, must fit it.
    ASSIGN_OR_RETURN(const auto next, at_.Get(EventKey(through + 1)));
    if (next.has_value()) {
      const auto follows = ParseEvent("", *next);
      if (follows.ok() && follows->previous_hash() != event.before_sha256()) {
        return At(sequence,
                  absl::StrCat("says of event ", through, ", which was trimmed, what event ",
                               through + 1, " does not"));
      }
    }
    trimmed_ = std::max(trimmed_, through);
    if (trimmed_ == through) trimmed_hash_ = event.before_sha256();
    return Found();
  }

  // A full block's times must be what its events say, or a list by time would pass over some.
  absl::StatusOr<Found> TakeTime(int64_t sequence, int64_t micros) {
    const bool begins = BlockOf(sequence) != block_number_;
    if (begins) {
      block_number_ = BlockOf(sequence);
      block_first_ = sequence;
    }
    block_.set_min_micros(begins ? micros : std::min(block_.min_micros(), micros));
    block_.set_max_micros(begins ? micros : std::max(block_.max_micros(), micros));
    const bool ends = BlockOf(sequence + 1) != block_number_;
    const bool whole = block_first_ == block_number_ * kBlockEvents + 1;
    if (!ends || !whole) return Found();
    ASSIGN_OR_RETURN(const auto stored, at_.Get(BlockKey(block_number_)));
    if (stored != block_.SerializeAsString()) {
      return At(block_first_, absl::StrCat("the times kept for it and the ", kBlockEvents - 1,
                                           " after it are not theirs"));
    }
    return Found();
  }

  Found CheckAnchor() const {
    if (!request_.has_anchor()) return Found();
    const int64_t anchor = request_.anchor().sequence();
    if (anchor > last_) {
      return Finding{last_ + 1,
                     absl::StrCat("the last event is ", last_, ", but the anchor is of event ",
                                  anchor, ": its end was cut off, or this is an older copy")};
    }
    if (anchor >= first_) return Found();  // compared on the way
    if (anchor == trimmed_ && request_.anchor().hash() == trimmed_hash_) return Found();
    return At(anchor, absl::StrCat("was trimmed with all before event ", first_,
                                   ", so the anchor taken of it can no longer be checked"));
  }

  const store::Reader& at_;
  const VerifyAuditTrailRequest& request_;
  RecordCheck records_;
  int64_t events_ = 0;
  int64_t first_ = 0, last_ = 0;
  std::string before_first_;  // the hash that the first event follows
  std::string hash_;          // of the last event taken
  int64_t trimmed_ = 0;
  std::string trimmed_hash_;
  int64_t block_number_ = -1, block_first_ = 0;
  AuditBlock block_;
};

}  // namespace

absl::StatusOr<VerifyAuditTrailResponse> Verify(const store::Reader& at,
                                                const VerifyAuditTrailRequest& request,
                                                const std::function<bool()>& cancelled) {
  Walk walk(at, request);
  Found found;
  const auto cursor = at.Scan(kEventPrefix, store::PrefixEnd(kEventPrefix));
  for (; cursor->Valid() && !found.has_value(); cursor->Next()) {
    if (cancelled && walk.events() % kLookUp == 0 && cancelled()) {
      return absl::CancelledError("nobody waits for the verification any more");
    }
    ASSIGN_OR_RETURN(found, walk.Take(cursor->key(), cursor->value()));
  }
  RETURN_IF_ERROR(cursor->status());
  VerifyAuditTrailResponse response;
  const auto head = ReadHead(at);
  if (!head.ok() && head.status().code() != absl::StatusCode::kDataLoss) return head.status();
  if (!found.has_value() && !head.ok()) {
    found = Finding{walk.events() + 1, std::string(head.status().message())};
  }
  if (!found.has_value()) {
    ASSIGN_OR_RETURN(found, walk.End(*head));
  }
  response.set_intact(!found.has_value());
  response.set_events(walk.events());
  if (found.has_value()) {
    response.set_finding(std::move(found->text));
    response.set_finding_sequence(found->sequence);
  }
  if (head.ok() && head->has_value()) {
    response.mutable_last()->set_sequence((*head)->sequence());
    response.mutable_last()->set_hash((*head)->hash());
  }
  return response;
}

}  // namespace clearway::audit
