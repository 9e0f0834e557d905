// ListAuditEvents of every service.
#ifndef CLEARWAY_COMMON_AUDIT_LIST_H_
#define CLEARWAY_COMMON_AUDIT_LIST_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/type/v1/audit.pb.h"
#include "common/store/store.h"

namespace clearway::audit {

// One page, oldest event first. The filter (AIP-160) speaks of everything but `before` and `after`.
// A page looks at no more than 10,000 events and holds no more than about a megabyte, so it may
// have fewer events than were asked for, even none, and yet a next_page_token: go on until there is
// none. A time range passes over what lies outside it without reading it. Pages are stable:
// events are only ever added at the end.
//
// In the FULL view, `before` and `after` come from the resource's history: they are there as long
// as that is, only when their digests are those of the event, never have personal fields, and show
// no more than the reader's viewer sees, of the resource as it is now too. Of the collections of
// which `may_read` is false ("offers"; empty: of none) they are left out altogether.
absl::StatusOr<type::v1::ListAuditEventsResponse> List(
    const store::Reader& at, const type::v1::ListAuditEventsRequest& request,
    const std::function<bool(absl::string_view collection)>& may_read = nullptr);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_LIST_H_
