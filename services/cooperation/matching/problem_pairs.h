// Finds the feasible pairs of one commodity without looking at every offer with every need. Inner
// part of problem.h.
//
// Needs that no rule can tell apart (same recipient, year, area of work, channels, access and
// audience) form a class: the rules are asked once for an offer and a class. Classes stand by
// recipient and year, and an offer visits only those of the recipients that its earmark lets in. So
// the work is about offers × classes in reach + pairs, and no pair is left out.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PAIRS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PAIRS_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

class PairFinder {
 public:
  // The demands that an offer can serve for one recipient in one year.
  struct Reach {
    int32_t year = 0;
    int32_t recipient = -1;        // party
    std::vector<int32_t> demands;  // positions in `demands`, ascending
  };

  // `demands` are indexes of Context::needs() of one commodity, all open, with something left and a
  // rate. Both are kept by reference.
  PairFinder(const Context& context, const std::vector<int32_t>& demands);

  // By year, then recipient's name; none is empty.
  std::vector<Reach> Find(const OpenOffer& offer) const;

 private:
  struct Class {
    int32_t recipient_number = 0;
    int32_t year = 0;
    std::vector<int32_t> demands;
  };
  const Need& NeedOf(int32_t demand) const { return context_.needs()[demands_[demand]]; }

  const Context& context_;
  const std::vector<int32_t>& demands_;
  std::vector<Class> classes_;     // by recipient, year
  std::vector<int32_t> first_of_;  // by recipient number: its first class
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_PROBLEM_PAIRS_H_
