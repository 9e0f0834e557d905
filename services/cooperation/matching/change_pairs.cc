#include "services/cooperation/matching/change_pairs.h"

#include <algorithm>
#include <numeric>

#include "services/cooperation/matching/scoring.h"

namespace clearway::matching {

ChangePairs::ChangePairs(const MatchResult& result, const CommodityMatch& match)
    : context_(*result.context),
      problem_(match.problem),
      search_(match.problem.network, match.solution),
      bounds_(search_),
      lots_(result.context->policy().seed) {
  ReadPlan(match.solution);
  ListOutlets();
}

void ChangePairs::ReadPlan(const Solution& solution) {
  const Network& network = problem_.network;
  // By the network's flows: a line can be too small to be one in the records' own units.
  std::vector<int64_t> served(network.demands.size(), 0);
  used_.assign(network.offers.size(), 0);
  given_by_.resize(network.demands.size());
  most_weight_.assign(network.demands.size(), 0);
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    if (solution.pair_flow[i] == 0) continue;
    const Network::Pair& pair = network.pairs[i];
    const int32_t offer = network.offer_years[network.outlets[pair.outlet].offer_year].offer;
    served[pair.demand] += solution.pair_flow[i];
    used_[offer] = 1;
    given_by_[pair.demand].push_back(offer);
  }
  for (std::vector<int32_t>& offers : given_by_) std::sort(offers.begin(), offers.end());
  for (size_t i = 0; i < served.size(); ++i) {
    served_.push_back(served[i] == network.demands[i].capacity);
  }
}

void ChangePairs::ListOutlets() {
  const Network& network = problem_.network;
  first_year_.assign(network.offers.size() + 1, 0);
  // They stand by offer (problem.h).
  for (const Network::OfferYear& year : network.offer_years) ++first_year_[year.offer + 1];
  std::partial_sum(first_year_.begin(), first_year_.end(), first_year_.begin());
  outlets_of_.resize(context_.recipients().size());
  for (size_t i = 0; i < network.outlets.size(); ++i) {
    outlets_of_[context_.RecipientNumber(problem_.outlets[i])].push_back(static_cast<int32_t>(i));
  }
  outlet_.assign(network.offer_years.size(), -1);
}

void ChangePairs::SetRecipientAndYear(int32_t recipient, int32_t year) {
  year_ = year;
  if (recipient == recipient_) return;
  const auto each = [this](int32_t party, auto visit) {
    if (party < 0) return;
    for (const int32_t i : outlets_of_[context_.RecipientNumber(party)]) visit(i);
  };
  const std::vector<Network::Outlet>& outlets = problem_.network.outlets;
  each(recipient_, [&](int32_t i) { outlet_[outlets[i].offer_year] = -1; });
  each(recipient, [&](int32_t i) { outlet_[outlets[i].offer_year] = i; });
  recipient_ = recipient;
}

bool ChangePairs::Gives(int32_t offer, int32_t demand) const {
  return std::binary_search(given_by_[demand].begin(), given_by_[demand].end(), offer);
}

int64_t ChangePairs::Weight(int32_t offer, int32_t demand) const {
  return Score(context_.policy(), ComputeCriteria(context_, NeedOf(demand), OfferOf(offer)));
}

int64_t ChangePairs::Lot(int32_t offer, int32_t demand) {
  const Need& need = NeedOf(demand);
  return lots_.Draw(OfferOf(offer).offer->name, need.request->name, need.line->id, need.year->year);
}

int64_t ChangePairs::MostWeight(int32_t demand) {
  int64_t& most = most_weight_[demand];
  if (most == 0) most = MostScore(context_, NeedOf(demand));
  return most;
}

int32_t ChangePairs::From(int32_t offer) const {
  for (int32_t i = first_year_[offer]; i < first_year_[offer + 1]; ++i) {
    if (problem_.offer_years[i] != year_) continue;
    return outlet_[i] < 0 ? search_.graph().first_offer_year + i
                          : search_.graph().first_outlet + outlet_[i];
  }
  return search_.graph().first_offer + offer;
}

}  // namespace clearway::matching
