// A collection of which not everybody sees everything, and callers who see different parts of it.
#ifndef CLEARWAY_COMMON_RESOURCE_TESTING_BIDS_H_
#define CLEARWAY_COMMON_RESOURCE_TESTING_BIDS_H_

#include <string>

#include "common/auth/caller.h"
#include "common/resource/collection.h"
#include "common/resource/testing/bid.pb.h"

namespace clearway::resource::testing {

inline const Collection<Bid>& Bids() {
  static const auto* bids = new Collection<Bid>(
      {.collection = "bids",
       .indexes = {
           {"owner", nullptr, "owner"}, {"state", nullptr, "state"}, {"grade", nullptr, "grade"}}});
  return *bids;
}

inline auth::Caller CallerOf(const std::string& name) {
  auth::Caller caller;
  caller.identity = caller.actor = name;
  caller.names = {name};
  caller.roles = {type::v1::ROLE_OBSERVER};
  return caller;
}

// An open bid that everyone sees, but for its grade.
inline Bid OpenBid(const std::string& owner = "states/NOR") {
  Bid bid;
  bid.set_owner(owner);
  bid.set_state(Bid::STATE_OPEN);
  bid.set_title("bid");
  bid.set_ceiling(10);
  bid.set_grade(Bid::GRADE_HIGH);
  return bid;
}

inline Bid DraftBid(const std::string& owner = "states/NOR") {
  Bid bid = OpenBid(owner);
  bid.set_state(Bid::STATE_DRAFT);
  return bid;
}

}  // namespace clearway::resource::testing

#endif  // CLEARWAY_COMMON_RESOURCE_TESTING_BIDS_H_
