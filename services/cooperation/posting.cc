#include "services/cooperation/posting.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/ledger.h"
#include "services/cooperation/offer_state.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::Contribution;
using v1::Offer;
using v1::Proposal;

bool Takes(Offer::State state) {
  return state == Offer::STATE_OPEN || state == Offer::STATE_EXHAUSTED;
}

bool Takes(AssistanceRequest::State state) {
  return IsOpen(state) || state == AssistanceRequest::STATE_COMMITTED ||
         state == AssistanceRequest::STATE_PARTIALLY_FULFILLED ||
         state == AssistanceRequest::STATE_FULFILLED;
}

v1::YearlyQuantity Tranche(int year, const v1::Quantity& quantity) {
  v1::YearlyQuantity tranche;
  tranche.set_year(year);
  *tranche.mutable_quantity() = quantity;
  return tranche;
}

// The one channel that both sides name; unspecified when they leave a choice.
v1::Channel CommonChannel(const v1::Offer& offer, const v1::AssistanceRequest& request) {
  int found = v1::CHANNEL_UNSPECIFIED;
  for (const int channel : offer.channels()) {
    for (const int accepted : request.accepted_channels()) {
      if (channel != accepted) continue;
      if (found != v1::CHANNEL_UNSPECIFIED) return v1::CHANNEL_UNSPECIFIED;
      found = channel;
    }
  }
  return static_cast<v1::Channel>(found);
}

}  // namespace

absl::StatusOr<Books> OpenBooks(const rpc::Call& call, const store::Reader& at,
                                const std::string& offer, const std::string& request) {
  const resource::AsSystem books_at(at);
  auto found_offer = Offers().Get(books_at, offer);
  if (absl::IsNotFound(found_offer.status())) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_OFFER_CLOSED, offer, "is deleted");
  }
  RETURN_IF_ERROR(found_offer.status());
  auto found_request = Requests().Get(books_at, request);
  if (absl::IsNotFound(found_request.status())) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_REQUEST_CLOSED, request, "is deleted");
  }
  RETURN_IF_ERROR(found_request.status());
  Books books{*std::move(found_offer), *std::move(found_request)};
  books.offer.set_state(StateOf(books.offer, TodayOf(call)));
  books.request.set_state(StateOf(books.request, TodayOf(call)));
  return books;
}

absl::Status CheckTaking(const Books& books) {
  const auto& [offer, request] = books;
  if (!Takes(request.state())) {
    return rpc::FailedPrecondition(
        type::v1::ERROR_REASON_REQUEST_CLOSED, request.name(),
        absl::StrCat("is ",
                     absl::StripPrefix(AssistanceRequest::State_Name(request.state()), "STATE_"),
                     " and takes no commitments"));
  }
  if (!Takes(offer.state())) {
    return rpc::FailedPrecondition(
        type::v1::ERROR_REASON_OFFER_CLOSED, offer.name(),
        absl::StrCat("is ", absl::StripPrefix(Offer::State_Name(offer.state()), "STATE_"),
                     ", not open"));
  }
  return absl::OkStatus();
}

Contribution PledgeOf(const rpc::Call& call, const Proposal& proposal, const Books& books) {
  Contribution pledge;
  pledge.set_provider(books.offer.provider());
  pledge.add_recipients(books.request.recipient());
  pledge.add_areas_of_work(books.request.area_of_work());
  pledge.set_kind(books.offer.kind());
  *pledge.mutable_total() = proposal.quantity();
  *pledge.add_tranches() = Tranche(proposal.year(), proposal.quantity());
  *pledge.add_need_tranches() = Tranche(proposal.year(), proposal.need_quantity());
  pledge.set_start_year(proposal.year());
  pledge.set_end_year(proposal.year());
  pledge.set_channel(CommonChannel(books.offer, books.request));
  if (books.request.implementing_partners_size() == 1) {
    pledge.set_implementer(books.request.implementing_partners(0));
  }
  pledge.set_synthetic(proposal.synthetic());
  pledge.set_offer(proposal.offer());
  pledge.set_assistance_request(proposal.assistance_request());
  pledge.set_need_id(proposal.need_id());
  pledge.set_proposal(proposal.name());
  pledge.set_state(Contribution::STATE_PLEDGED);
  *pledge.mutable_pledge_time() = TimeOf(call);
  return pledge;
}

absl::Status CheckLeft(const rpc::Call& call, const Proposal& proposal, Books books) {
  if (!SeesCeilings(call.restricted_caller(), books.offer)) {
    books.offer = WithoutCeilings(std::move(books.offer));
  }
  return Post(nullptr, PledgeOf(call, proposal, books), &books.offer, &books.request);
}

absl::StatusOr<Contribution> PostAndWrite(const rpc::Call& call, store::Txn& txn,
                                          const Contribution* before, Contribution after,
                                          absl::string_view verb) {
  if (!after.external()) {
    ASSIGN_OR_RETURN(Books books, OpenBooks(call, txn, after.offer(), after.assistance_request()));
    absl::Status posted = Post(before, after, &books.offer, &books.request);
    if (!SeesCeilings(call.restricted_caller(), books.offer)) {
      posted = WithoutAmounts(std::move(posted), books.offer);
    }
    RETURN_IF_ERROR(posted);
    books.offer.set_state(StateOf(books.offer, TodayOf(call)));
    books.request.set_state(StateOf(books.request, TodayOf(call)));
    RETURN_IF_ERROR(Offers().Write(call, txn, std::move(books.offer), verb).status());
    RETURN_IF_ERROR(Requests().Write(call, txn, std::move(books.request), verb).status());
  }
  if (before == nullptr) return Contributions().Create(call, txn, std::move(after));
  return Contributions().Write(call, txn, std::move(after), verb);
}

}  // namespace clearway::cooperation
