#include "tests/permission/requests.h"

namespace clearway::permission {

const std::vector<RequestLine>& UniversalizationRequests() {
  static const auto* const lines = new std::vector<RequestLine>{
      {"CreateState", R"(state { display_name: "Chad" region: "Africa" } state_id: "TCD")"},
      {"RecordTreatyAction", R"(name: "%record%"
                                action { kind: KIND_SIGNATURE date { year: 2008 month: 12 day: 3 } })"},
      {"CreateArea", R"(area { display_name: "Elsewhere" region: "Africa" } area_id: "elsewhere")"},
      {"CreateActor", R"(actor { display_name: "New" kind: KIND_NGO } actor_id: "new")"},
      {"VetActor", R"(name: "%record%" note: "by letter")"},
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
