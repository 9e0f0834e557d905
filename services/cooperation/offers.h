// Offers as clients write and read them: create, get, list, update, delete, undelete, publish and
// retract. The rules are in offer_rules.h and offer_state.h; about states and the day see
// requests.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_OFFERS_H_
#define CLEARWAY_SERVICES_COOPERATION_OFFERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Every violation of the record itself and of the parties that it names.
absl::Status CheckOfferRecord(const rpc::Call& call, const store::Reader& at,
                              const v1::Offer& offer, rpc::Violations* bad);

absl::StatusOr<v1::Offer> CreateOffer(const rpc::Call& call, store::Txn& txn,
                                      const v1::CreateOfferRequest& request);
absl::StatusOr<v1::Offer> GetOffer(const rpc::Call& call, const store::Snapshot& at,
                                   const v1::GetOfferRequest& request);
absl::StatusOr<v1::ListOffersResponse> ListOffers(const rpc::Call& call, const store::Snapshot& at,
                                                  const v1::ListOffersRequest& request);
absl::StatusOr<v1::Offer> UpdateOffer(const rpc::Call& call, store::Txn& txn,
                                      const v1::UpdateOfferRequest& request);
absl::StatusOr<v1::Offer> DeleteOffer(const rpc::Call& call, store::Txn& txn,
                                      const v1::DeleteOfferRequest& request);
absl::StatusOr<v1::Offer> UndeleteOffer(const rpc::Call& call, store::Txn& txn,
                                        const v1::UndeleteOfferRequest& request);
absl::StatusOr<v1::Offer> PublishOffer(const rpc::Call& call, store::Txn& txn,
                                       const v1::PublishOfferRequest& request);
absl::StatusOr<v1::Offer> RetractOffer(const rpc::Call& call, store::Txn& txn,
                                       const v1::RetractOfferRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_OFFERS_H_
