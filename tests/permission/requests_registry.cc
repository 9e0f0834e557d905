// The registry: States and what they did, areas, actors, memberships.
#include "tests/permission/requests.h"

namespace clearway::permission {

const std::vector<RequestLine>& RegistryRequests() {
  static const auto* const lines = new std::vector<RequestLine>{
      {"CreateState", R"(state { display_name: "Chad" region: "Africa" } state_id: "TCD")"},
      {"RecordTreatyAction",
       R"(name: "%record%"
          action { kind: KIND_RATIFICATION date { year: 2012 month: 10 day: 8 } })"},
      {"CorrectTreatyAction",
       R"(name: "%record%" kind: KIND_SIGNATURE date { year: 2008 month: 12 day: 3 }
          note: "the depositary has corrected it"
          action { kind: KIND_SIGNATURE date { year: 2008 month: 12 day: 4 } })"},
      {"RecordTreatyAccount",
       R"(name: "%record%" kind: KIND_SIGNATURE date { year: 2008 month: 12 day: 3 }
          account { date { year: 2008 month: 12 day: 4 } source: "a newspaper" })"},
      {"RecordKindredAction",
       R"(name: "%record%"
          action { instrument: KINDRED_INSTRUMENT_CCW_PROTOCOL_V kind: KIND_CONSENT_TO_BE_BOUND
                   date { year: 2009 month: 3 day: 2 } source: "the depositary" })"},
      {"CreateArea", R"(area { display_name: "Elsewhere" region: "Africa" } area_id: "elsewhere")"},
      {"CreateActor", R"(actor { display_name: "New" kind: KIND_NGO } actor_id: "new")"},
      {"VetActor", R"(name: "%record%" note: "by letter")"},
      {"FindSimilarActors", R"(display_name: "The oxff")"},
      {"MergeActors",
       R"(source: "actors/norad" target: "actors/oxf" note: "they are one organisation")"},
      {"CreateMembership/for its own actor",
       R"(membership { identity: "https://login.example#new" actor: "%actor%"
                       roles: ROLE_OBSERVER })"},
      {"CreateMembership/for another",
       R"(membership { identity: "https://login.example#new" actor: "states/LAO"
                       roles: ROLE_OBSERVER })"},
      {"CreateMembership/of a steward",
       R"(membership { identity: "https://login.example#new" actor: "%state%"
                       roles: ROLE_VICTIM_DATA_STEWARD })"},
      {"BatchWrite",
       R"(writes { method: "UpdateArea" request {
            [type.googleapis.com/clearway.universalization.v1.UpdateAreaRequest] {
              area { name: "areas/western-sahara" notes: "New" } update_mask { paths: "notes" } } } })"},
  };
  return *lines;
}

}  // namespace clearway::permission
