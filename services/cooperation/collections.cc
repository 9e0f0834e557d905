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
  const bool withdrawn = r.state() == v1::AssistanceRequest::STATE_WITHDRAWN;
  if (withdrawn && !r.has_follow_up_answer()) return {};
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

}  // namespace

const Collection<v1::AssistanceRequest>& Requests() {
  using T = v1::AssistanceRequest;
  static const auto* const kCollection =
      Make<T>("assistanceRequests", {By<T>(kByState, RequestState, "state"),
                                     By<T>(kByRecipient, RequestRecipient, "recipient"),
                                     By<T>(kByFollowUp, RequestFollowUp, "")});
  return *kCollection;
}

const Collection<v1::Offer>& Offers() {
  using T = v1::Offer;
  static const auto* const kCollection = Make<T>(
      "offers",
      {By<T>(kByState, OfferState, "state"), By<T>(kByProvider, OfferProvider, "provider")});
  return *kCollection;
}

const Collection<v1::Proposal>& Proposals() {
  using T = v1::Proposal;
  static const auto* const kCollection =
      Make<T>("proposals", {By<T>(kByRun, ProposalRun, "match_run"),
                            By<T>(kByRequest, ProposalRequest, "assistance_request"),
                            By<T>(kByOffer, ProposalOffer, "offer")});
  return *kCollection;
}

const Collection<v1::Contribution>& Contributions() {
  using T = v1::Contribution;
  static const auto* const kCollection =
      Make<T>("contributions", {By<T>(kByOffer, ContributionOffer, "offer"),
                                By<T>(kByRequest, ContributionRequest, "assistance_request"),
                                By<T>(kByProvider, ContributionProvider, "provider"),
                                By<T>(kByRecipient, ContributionRecipients, ""),
                                By<T>(kByParent, ContributionParent, "parent")});
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

std::vector<const resource::CollectionBase*> AllCollections() {
  return {&Requests(), &Offers(), &Proposals(), &Contributions(), &Policies(), &Runs(), &Rates()};
}

}  // namespace clearway::cooperation
