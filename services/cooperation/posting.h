// Changing a contribution together with the offer that it uses and the request that it serves: all
// three are written in the one transaction, or none.
#ifndef CLEARWAY_SERVICES_COOPERATION_POSTING_H_
#define CLEARWAY_SERVICES_COOPERATION_POSTING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/cooperation/v1/proposal.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// An offer and a request, with their states as of the call.
struct Books {
  v1::Offer offer;
  v1::AssistanceRequest request;
};

// FAILED_PRECONDITION (OFFER_CLOSED, REQUEST_CLOSED) for one that is not there any more. Both are
// read whoever `at` reads for: who has to do with a proposal or contribution has to do with its
// books.
absl::StatusOr<Books> OpenBooks(const rpc::Call& call, const store::Reader& at,
                                const std::string& offer, const std::string& request);

// FAILED_PRECONDITION (OFFER_CLOSED, REQUEST_CLOSED) unless both take new pledges. One that is open
// and has nothing left passes: the ledger says so with amounts.
absl::Status CheckTaking(const Books& books);

// The contribution that the proposal becomes once both sides have accepted: a pledge. Its audience
// is not set: it has none before commitment.
v1::Contribution PledgeOf(const rpc::Call& call, const v1::Proposal& proposal, const Books& books);

// FAILED_PRECONDITION (OFFER_EXHAUSTED, NEED_EXCEEDED) unless both books have so much left; of an
// offer whose ceilings the caller may not know only the need is asked.
absl::Status CheckLeft(const rpc::Call& call, const v1::Proposal& proposal, Books books);

// Posts the change to the ledger and writes both books and, under `verb`, the contribution (a new
// one when `before` is null). One that was made elsewhere has no books.
absl::StatusOr<v1::Contribution> PostAndWrite(const rpc::Call& call, store::Txn& txn,
                                              const v1::Contribution* before,
                                              v1::Contribution after, absl::string_view verb);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_POSTING_H_
