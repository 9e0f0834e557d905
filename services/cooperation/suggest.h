// SuggestOffers and SuggestRequests: the best counterparts of one record, each looked at alone.
#ifndef CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_
#define CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "services/cooperation/open_book.h"

namespace clearway::cooperation {

// As of today they look at the book, which is fast once it has been read; as of another day they
// read every record. Both may block: for a thread of their own. The answer is of the store's
// revision at the call or a later one.
// FAILED_PRECONDITION (REQUEST_CLOSED, OFFER_CLOSED) when the record is not open as of the day.
absl::StatusOr<v1::SuggestOffersResponse> SuggestOffers(OpenBook& book, const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::SuggestOffersRequest& request);
absl::StatusOr<v1::SuggestRequestsResponse> SuggestRequests(
    OpenBook& book, const rpc::Call& call, const store::Snapshot& at,
    const v1::SuggestRequestsRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_
