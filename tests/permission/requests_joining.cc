// Obstacles, engagements, pledges, roadmaps, allegations.
#include "tests/permission/requests.h"

namespace clearway::permission {

const std::vector<RequestLine>& JoiningRequests() {
  static const auto* const lines = new std::vector<RequestLine>{
      {"CreateObstacle/of its own State",
       R"(obstacle { state: "%state%" kind: KIND_LEGAL title: "A law to be made" })"},
      {"CreateObstacle/of another State",
       R"(obstacle { state: "states/LAO" kind: KIND_LEGAL title: "A law to be made" })"},
      {"ResolveObstacle", R"(name: "%record%" resolution: "The law was made.")"},
      {"ReopenObstacle", R"(name: "%record%" reason: "The law was repealed.")"},
      {"LinkAssistanceRequest",
       R"(name: "%record%" assistance_request: "assistanceRequests/open" replace: true)"},

      {"CreateEngagement/of its own",
       R"(engagement { state: "states/LAO" engaged_by: "%actor%" purpose: "To ask how it stands."
                       date { year: 2012 month: 5 day: 4 } })"},
      {"CreateEngagement/of another with its State",
       R"(engagement { state: "%state%" engaged_by: "states/AUS" purpose: "To ask how it stands."
                       date { year: 2012 month: 5 day: 4 } })"},
      {"CreateEngagement/of another with another",
       R"(engagement { state: "states/LAO" engaged_by: "states/AUS" purpose: "To ask how it stands."
                       date { year: 2012 month: 5 day: 4 } })"},
      {"UpdateEngagement/of who engaged",
       R"(engagement { name: "%record%" engaged_by: "%actor%" engaged_by: "actors/oxf" }
          update_mask { paths: "engaged_by" })"},
      {"UpdateEngagement/of its audience",
       R"(engagement { name: "%record%" audience { kind: KIND_STATES_PARTIES }
                       state_agreement: "letter of 9 June" }
          update_mask { paths: "audience" paths: "state_agreement" })"},

      {"CreatePledge/of its own State",
       R"(pledge { state: "%state%" kind: KIND_ACCEDE sources: "statement"
                   pledge_date { year: 2011 month: 1 day: 1 } })"},
      {"CreatePledge/of another State",
       R"(pledge { state: "states/LAO" kind: KIND_ACCEDE sources: "statement"
                   pledge_date { year: 2011 month: 1 day: 1 } })"},
      {"WithdrawPledge", R"(name: "%record%" reason: "The government has changed.")"},

      {"CreateRoadmap/of its own State",
       R"(roadmap { state: "%state%" title: "To accession"
                    steps { step_id: "cabinet" title: "Decision of the cabinet" } })"},
      {"CreateRoadmap/of another State",
       R"(roadmap { state: "states/LAO" title: "To accession"
                    steps { step_id: "cabinet" title: "Decision of the cabinet" } })"},

      {"CreateAllegation",
       R"(allegation { title: "Use at the river" conducts: CONDUCT_USE sources: "two newspapers"
                       perpetrator: PERPETRATOR_UNKNOWN
                       start_date { year: 2011 month: 4 day: 1 } })"},
      {"ReviewAllegation",
       R"(name: "%record%" verification: VERIFICATION_CORROBORATED note: "three sources agree")"},
      {"DismissAllegation", R"(name: "%record%" reason: "it was another weapon")"},
      {"RetractAllegation", R"(name: "%record%" reason: "it was another weapon")"},
      {"RespondToAllegation/of its own State",
       R"(name: "%record%" state: "%state%" text: "We did not." source: "note verbale")"},
      {"RespondToAllegation/of another State",
       R"(name: "%record%" state: "states/AUS" text: "We did not." source: "note verbale")"},
  };
  return *lines;
}

}  // namespace clearway::permission
