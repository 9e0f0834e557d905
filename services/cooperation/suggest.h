// SuggestOffers and SuggestRequests: the best counterparts of one record, each looked at alone.
#ifndef CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_
#define CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// They read every open record of the other side: long, for a thread of their own.
// FAILED_PRECONDITION (REQUEST_CLOSED, OFFER_CLOSED) when the record is not open as of the day.
absl::StatusOr<v1::SuggestOffersResponse> SuggestOffers(const rpc::Call& call,
                                                        const store::Reader& at,
                                                        const v1::SuggestOffersRequest& request);
absl::StatusOr<v1::SuggestRequestsResponse> SuggestRequests(
    const rpc::Call& call, const store::Reader& at, const v1::SuggestRequestsRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUGGEST_H_
