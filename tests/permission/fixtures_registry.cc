// The registry itself: States, areas, actors, and the callers' own memberships.
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {

void MakeRegistry(Fixtures* fixtures) {
  fixtures->MakeFrom(kUniversalization, {"secretariat", "actors/isu"}, "RecordTreatyAction",
                     R"(name: "states/AUS"
                        action { kind: KIND_SIGNATURE date { year: 2008 month: 12 day: 3 } })");
  // First the one with a treaty action that can be corrected, and that is nobody's under test.
  for (const char* state : {"AUS", "LAO", "NOR"}) {
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
