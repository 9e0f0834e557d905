#include "services/cooperation/offers.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/offer_rules.h"
#include "services/cooperation/offer_state.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"

namespace clearway::cooperation {
namespace {

using v1::Offer;

constexpr absl::string_view kField = "offer";

void Refresh(const rpc::Call& call, Offer* offer) {
  offer->set_state(StateOf(*offer, TodayOf(call)));
}

absl::Status CheckNotReferenced(const store::Reader& at, const std::string& name) {
  ASSIGN_OR_RETURN(const auto names,
                   Contributions().Lookup(resource::AsSystem(at), kByOffer, name, 1));
  if (names.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool seen, Contributions().Exists(at, names[0]));
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_STILL_REFERENCED, name,
                                 absl::StrCat("is used by ", seen ? names[0] : "a contribution"));
}

absl::StatusOr<Offer> Change(const rpc::Call& call, store::Txn& txn, const std::string& name,
                             const std::string& etag, OfferAction action, absl::string_view verb,
                             const std::function<void(Offer*)>& change) {
  ASSIGN_OR_RETURN(Offer offer, Offers().Get(txn, name));
  RETURN_IF_ERROR(CheckEtag(name, etag, offer.etag()));
  Refresh(call, &offer);
  RETURN_IF_ERROR(CheckAction(offer, action));
  change(&offer);
  Refresh(call, &offer);
  return Offers().Write(call, txn, std::move(offer), verb);
}

}  // namespace

absl::Status CheckOfferRecord(const rpc::Call& call, const store::Reader& at, const Offer& offer,
                              rpc::Violations* bad) {
  CheckOffer(offer, call.Today(), kField, bad);
  auto field = [](absl::string_view name) { return absl::StrCat(kField, ".", name); };
  RETURN_IF_ERROR(CheckParty(at, offer.provider(), field("provider"), bad));
  RETURN_IF_ERROR(CheckParties(at, offer.earmark().recipients(), field("earmark.recipients"), bad));
  RETURN_IF_ERROR(CheckParties(at, offer.earmark().excluded_recipients(),
                               field("earmark.excluded_recipients"), bad));
  return CheckParties(at, offer.audience().members(), field("audience.members"), bad);
}

absl::StatusOr<Offer> CreateOffer(const rpc::Call& call, store::Txn& txn,
                                  const v1::CreateOfferRequest& request) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckOfferRecord(call, txn, request.offer(), &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  Offer offer = request.offer();
  resource::ClearOutputOnly(&offer);
  offer.set_state(Offer::STATE_DRAFT);
  offer.set_creator(call.actor);
  SetProgress(OfferSums(), &offer);
  return Offers().Create(call, txn, std::move(offer), request.offer_id());
}

absl::StatusOr<Offer> GetOffer(const rpc::Call& call, const store::Snapshot& at,
                               const v1::GetOfferRequest& request) {
  ASSIGN_OR_RETURN(Offer offer, Offers().Get(at, request.name()));
  Refresh(call, &offer);
  return offer;
}

absl::StatusOr<v1::ListOffersResponse> ListOffers(const rpc::Call& call, const store::Snapshot& at,
                                                  const v1::ListOffersRequest& request) {
  return Offers().List<v1::ListOffersResponse>(at, request, nullptr,
                                               [&](Offer* offer) { Refresh(call, offer); });
}

absl::StatusOr<Offer> UpdateOffer(const rpc::Call& call, store::Txn& txn,
                                  const v1::UpdateOfferRequest& request) {
  auto check = [&](const Offer& before, Offer* after) -> absl::Status {
    RETURN_IF_ERROR(CheckAction(before, OfferAction::kUpdate));
    rpc::Violations bad;
    RETURN_IF_ERROR(CheckOfferRecord(call, txn, *after, &bad));
    CheckOfferChange(before, *after, kField, &bad);
    RETURN_IF_ERROR(bad.ToStatus());
    SetProgress(SumsOf(before), after);
    Refresh(call, after);
    return absl::OkStatus();
  };
  resource::UpdateOptions update;
  update.mask = request.update_mask();
  return Offers().Update(call, txn, request.offer(), update, check);
}

absl::StatusOr<Offer> DeleteOffer(const rpc::Call& call, store::Txn& txn,
                                  const v1::DeleteOfferRequest& request) {
  const auto offer = Offers().Get(txn, request.name());
  if (offer.ok()) {
    RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), offer->etag()));
    RETURN_IF_ERROR(CheckAction(*offer, OfferAction::kDelete));
    RETURN_IF_ERROR(CheckNotReferenced(txn, request.name()));
  }
  return Offers().Delete(call, txn, request.name(), request.etag(), request.allow_missing());
}

absl::StatusOr<Offer> UndeleteOffer(const rpc::Call& call, store::Txn& txn,
                                    const v1::UndeleteOfferRequest& request) {
  return Offers().Undelete(call, txn, request.name(), request.etag());
}

absl::StatusOr<Offer> PublishOffer(const rpc::Call& call, store::Txn& txn,
                                   const v1::PublishOfferRequest& request) {
  return Change(call, txn, request.name(), request.etag(), OfferAction::kPublish, "publish",
                [&](Offer* offer) {
                  offer->set_state(Offer::STATE_OPEN);
                  *offer->mutable_publish_time() = TimeOf(call);
                });
}

absl::StatusOr<Offer> RetractOffer(const rpc::Call& call, store::Txn& txn,
                                   const v1::RetractOfferRequest& request) {
  return Change(call, txn, request.name(), request.etag(), OfferAction::kRetract, "retract",
                [&](Offer* offer) {
                  offer->set_state(Offer::STATE_RETRACTED);
                  *offer->mutable_retract_time() = TimeOf(call);
                  offer->set_retraction_reason(request.reason());
                });
}

}  // namespace clearway::cooperation
