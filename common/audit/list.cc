#include "common/audit/list.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/audit/versions.h"
#include "common/auth/viewer.h"
#include "common/auth/visibility.h"
#include "common/resource/filter.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/list_query.h"
#include "common/resource/page_token.h"
#include "common/resource/personal.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/any.pb.h"

namespace clearway::audit {
namespace {

using google::protobuf::Any;
using google::protobuf::Message;
using resource::PersonalFields;
using type::v1::AuditEvent;
using type::v1::ListAuditEventsRequest;
using type::v1::ListAuditEventsResponse;

constexpr absl::string_view kCollection = "auditEvents";
constexpr int64_t kMostLookedAt = 10000;
constexpr size_t kMostBytes = 1 << 20;

int64_t Micros(const google::protobuf::Timestamp& time) {
  // Far beyond any event's; bounded so that it cannot overflow.
  constexpr int64_t kFar = int64_t{1} << 42;
  const int64_t seconds = std::min(std::max(time.seconds(), -kFar), kFar);
  return seconds * 1000000 + (time.nanos() + 999) / 1000;
}

// From `begin` until before `end`, in microseconds.
struct Range {
  int64_t begin = INT64_MIN;
  int64_t end = INT64_MAX;
  bool Has(int64_t micros) const { return begin <= micros && micros < end; }
  bool all() const { return begin == INT64_MIN && end == INT64_MAX; }
};

absl::StatusOr<Range> RangeOf(const ListAuditEventsRequest& request) {
  Range range;
  if (request.has_start_time()) range.begin = Micros(request.start_time());
  if (request.has_end_time()) range.end = Micros(request.end_time());
  if (request.has_start_time() && request.has_end_time() && range.end < range.begin) {
    return rpc::InvalidField("end_time", "is before start_time",
                             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  return range;
}

// Whether a block may hold an event of the range: true also when its times are not known.
absl::StatusOr<bool> MayHave(const store::Reader& at, int64_t block, const Range& range) {
  if (range.all()) return true;
  ASSIGN_OR_RETURN(const auto stored, at.Get(BlockKey(block)));
  AuditBlock times;
  if (!stored.has_value() || !times.ParseFromString(*stored)) return true;
  return times.max_micros() >= range.begin && times.min_micros() < range.end;
}

// The resource in a stored version as the reader's viewer sees it; null when it does not, or it
// cannot be told.
absl::StatusOr<std::unique_ptr<Message>> Shown(const store::Reader& at,
                                               const storage::v1::StoredRecord& record) {
  std::unique_ptr<Message> message;
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(record.type());
  if (type == nullptr) return message;
  message.reset(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!message->ParseFromString(record.resource())) return std::unique_ptr<Message>();
  const PersonalFields* personal = PersonalFields::Of(type);
  if (personal != nullptr) personal->Clear(message.get());
  const auth::Viewer* viewer = at.viewer();
  if (viewer == nullptr || viewer->caller->unrestricted) return message;
  ASSIGN_OR_RETURN(const auth::Visibility* visibility, auth::Visibility::For(type));
  if (!visibility->Sees(*viewer->caller, *message)) return std::unique_ptr<Message>();
  visibility->Redact(*viewer->caller, message.get());
  return message;
}

// What that is, as long as it is the version that the event tells of.
absl::StatusOr<absl::optional<Any>> Content(
    const store::Reader& at, const absl::StatusOr<absl::optional<StoredVersion>>& version,
    const std::string& digest) {
  absl::optional<Any> any;
  // What is damaged, verification finds; a list shows the rest.
  if (absl::IsDataLoss(version.status())) return any;
  RETURN_IF_ERROR(version.status());
  if (!version->has_value() || resource::Sha256((*version)->bytes) != digest) return any;
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> message, Shown(at, (*version)->record));
  if (message != nullptr) any.emplace().PackFrom(*message);
  return any;
}

// Who does not see a resource as it is now is told nothing of what it was.
absl::StatusOr<bool> SeesNow(const store::Reader& at, const std::string& name) {
  if (at.viewer() == nullptr) return true;
  const auto current = CurrentVersion(at, name);
  if (absl::IsDataLoss(current.status())) return false;
  RETURN_IF_ERROR(current.status());
  if (!current->has_value()) return false;
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> shown, Shown(at, (*current)->record));
  return shown != nullptr;
}

absl::Status AddContent(const store::Reader& at, AuditEvent* event) {
  const std::string& name = event->resource();
  absl::optional<Any> before, after;
  ASSIGN_OR_RETURN(const bool sees, SeesNow(at, name));
  if (!sees) return absl::OkStatus();
  if (!event->before_sha256().empty()) {
    ASSIGN_OR_RETURN(
        before, Content(at, VersionBefore(at, name, event->revision()), event->before_sha256()));
  }
  // A read has one version, which some earlier transaction wrote.
  if (!event->after_sha256().empty() && event->kind() != AuditEvent::KIND_READ) {
    ASSIGN_OR_RETURN(after,
                     Content(at, VersionAt(at, name, event->revision()), event->after_sha256()));
  }
  if (before.has_value()) *event->mutable_before() = *std::move(before);
  if (after.has_value()) *event->mutable_after() = *std::move(after);
  return absl::OkStatus();
}

// "matchRuns.proposals" of "matchRuns/r1/proposals/p1".
std::string CollectionOf(const std::string& name) {
  const std::string key = resource::RecordKeyOfName(name);
  return std::string(resource::CollectionOfRecordKey(key));
}

std::string TokenAfter(uint64_t query, int64_t sequence) {
  return resource::EncodePageToken(query, {"", absl::StrCat(sequence)});
}

}  // namespace

absl::StatusOr<ListAuditEventsResponse> List(
    const store::Reader& at, const ListAuditEventsRequest& request,
    const std::function<bool(absl::string_view)>& may_read) {
  ASSIGN_OR_RETURN(const resource::ListQuery query, resource::ReadListQuery(request));
  ASSIGN_OR_RETURN(const resource::Filter filter,
                   resource::Filter::Make(query.filter, AuditEvent::descriptor()));
  ASSIGN_OR_RETURN(const Range range, RangeOf(request));
  const uint64_t fingerprint = resource::QueryOf(kCollection, request);
  int64_t next = 1;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const resource::PagePosition after,
                     resource::DecodePageToken(fingerprint, query.page_token));
    if (!absl::SimpleAtoi(after.id, &next) || next < 0 || next == INT64_MAX) next = 0;
    ++next;
  }
  ListAuditEventsResponse response;
  ASSIGN_OR_RETURN(const auto head, ReadHead(at));
  if (!head.has_value()) return response;
  next = std::max(next, head->first());

  int64_t looked_at = 0;
  size_t bytes = 0;
  const auto cursor = at.Scan(EventKey(next), store::PrefixEnd(kEventPrefix));
  bool block_begins = true;
  while (next <= head->sequence()) {
    if (response.audit_events_size() >= static_cast<int>(query.page_size) ||
        looked_at >= kMostLookedAt || bytes >= kMostBytes) {
      response.set_next_page_token(TokenAfter(fingerprint, next - 1));
      return response;
    }
    ++looked_at;
    if (block_begins || BlockOf(next) != BlockOf(next - 1)) {
      block_begins = false;
      ASSIGN_OR_RETURN(const bool may, MayHave(at, BlockOf(next), range));
      if (!may) {
        next = (BlockOf(next) + 1) * kBlockEvents + 1;
        cursor->Seek(EventKey(next));
        continue;
      }
    }
    if (!cursor->Valid()) break;
    ASSIGN_OR_RETURN(const StoredAuditEvent stored, ParseEvent(cursor->key(), cursor->value()));
    next = std::max(next, SequenceOfKey(cursor->key())) + 1;
    if (range.Has(stored.time_micros())) {
      AuditEvent event = ToEvent(stored, HashOf(cursor->value()));
      if (filter.Matches(event)) {
        if (request.view() == type::v1::AUDIT_VIEW_FULL &&
            (!may_read || may_read(CollectionOf(event.resource())))) {
          RETURN_IF_ERROR(AddContent(at, &event));
        }
        bytes += event.ByteSizeLong();
        *response.add_audit_events() = std::move(event);
      }
    }
    cursor->Next();
  }
  RETURN_IF_ERROR(cursor->status());
  return response;
}

}  // namespace clearway::audit
