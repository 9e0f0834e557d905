// The registry itself: States, areas, actors, and the callers' own memberships.
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {

void MakeUniversalization(Fixtures* fixtures) {
  for (const char* state : {"LAO", "NOR", "AUS"}) {
    fixtures->Add({"states", std::string("states/") + state, "state", {}});
  }
  fixtures->Add({"areas", "areas/western-sahara", "area", {}});
  for (const char* actor : {"oxf", "isu", "norad"}) {
    fixtures->Add({"actors", std::string("actors/") + actor, "actor", {}});
  }
  // Every membership there is; first those whose roles an approver may take away.
  universalization::v1::ListMembershipsRequest request;
  request.set_page_size(1000);
  const auto listed = fixtures->Make<universalization::v1::ListMembershipsResponse>(
      kUniversalization, {"secretariat", "actors/isu"}, "ListMemberships", request);
  for (const bool observer : {true, false}) {
    for (const auto& membership : listed.memberships()) {
      if ((membership.roles(0) == type::v1::ROLE_OBSERVER) != observer) continue;
      fixtures->Add({"memberships", membership.name(), "foreign", {{membership.actor(), "own"}}});
    }
  }
}

}  // namespace clearway::permission
