// The collections of the cooperation service, each once, with their indexes.
//
//   ASSIGN_OR_RETURN(Offer offer, Offers().Get(at, "offers/abc"));
//   ASSIGN_OR_RETURN(auto names, Contributions().Lookup(at, kByOffer, offer.name()));
//
// An index key is the plain text of the field: a resource name, or an enum value's full name
// ("STATE_OPEN"). A record is under no key for a field that is empty. All are thread-safe.
#ifndef CLEARWAY_SERVICES_COOPERATION_COLLECTIONS_H_
#define CLEARWAY_SERVICES_COOPERATION_COLLECTIONS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "clearway/cooperation/v1/exchange_rate.pb.h"
#include "clearway/cooperation/v1/match_policy.pb.h"
#include "clearway/cooperation/v1/match_run.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/cooperation/v1/proposal.pb.h"
#include "common/resource/collection.h"

namespace clearway::cooperation {

// Names of indexes; which collection has which stands with the collection.
inline constexpr absl::string_view kByState = "state";
inline constexpr absl::string_view kByRecipient = "recipient";
inline constexpr absl::string_view kByProvider = "provider";
inline constexpr absl::string_view kByRun = "run";
inline constexpr absl::string_view kByRequest = "request";
inline constexpr absl::string_view kByOffer = "offer";
inline constexpr absl::string_view kByParent = "parent";
// Published requests by whether the requester has said how far the need was met: kAnswered, or
// kUnanswered (unless withdrawn: then nobody is asked).
inline constexpr absl::string_view kByFollowUp = "follow-up";
inline constexpr absl::string_view kAnswered = "answered";
inline constexpr absl::string_view kUnanswered = "unanswered";

// "assistanceRequests": by state, recipient, follow-up.
const resource::Collection<v1::AssistanceRequest>& Requests();
// "offers": by state, provider.
const resource::Collection<v1::Offer>& Offers();
// "proposals": by run, request, offer.
const resource::Collection<v1::Proposal>& Proposals();
// "contributions": by offer, request, provider, recipient (each of them), parent.
const resource::Collection<v1::Contribution>& Contributions();
// "matchPolicies", "matchRuns", "exchangeRates": no indexes.
const resource::Collection<v1::MatchPolicy>& Policies();
const resource::Collection<v1::MatchRun>& Runs();
const resource::Collection<v1::ExchangeRate>& Rates();

// All of them, for what looks at everything that is stored.
std::vector<const resource::CollectionBase*> AllCollections();

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_COLLECTIONS_H_
