// The rules of feasibility.h for many needs and many offers at once: the same rule sets, many times
// faster than pair by pair, because what a need or an offer has in common with others is judged
// once. Needs that no rule can tell apart form a class; a class has one row, a rule set by offer.
//
//   PairRules rules(context, needs, offers);
//   for (size_t c = 0; c < rules.classes().size(); ++c) {
//     const std::vector<RuleSet>& row = rules.Row(c);   // about a nanosecond an offer
//     for (int32_t need : rules.classes()[c].needs) …   // for all of them alike
//   }
//
// Not thread-safe.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PAIR_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PAIR_RULES_H_

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

// In a row, beside kAudience: it is the request that is not shown to the provider, so that the
// requester could change it (WhoCouldChange()). No rule has this bit.
inline constexpr RuleSet kRequestsAudience = RuleSet{1u << kRules};
inline constexpr RuleSet kRulesAlone = kRequestsAudience - 1;

class PairRules {
 public:
  struct Class {
    int32_t commodity = 0;         // that of the first need with the same one
    int32_t recipient_number = 0;  // Context::RecipientNumber()
    int32_t audience = 0;
    int32_t year = 0;
    std::vector<int32_t> needs;  // positions in the list of needs, ascending
  };

  // `needs` and `offers` are positions in the context. All are kept by reference.
  PairRules(const Context& context, const std::vector<int32_t>& needs,
            const std::vector<int32_t>& offers);

  // In an order that depends on the lists' order and on the recipients' names alone. Those of one
  // commodity, then of one recipient stand together.
  const std::vector<Class>& classes() const { return classes_; }

  // FailingRules() of the class's needs and each offer, by position in the list of offers, with
  // kRequestsAudience where that is so. Good until the next call. Quickest in the classes' order.
  const std::vector<RuleSet>& Row(size_t index);

 private:
  const Need& AnyOf(const Class& each) const {
    return context_.needs()[needs_[each.needs.front()]];
  }
  const OpenOffer& OfferAt(size_t j) const { return context_.offers()[offers_[j]]; }
  void MakeClasses();
  void MakeColumns();
  // What the rows of a commodity, recipient, audience and year have in common.
  void MakeBase(const Class& each, const Need& need);
  void JudgeRecipient(int32_t recipient);
  void JudgeAudience(const Audience& audience);
  const std::vector<RuleSet>& OfYear(int32_t year);

  const Context& context_;
  const std::vector<int32_t>& needs_;
  const std::vector<int32_t>& offers_;
  std::vector<Class> classes_;

  // By offer. Areas and channels as sets in which none is all.
  std::vector<uint16_t> areas_, channels_;
  std::vector<RuleSet> of_access_;
  std::unordered_map<int32_t, std::vector<int32_t>> used_by_;  // by recipient, with a cap

  // By offer, for what the last row was about.
  const Class* last_ = nullptr;
  std::vector<RuleSet> of_commodity_, of_recipient_, of_audience_, base_, row_;
  std::map<int32_t, std::vector<RuleSet>> of_year_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PAIR_RULES_H_
