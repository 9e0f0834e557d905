// Allegations: reported by Norway, by Australia and by the secretariat, about Norway and about
// Laos, in each state of theirs.
#include "absl/strings/str_cat.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {
namespace {

const Who kNorway = {"reporting officer", "states/NOR"};
const Who kAustralia = {"donor officer", "states/AUS"};
const Who kCoordinator = {"coordinator", "states/AUS"};
const Who kSecretariat = {"secretariat", "actors/isu"};

// How far it gets.
enum class Until { kDraft, kSubmitted, kReviewed, kPublished, kRetracted, kDismissed };

struct Allegation {
  const char* id;
  const char* about;
  Who reporter;
  Until until;
  std::string to_others, to_norway, to_isu;
  std::string where = "";
};

void Make(Fixtures* fixtures, const Allegation& allegation) {
  const std::string name = fixtures->Write(
      kUniversalization, {"allegations", allegation.reporter, "CreateAllegation",
                          absl::StrCat("allegation_id: \"", allegation.id, R"(" allegation {
           title: "Use at the river" conducts: CONDUCT_USE sources: "two newspapers"
           perpetrator: PERPETRATOR_STATE alleged_states: ")",
                                       allegation.about, R"(" start_date { year: 2011 month: 4 } )",
                                       allegation.where, R"(
           confidential_note: "told by somebody who must not be named" })"),
                          allegation.to_others, allegation.to_norway, allegation.to_isu});
  const auto call = [&](const Who& who, const std::string& method, const std::string& more) {
    fixtures->MakeFrom(kUniversalization, who, method, absl::StrCat("name: \"", name, "\" ", more));
  };
  if (allegation.until == Until::kDraft) return;
  call(allegation.reporter, "SubmitAllegation", "");
  if (allegation.until == Until::kSubmitted) return;
  if (allegation.until == Until::kDismissed) {
    call(kSecretariat, "DismissAllegation", R"(reason: "it was another weapon")");
    return;
  }
  // Nobody reviews what they reported.
  call(allegation.reporter.actor == kCoordinator.actor ? kSecretariat : kCoordinator,
       "ReviewAllegation",
       R"(verification: VERIFICATION_CORROBORATED note: "three sources agree")");
  if (allegation.until == Until::kReviewed) return;
  call(kSecretariat, "PublishAllegation", "");
  if (allegation.until == Until::kPublished) return;
  call(kSecretariat, "RetractAllegation", R"(reason: "it was another weapon")");
}

}  // namespace

void MakeAllegations(Fixtures* fixtures) {
  const char kLaos[] = "states/LAO", kAboutNorway[] = "states/NOR";
  const std::vector<Allegation> allegations = {
      {"norway-draft", kLaos, kNorway, Until::kDraft, "draft", "own-draft", ""},
      {"norway-submitted", kLaos, kNorway, Until::kSubmitted, "submitted", "own-submitted",
       "overseen"},
      {"norway-public", kLaos, kNorway, Until::kPublished, "public", "own-public", "overseen"},
      {"isu-draft", kLaos, kSecretariat, Until::kDraft, "draft", "", "own-draft"},
      {"isu-submitted", kLaos, kSecretariat, Until::kSubmitted, "submitted", "", "own-submitted"},
      {"isu-public", kLaos, kSecretariat, Until::kPublished, "public", "", "overseen-own"},
      {"about-norway", kAboutNorway, kAustralia, Until::kSubmitted, "submitted", "about",
       "overseen"},
      {"about-norway-public", kAboutNorway, kAustralia, Until::kPublished, "public", "public-about",
       "overseen"},
      {"at-norway-public", kLaos, kAustralia, Until::kPublished, "public", "public-at", "overseen",
       R"(territories: "states/NOR")"},
      {"submitted", kLaos, kAustralia, Until::kSubmitted, "submitted", "", "overseen"},
      {"reviewed", kLaos, kAustralia, Until::kReviewed, "reviewed", "", "overseen"},
      {"public", kLaos, kAustralia, Until::kPublished, "public", "", "overseen"},
      {"retracted", kLaos, kAustralia, Until::kRetracted, "retracted", "", "overseen"},
      {"dismissed", kLaos, kAustralia, Until::kDismissed, "dismissed", "", "overseen"},
      {"draft", kLaos, kAustralia, Until::kDraft, "draft", "", ""},
  };
  for (const Allegation& allegation : allegations) Make(fixtures, allegation);
}

}  // namespace clearway::permission
