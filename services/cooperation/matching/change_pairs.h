// Pairs that get nothing in one commodity's plan, and what a change of each would bring. Inner part
// of smallest_changes.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_PAIRS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_PAIRS_H_

#include <cstdint>
#include <vector>

#include "absl/types/optional.h"
#include "services/cooperation/matching/change_bounds.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/lots.h"
#include "services/cooperation/matching/smallest_change_search.h"

namespace clearway::matching {

// Offers and demands are the network's.
class ChangePairs {
 public:
  ChangePairs(const MatchResult& result, const CommodityMatch& match);

  // What follows is about needs of this recipient and year.
  void SetRecipientAndYear(int32_t recipient, int32_t year);

  // Whether the plan serves the demand whole; uses something of the offer; gives something of the
  // offer to the demand.
  bool IsServed(int32_t demand) const { return served_[demand] != 0; }
  bool IsUsed(int32_t offer) const { return used_[offer] != 0; }
  bool Gives(int32_t offer, int32_t demand) const;

  // The pair's profit: its weight and its lot. Each costs twenty times what a bound does.
  int64_t Weight(int32_t offer, int32_t demand) const;
  int64_t Lot(int32_t offer, int32_t demand);
  // No pair of the demand has more weight.
  int64_t MostWeight(int32_t demand);

  // Where the pair's unit would come from: outlet, offer year or offer, the nearest that the
  // network has. What is between it and the pair would be new, and has room.
  int32_t From(int32_t offer) const;
  int32_t NodeOf(int32_t demand) const { return search_.graph().first_demand + demand; }

  const ChangeBounds& bounds() const { return bounds_; }
  ResidualSearch& search() { return search_; }
  const Need& NeedOf(int32_t demand) const { return context_.needs()[problem_.demands[demand]]; }
  const OpenOffer& OfferOf(int32_t offer) const {
    return context_.offers()[problem_.offers[offer]];
  }

 private:
  void ReadPlan(const Solution& solution);
  void ListOutlets();

  const Context& context_;
  const Problem& problem_;
  ResidualSearch search_;
  ChangeBounds bounds_;
  LotDrawer lots_;
  std::vector<char> served_, used_;
  std::vector<int64_t> most_weight_;              // by demand; 0: not yet asked
  std::vector<std::vector<int32_t>> given_by_;    // by demand: offers, ascending
  std::vector<int32_t> first_year_;               // by offer, and one more: in the offer years
  std::vector<std::vector<int32_t>> outlets_of_;  // by Context::RecipientNumber()
  int32_t recipient_ = -1, year_ = 0;
  std::vector<int32_t> outlet_;  // by offer year: the recipient's, or -1
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_PAIRS_H_
