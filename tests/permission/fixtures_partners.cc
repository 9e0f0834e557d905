// Who works with whom, and where.
#include "absl/strings/str_cat.h"
#include "tests/permission/fixtures.h"

namespace clearway::permission {

void MakePartners(Fixtures* fixtures) {
  const Who coordinator = {"coordinator", "states/AUS"};
  const auto partnership = [&](const std::string& id, const std::string& partner,
                               const std::string& to_norway, const std::string& to_isu) {
    fixtures->Write(kUniversalization, {"partnerships", coordinator, "CreatePartnership",
                                        absl::StrCat("partnership_id: \"", id,
                                                     R"(" partnership { display_name: "Together"
                      themes: THEME_CLEARANCE partners: "states/LAO" partners: ")",
                                                     partner, "\" }"),
                                        "foreign", to_norway, to_isu});
  };
  partnership("norway", "states/NOR", "own", "");
  partnership("isu", "actors/isu", "", "own");
  partnership("australia", "states/AUS", "", "");
  const auto activity = [&](const std::string& id, const std::string& actor,
                            const std::string& more, const std::string& to_norway,
                            const std::string& to_isu) {
    fixtures->Write(kUniversalization,
                    {"activities", coordinator, "CreateActivity",
                     absl::StrCat("activity_id: \"", id, "\" activity { actor: \"", actor,
                                  R"(" places: "states/LAO" themes: THEME_CLEARANCE )", more, " }"),
                     "foreign", to_norway, to_isu});
  };
  activity("norway", "states/NOR", "", "own", "");
  activity("isu", "actors/isu", "", "", "own");
  activity("with-norway", "states/AUS", R"(partners: "states/NOR")", "with", "");
  activity("australia", "states/AUS", "", "", "");
}

}  // namespace clearway::permission
