// Meetings and what is within them; partnerships and activities.
#include "tests/permission/requests.h"

namespace clearway::permission {

const std::vector<RequestLine>& MeetingRequests() {
  static const auto* const lines = new std::vector<RequestLine>{
      {"CreateMeeting", R"(meeting { display_name: "Regional meeting" kind: KIND_REGIONAL })"},
      {"ConveneMeeting",
       R"(name: "%record%" convocation { convened_by: "the host" legal_basis: "its invitation" })"},
      {"OpenMeeting", R"(name: "%record%" date { year: 2013 month: 4 day: 15 })"},
      {"CloseMeeting", R"(name: "%record%" date { year: 2013 month: 4 day: 18 })"},
      {"CancelMeeting", R"(name: "%record%" reason: "no funds")"},
      {"ComputeCostShares", R"(name: "%record%" assessment_scale: "assessmentScales/scale")"},
      {"CreateAssessmentScale",
       R"(assessment_scale { display_name: "Next scale" start_year: 2013 end_year: 2015
                             rates { state: "states/NOR" millionths: 8510 } })"},
      {"CreateOfficer",
       R"(parent: "meetings/held"
          officer { office: OFFICE_VICE_PRESIDENT holder: "states/AUS" })"},
      {"CreateParticipation",
       R"(parent: "meetings/held"
          participation { party: "states/AUS" kind: KIND_SIGNATORY })"},
      {"CreateMeetingMessage",
       R"(parent: "meetings/held"
          meeting_message { speaker: "A survivor" summary: "Keep on." })"},
      {"CreateMeetingDocument",
       R"(parent: "meetings/held"
          meeting_document { symbol: "CCM/MSP/2012/9" title: "Another paper" })"},
      {"CreateDecision",
       R"(parent: "meetings/held"
          decision { kind: KIND_DECIDED number: "30" summary: "To meet again."
                     date { year: 2012 month: 9 day: 14 } })"},
      {"CreateMandate",
       R"(parent: "meetings/held"
          mandate { decision: "meetings/held/decisions/decision" task: "To prepare it."
                    all_states_parties: true })"},
      {"CompleteMandate",
       R"(name: "%record%"
          completion { date { year: 2013 month: 1 day: 7 } evidence: "a letter" })"},
      {"WithdrawMandate",
       R"(name: "%record%"
          withdrawal { date { year: 2013 month: 1 day: 7 } reason: "no longer needed" })"},
      {"CreateSponsorship/of its own",
       R"(parent: "meetings/held"
          sponsorship { sponsor: "%actor%" beneficiary: "states/LAO" delegates: 2 })"},
      {"CreateSponsorship/of another",
       R"(parent: "meetings/held"
          sponsorship { sponsor: "states/AUS" beneficiary: "states/LAO" delegates: 2 })"},
      {"CancelSponsorship", R"(name: "%record%" reason: "nobody can travel")"},

      {"CreatePartnership/of its own",
       R"(partnership { display_name: "Clearing together" partners: "%actor%"
                        partners: "states/LAO" themes: THEME_CLEARANCE })"},
      {"CreatePartnership/of others",
       R"(partnership { display_name: "Clearing together" partners: "states/AUS"
                        partners: "states/LAO" themes: THEME_CLEARANCE })"},
      {"CreateActivity/of its own",
       R"(activity { actor: "%actor%" places: "states/LAO" themes: THEME_CLEARANCE })"},
      {"CreateActivity/of another",
       R"(activity { actor: "states/AUS" places: "states/LAO" themes: THEME_CLEARANCE })"},
  };
  return *lines;
}

}  // namespace clearway::permission
