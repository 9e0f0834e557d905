#include "common/rpc/wire_status.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace clearway::rpc {
namespace {

constexpr absl::string_view kUrlPrefix = "type.googleapis.com/";

std::string CutUtf8(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  static constexpr absl::string_view kEllipsis = "…";
  size_t end = max_bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

// Drops the last third of a list of violations; false when nothing is left to drop.
template <typename Repeated>
bool Shorten(Repeated* list) {
  if (list->size() <= 1) return false;
  list->DeleteSubrange(list->size() - (list->size() + 2) / 3, (list->size() + 2) / 3);
  return true;
}

bool ShortenDetail(google::protobuf::Any* any) {
  google::rpc::BadRequest bad_request;
  if (any->UnpackTo(&bad_request) && Shorten(bad_request.mutable_field_violations())) {
    return any->PackFrom(bad_request);
  }
  google::rpc::PreconditionFailure failure;
  if (any->UnpackTo(&failure) && Shorten(failure.mutable_violations())) {
    return any->PackFrom(failure);
  }
  return false;
}

void ShortenDetails(google::rpc::Status* status) {
  while (status->ByteSizeLong() > kMaxWireDetailBytes) {
    bool shortened = false;
    for (auto& any : *status->mutable_details()) shortened = ShortenDetail(&any) || shortened;
    if (shortened) continue;
    // Nothing left to shorten: all but the reason goes, and of that the metadata if it must.
    google::rpc::ErrorInfo info;
    for (const auto& any : status->details()) any.UnpackTo(&info);
    status->clear_details();
    if (info.ByteSizeLong() > kMaxWireDetailBytes / 2) info.clear_metadata();
    if (info.ByteSizeLong() <= kMaxWireDetailBytes / 2) status->add_details()->PackFrom(info);
    return;
  }
}

bool HasErrorInfo(const absl::Status& status) {
  return status.GetPayload(absl::StrCat(kUrlPrefix, "google.rpc.ErrorInfo")).has_value();
}

}  // namespace

WireStatus ToWire(const absl::Status& status) {
  WireStatus wire;
  wire.code = static_cast<int>(status.code());
  wire.message = CutUtf8(status.message(), kMaxWireMessageBytes);
  google::rpc::Status proto;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    auto* any = proto.add_details();
    any->set_type_url(std::string(url));
    any->set_value(std::string(payload));
  });
  if (proto.details_size() == 0) return wire;
  proto.set_code(wire.code);
  proto.set_message(wire.message);
  ShortenDetails(&proto);
  wire.details = proto.SerializeAsString();
  return wire;
}

absl::Status FromWire(int code, absl::string_view message, absl::string_view details) {
  if (code == 0) return absl::OkStatus();
  const bool known = code > 0 && code <= static_cast<int>(absl::StatusCode::kUnauthenticated);
  absl::Status status(known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown,
                      message);
  google::rpc::Status proto;
  if (details.empty() || !proto.ParseFromArray(details.data(), static_cast<int>(details.size()))) {
    return status;
  }
  for (const auto& any : proto.details()) {
    status.SetPayload(any.type_url(), absl::Cord(any.value()));
  }
  return status;
}

absl::Status Published(absl::Status status, absl::string_view trace_id, bool* hidden) {
  *hidden = false;
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      *hidden = true;
      return MakeError(absl::StatusCode::kInternal, type::v1::ERROR_REASON_INTERNAL_ERROR,
                       absl::StrCat("internal error; trace id ", trace_id),
                       {{"trace_id", std::string(trace_id)}});
    case absl::StatusCode::kDataLoss:
      *hidden = true;
      return MakeError(absl::StatusCode::kDataLoss, type::v1::ERROR_REASON_DATA_DAMAGED,
                       absl::StrCat("stored data is damaged; trace id ", trace_id),
                       {{"trace_id", std::string(trace_id)}});
    case absl::StatusCode::kUnavailable:
      if (HasErrorInfo(status)) return status;
      // The log has said so once (StoreMonitor); it need not with every call.
      *hidden = !store::IsStoreStopped(status);
      return RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_STORE_UNAVAILABLE,
                        "the store does not take writes at the moment", absl::Seconds(2));
    case absl::StatusCode::kResourceExhausted:
      if (HasErrorInfo(status)) return status;
      if (store::IsStoreFull(status)) {
        return RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_STORAGE_FULL,
                          "the service's disk has too little room left: nothing is written until "
                          "there is more, reads go on",
                          absl::Seconds(30));
      }
      return RetryLater(absl::StatusCode::kResourceExhausted,
                        type::v1::ERROR_REASON_TOO_MANY_REQUESTS, status.message(),
                        absl::Milliseconds(500));
    default:
      return status;
  }
}

}  // namespace clearway::rpc
