// What keeps States out and what brings them in: of Norway's, about Norway, about Laos for each
// audience, and the secretariat's own.
#include "absl/strings/str_cat.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {
namespace {

const Who kNorwayDrafts = {"state drafter", "states/NOR"};
const Who kNorwayApproves = {"state approver", "states/NOR"};
const Who kNorwayGives = {"donor officer", "states/NOR"};
const Who kNorwayCoordinates = {"coordinator", "states/NOR"};
const Who kLaos = {"state approver", "states/LAO"};
const Who kAustraliaGives = {"donor officer", "states/AUS"};
const Who kAustraliaCoordinates = {"coordinator", "states/AUS"};
const Who kSecretariat = {"secretariat", "actors/isu"};

constexpr char kEveryone[] = "audience { kind: KIND_EVERYONE }";
constexpr char kParties[] = "audience { kind: KIND_STATES_PARTIES }";
constexpr char kNamed[] = R"(audience { kind: KIND_NAMED members: "states/NOR" })";
constexpr char kAgreed[] = R"(state_agreement: "letter of 3 May")";
constexpr char kNobody[] = "";

std::string Text(const std::string& resource, const std::string& id, const std::string& state,
                 const std::string& fields, const std::string& more) {
  return absl::StrCat(resource, "_id: \"", id, "\" ", resource, " { state: \"states/", state, "\" ",
                      fields, " ", more, " }");
}

class Maker {
 public:
  explicit Maker(Fixtures* fixtures) : fixtures_(*fixtures) {}

  void Obstacle(const Who& who, const std::string& id, const std::string& state,
                const std::string& more, const std::string& to_others,
                const std::string& to_norway = "") {
    fixtures_.Write(kUniversalization,
                    {"obstacles", who, "CreateObstacle",
                     Text("obstacle", id, state,
                          R"(kind: KIND_STOCKPILE title: "Old stocks" internal_note: "between us"
                             assistance_needed { need_id: "funding" kind: RESOURCE_KIND_FUNDING
                               years { year: 2072
                                 quantity { money { currency_code: "USD" units: 10 } } } })",
                          more),
                     to_others, to_norway, "overseen"});
  }

  void Engagement(const Who& who, const std::string& id, const std::string& state,
                  const std::string& by, const std::string& more, const std::string& to_others,
                  const std::string& to_norway = "", const std::string& to_isu = "overseen") {
    fixtures_.Write(kUniversalization,
                    {"engagements", who, "CreateEngagement",
                     Text("engagement", id, state,
                          absl::StrCat("engaged_by: \"", by, R"(" purpose: "To ask how it stands."
                                       date { year: 2012 month: 5 day: 3 }
                                       internal_note: "between us")"),
                          more),
                     to_others, to_norway, to_isu});
  }

  void Pledge(const Who& who, const std::string& id, const std::string& state,
              const std::string& more, const std::string& to_others,
              const std::string& to_norway = "", const std::string& to_isu = "") {
    fixtures_.Write(kUniversalization, {"pledges", who, "CreatePledge",
                                        Text("pledge", id, state,
                                             R"(kind: KIND_ACCEDE sources: "statement"
                             pledge_date { year: 2011 month: 1 day: 3 })",
                                             more),
                                        to_others, to_norway, to_isu});
  }

  void Roadmap(const Who& who, const std::string& id, const std::string& state,
               const std::string& more, const std::string& to_others,
               const std::string& to_norway = "", const std::string& to_isu = "") {
    fixtures_.Write(kUniversalization, {"roadmaps", who, "CreateRoadmap",
                                        Text("roadmap", id, state,
                                             R"(title: "To accession"
                             steps { step_id: "cabinet" title: "Decision of the cabinet" })",
                                             more),
                                        to_others, to_norway, to_isu});
  }

 private:
  Fixtures& fixtures_;
};

}  // namespace

void MakeJoining(Fixtures* fixtures) {
  Maker make(fixtures);
  make.Obstacle(kNorwayDrafts, "norway", "NOR", kNobody, "hidden", "own");
  make.Obstacle(kAustraliaGives, "norway-told", "NOR", kNobody, "hidden", "told");
  make.Obstacle(kNorwayGives, "entered-by-norway", "LAO", kNobody, "hidden", "entered");
  make.Obstacle(kLaos, "helped-by-norway", "LAO", R"(supporters: "states/NOR")", "hidden",
                "supported");
  make.Obstacle(kLaos, "open", "LAO", kEveryone, "open");
  make.Obstacle(kLaos, "parties", "LAO", kParties, "parties");
  make.Obstacle(kLaos, "named", "LAO", kNamed, "hidden", "named");
  make.Obstacle(kLaos, "hidden", "LAO", kNobody, "hidden");
  make.Obstacle(kSecretariat, "entered-by-isu", "LAO", kNobody, "hidden");
  // What it became is told with it.
  fixtures->MakeFrom(kUniversalization, kLaos, "LinkAssistanceRequest",
                     R"(name: "obstacles/open" assistance_request: "assistanceRequests/draft")");

  make.Engagement(kNorwayGives, "norway", "LAO", "states/NOR", kNobody, "hidden", "own");
  make.Engagement(kAustraliaGives, "about-norway", "NOR", "states/AUS", kNobody, "hidden", "about");
  make.Engagement(kNorwayCoordinates, "entered-by-norway", "LAO", "states/AUS", kNobody, "hidden",
                  "entered");
  // One that names what not all of its readers see.
  make.Engagement(kAustraliaCoordinates, "open", "LAO", "states/AUS",
                  absl::StrCat(kEveryone, kAgreed, R"(obstacles: "obstacles/hidden")"), "open");
  make.Engagement(kAustraliaGives, "parties", "LAO", "states/AUS", absl::StrCat(kParties, kAgreed),
                  "parties");
  make.Engagement(kAustraliaGives, "named", "LAO", "states/AUS", absl::StrCat(kNamed, kAgreed),
                  "hidden", "named");
  make.Engagement(kAustraliaGives, "hidden", "LAO", "states/AUS", kNobody, "hidden");
  make.Engagement(kSecretariat, "isu", "LAO", "actors/isu", kNobody, "hidden", "", "own");

  make.Pledge(kNorwayApproves, "norway", "NOR", kNobody, "hidden", "own");
  make.Pledge(kAustraliaCoordinates, "norway-told", "NOR", kNobody, "hidden", "told");
  make.Pledge(kNorwayCoordinates, "entered-by-norway", "LAO", kNobody, "hidden", "entered");
  make.Pledge(kLaos, "open", "LAO", kEveryone, "open");
  make.Pledge(kLaos, "parties", "LAO", kParties, "parties");
  make.Pledge(kLaos, "named", "LAO", kNamed, "hidden", "named");
  make.Pledge(kLaos, "hidden", "LAO", kNobody, "hidden");
  make.Pledge(kSecretariat, "entered-by-isu", "LAO", kNobody, "hidden", "", "entered");

  make.Roadmap(kNorwayDrafts, "norway", "NOR", kNobody, "hidden", "own");
  make.Roadmap(kAustraliaCoordinates, "norway-told", "NOR", kNobody, "hidden", "told");
  make.Roadmap(kNorwayCoordinates, "entered-by-norway", "LAO", kNobody, "hidden", "entered");
  make.Roadmap(kLaos, "helped-by-norway", "LAO", R"(partners: "states/NOR")", "hidden", "partner");
  make.Roadmap(kLaos, "helped-by-isu", "LAO", R"(partners: "actors/isu")", "hidden", "", "partner");
  // As above.
  make.Roadmap(
      kLaos, "open", "LAO",
      absl::StrCat(kEveryone,
                   R"(steps { step_id: "stocks" title: "Stocks" obstacle: "obstacles/hidden" })"),
      "open");
  make.Roadmap(kLaos, "parties", "LAO", kParties, "parties");
  make.Roadmap(kLaos, "named", "LAO", kNamed, "hidden", "named");
  make.Roadmap(kLaos, "hidden", "LAO", kNobody, "hidden");
  make.Roadmap(kSecretariat, "entered-by-isu", "LAO", kNobody, "hidden", "", "entered");
}

}  // namespace clearway::permission
