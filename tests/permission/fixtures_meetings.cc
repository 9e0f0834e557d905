// A meeting that was held, with a record of each kind within it; one that is planned; a scale.
#include "absl/strings/str_cat.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {
namespace {

const Who kSecretariat = {"secretariat", "actors/isu"};

class Maker {
 public:
  explicit Maker(Fixtures* fixtures) : fixtures_(*fixtures) {}

  void Meeting() {
    Write("meetings", "CreateMeeting",
          R"(meeting_id: "held"
             meeting { display_name: "Third Meeting" kind: KIND_MEETING_OF_STATES_PARTIES
                       ordinal: 3 host: "states/NOR"
                       costs { title: "Interpretation"
                               estimated { currency_code: "USD" units: 1000 } } })",
          "held");
    Write("meetings", "CreateMeeting",
          R"(meeting_id: "planned"
             meeting { display_name: "Intersessional" kind: KIND_INTERSESSIONAL })",
          "planned");
    Call("ConveneMeeting",
         R"(convocation { convened_by: "the Secretary-General" legal_basis: "Article 11" })");
    Call("OpenMeeting", "date { year: 2012 month: 9 day: 11 }");
    Call("CloseMeeting", "date { year: 2012 month: 9 day: 14 }");
    Write("assessmentScales", "CreateAssessmentScale",
          R"(assessment_scale_id: "scale"
             assessment_scale { display_name: "Scale" start_year: 2010 end_year: 2012
                                rates { state: "states/NOR" millionths: 8710 }
                                rates { state: "states/AUS" millionths: 19330 }
                                rates { state: "states/LAO" millionths: 10 } })",
          "scale");
  }

  // What is within the meeting and everybody sees.
  void Records() {
    Within("officer", "president", R"(office: OFFICE_PRESIDENT holder: "states/NOR")", "officers",
           "officer");
    Within("participation", "nor", R"(party: "states/NOR" kind: KIND_STATE_PARTY)",
           "participations", "foreign", "own");
    Within("participation", "isu", R"(party: "actors/isu" kind: KIND_OBSERVER_ORGANISATION)",
           "participations", "foreign", "", "own");
    Within("participation", "lao", R"(party: "states/LAO" kind: KIND_OBSERVER_STATE)",
           "participations", "foreign");
    Within("meeting_message", "message", R"(speaker: "A minister" summary: "Welcome.")", "messages",
           "message");
    Within("meeting_document", "document", R"(symbol: "CCM/MSP/2012/1" title: "Agenda")",
           "documents", "document");
    Within("decision", "decision",
           R"(kind: KIND_DECIDED number: "29" summary: "To meet in Lusaka."
              date { year: 2012 month: 9 day: 14 } documents: "meetings/held/documents/document")",
           "decisions", "decision");
    for (const char* id : {"open", "done"}) {
      Within("mandate", id,
             R"(decision: "meetings/held/decisions/decision" task: "To prepare the meeting."
                responsible: "states/NOR")",
             "mandates", id);
    }
    fixtures_.MakeFrom(kUniversalization, kSecretariat, "CompleteMandate",
                       R"(name: "meetings/held/mandates/done"
                          completion { date { year: 2013 month: 1 day: 7 } evidence: "letter" })");
  }

  void Sponsorships() {
    Sponsorship("norway", "states/NOR", "states/LAO", "", "own", "");
    Sponsorship("to-norway", "states/AUS", "states/NOR", "", "received", "");
    Sponsorship("isu", "actors/isu", "states/LAO", "", "", "own");
    Sponsorship("to-isu", "states/AUS", "actors/isu", "", "", "received");
    Sponsorship("public", "states/AUS", "states/LAO", "public: true", "public", "public");
    Sponsorship("hidden", "states/AUS", "states/LAO", "", "", "");
  }

 private:
  void Write(const std::string& collection, const std::string& method, const std::string& request,
             const std::string& to_others, const std::string& to_norway = "",
             const std::string& to_isu = "") {
    fixtures_.Write(kUniversalization,
                    {collection, kSecretariat, method, request, to_others, to_norway, to_isu});
  }
  void Call(const std::string& method, const std::string& more) {
    fixtures_.MakeFrom(kUniversalization, kSecretariat, method,
                       absl::StrCat("name: \"meetings/held\" ", more));
  }
  void Within(const std::string& resource, const std::string& id, const std::string& fields,
              const std::string& collection, const std::string& to_others,
              const std::string& to_norway = "", const std::string& to_isu = "") {
    // meeting_message → CreateMeetingMessage.
    std::string method = "Create";
    bool capital = true;
    for (const char letter : resource) {
      if (letter != '_') method += capital ? static_cast<char>(letter - 'a' + 'A') : letter;
      capital = letter == '_';
    }
    Write("meetings." + collection, method,
          absl::StrCat("parent: \"meetings/held\" ", resource, "_id: \"", id, "\" ", resource,
                       " { ", fields, " }"),
          to_others, to_norway, to_isu);
  }
  void Sponsorship(const std::string& id, const std::string& sponsor,
                   const std::string& beneficiary, const std::string& more,
                   const std::string& to_norway, const std::string& to_isu) {
    Within("sponsorship", id,
           absl::StrCat("sponsor: \"", sponsor, "\" beneficiary: \"", beneficiary,
                        "\" delegates: 2 ", more),
           "sponsorships", to_norway == "public" ? "public" : "hidden", to_norway, to_isu);
  }

  Fixtures& fixtures_;
};

}  // namespace

void MakeMeetings(Fixtures* fixtures) {
  Maker maker(fixtures);
  maker.Meeting();
  maker.Records();
  maker.Sponsorships();
}

}  // namespace clearway::permission
