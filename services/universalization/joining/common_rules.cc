#include "services/universalization/joining/common_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/collections.h"

namespace clearway::universalization {

using type::v1::Audience;

void CheckAudience(const rpc::Call& call, const std::string& state, const Audience& audience,
                   bool needs_agreement, absl::string_view field, rpc::Violations* bad) {
  const bool named = audience.kind() == Audience::KIND_NAMED;
  if (named && audience.members().empty()) {
    bad->Add(absl::StrCat(field, ".audience.members"), "must name who, with KIND_NAMED",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  } else if (!named && !audience.members().empty()) {
    bad->Add(absl::StrCat(field, ".audience.members"), "must be left out but with KIND_NAMED");
  }
  const bool open = audience.kind() != Audience::KIND_UNSPECIFIED;
  const bool is_the_state =
      call.restricted_caller() != nullptr && call.restricted_caller()->Owns(state);
  if (open && needs_agreement && !is_the_state) {
    bad->Add(absl::StrCat(field, ".state_agreement"),
             absl::StrCat("must say where ", state,
                          " agreed to this audience, e.g. a reference to its letter; or leave the "
                          "audience out"),
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
}

absl::Status CheckMembers(const store::Reader& at, const Audience& audience,
                          absl::string_view field, rpc::Violations* bad) {
  return CheckParties(at, audience.members(), field, bad);
}

absl::Status CheckObstacle(const store::Reader& at, const std::string& obstacle,
                           const std::string& state, absl::string_view field,
                           rpc::Violations* bad) {
  if (!Obstacles().IdOf(obstacle).ok()) return absl::OkStatus();  // its field rule says so
  const auto found = Obstacles().Get(at, obstacle);
  if (found.ok()) {
    if (found->state() != state) {
      bad->Add(field, absl::StrCat(rpc::Quote(obstacle), " is an obstacle of ", found->state(),
                                   ", not of ", state));
    }
    return absl::OkStatus();
  }
  if (!absl::IsNotFound(found.status())) return found.status();
  bad->Add(field, absl::StrCat("there is no ", rpc::Quote(obstacle)),
           type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  return absl::OkStatus();
}

}  // namespace clearway::universalization
