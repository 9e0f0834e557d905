#include "services/cooperation/collections.h"

#include <string>
#include <utility>
#include <vector>

namespace clearway::cooperation {
namespace {

using resource::Collection;
using resource::Index;
using Keys = std::vector<std::string>;

Keys Key(const std::string& text) { return text.empty() ? Keys{} : Keys{text}; }

// An index of T whose keys are what `keys` says.
template <typename T>
Index By(absl::string_view name, Keys (*keys)(const T&), absl::string_view field) {
  return {std::string(name),
          [keys](const google::protobuf::Message& m) { return keys(static_cast<const T&>(m)); },
          std::string(field)};
}

// Collections live as long as the process: other static objects may use them until its end.
template <typename T>
const Collection<T>* Make(absl::string_view name, std::vector<Index> indexes) {
  resource::CollectionOptions options;
  options.collection = std::string(name);
  options.indexes = std::move(indexes);
  return new Collection<T>(std::move(options));
}

Keys RequestState(const v1::AssistanceRequest& r) {
  return {v1::AssistanceRequest::State_Name(r.state())};
}
Keys RequestRecipient(const v1::AssistanceRequest& r) { return Key(r.recipient()); }
Keys RequestFollowUp(const v1::AssistanceRequest& r) {
  if (!r.has_publish_time()) return {};
  return {std::string(r.has_follow_up_answer() ? kAnswered : kUnanswered)};
}

Keys OfferState(const v1::Offer& o) { return {v1::Offer::State_Name(o.state())}; }
Keys OfferProvider(const v1::Offer& o) { return Key(o.provider()); }

Keys ProposalRun(const v1::Proposal& p) { return Key(p.match_run()); }
Keys ProposalRequest(const v1::Proposal& p) { return Key(p.assistance_request()); }
Keys ProposalOffer(const v1::Proposal& p) { return Key(p.offer()); }

Keys ContributionOffer(const v1::Contribution& c) { return Key(c.offer()); }
Keys ContributionRequest(const v1::Contribution& c) { return Key(c.assistance_request()); }
Keys ContributionProvider(const v1::Contribution& c) { return Key(c.provider()); }
Keys ContributionParent(const v1::Contribution& c) { return Key(c.parent()); }
Keys ContributionRecipients(const v1::Contribution& c) {
  return Keys(c.recipients().begin(), c.recipients().end());
}

std::vector<Index> RequestIndexes() {
  using T = v1::AssistanceRequest;
  return {By<T>(kByState, RequestState, "state"),
          By<T>(kByRecipient, RequestRecipient, "recipient"),
          By<T>(kByFollowUp, RequestFollowUp, "")};
}

std::vector<Index> OfferIndexes() {
  using T = v1::Offer;
  return {By<T>(kByState, OfferState, "state"), By<T>(kByProvider, OfferProvider, "provider")};
}

std::vector<Index> ProposalIndexes() {
  using T = v1::Proposal;
  return {By<T>(kByRun, ProposalRun, "match_run"),
          By<T>(kByRequest, ProposalRequest, "assistance_request"),
          By<T>(kByOffer, ProposalOffer, "offer")};
}

std::vector<Index> ContributionIndexes() {
  using T = v1::Contribution;
  return {By<T>(kByOffer, ContributionOffer, "offer"),
          By<T>(kByRequest, ContributionRequest, "assistance_request"),
          By<T>(kByProvider, ContributionProvider, "provider"),
          By<T>(kByRecipient, ContributionRecipients, ""),
          By<T>(kByParent, ContributionParent, "parent")};
}

}  // namespace

const Collection<v1::AssistanceRequest>& Requests() {
  static const auto* const kCollection =
      Make<v1::AssistanceRequest>("assistanceRequests", RequestIndexes());
  return *kCollection;
}

const Collection<v1::Offer>& Offers() {
  static const auto* const kCollection = Make<v1::Offer>("offers", OfferIndexes());
  return *kCollection;
}

const Collection<v1::Proposal>& Proposals() {
  static const auto* const kCollection = Make<v1::Proposal>("proposals", ProposalIndexes());
  return *kCollection;
}

const Collection<v1::Contribution>& Contributions() {
  static const auto* const kCollection =
      Make<v1::Contribution>("contributions", ContributionIndexes());
  return *kCollection;
}

const Collection<v1::MatchPolicy>& Policies() {
  static const auto* const kCollection = Make<v1::MatchPolicy>("matchPolicies", {});
  return *kCollection;
}

const Collection<v1::MatchRun>& Runs() {
  static const auto* const kCollection = Make<v1::MatchRun>("matchRuns", {});
  return *kCollection;
}

const Collection<v1::ExchangeRate>& Rates() {
  static const auto* const kCollection = Make<v1::ExchangeRate>("exchangeRates", {});
  return *kCollection;
}

std::vector<IndexedCollection> AllCollections() {
  return {{&Requests(), RequestIndexes()},
          {&Offers(), OfferIndexes()},
          {&Proposals(), ProposalIndexes()},
          {&Contributions(), ContributionIndexes()},
          {&Policies(), {}},
          {&Runs(), {}},
          {&Rates(), {}}};
}

}  // namespace clearway::cooperation
