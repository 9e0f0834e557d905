#include "services/cooperation/audience.h"

#include <algorithm>
#include <string>

#include "common/status_macros.h"
#include "services/cooperation/registry.h"

namespace clearway::cooperation {
namespace {

using type::v1::Audience;

// With the kind that an absent one stands for.
Audience Resolved(const Audience& audience, Audience::Kind absent) {
  Audience resolved = audience;
  if (audience.kind() == Audience::KIND_UNSPECIFIED) resolved.set_kind(absent);
  return resolved;
}

bool Names(const Audience& audience, const std::string& name) {
  return std::find(audience.members().begin(), audience.members().end(), name) !=
         audience.members().end();
}

class Admission {
 public:
  Admission(const store::Reader& at, const google::type::Date& day) : at_(at), day_(day) {}

  // Whether those who act for `name` are in the audience.
  absl::StatusOr<bool> Admits(const Audience& audience, const std::string& name) const {
    if (audience.kind() == Audience::KIND_EVERYONE) return true;
    if (audience.kind() == Audience::KIND_NAMED && Names(audience, name)) return true;
    ASSIGN_OR_RETURN(const auto party, FindParty(at_, name));
    if (!party.has_value()) return false;
    const std::string state = ActsFor(*party);
    if (audience.kind() == Audience::KIND_NAMED) return Names(audience, state);
    if (IsStateParty(*party, day_)) return true;
    if (audience.kind() == Audience::KIND_VETTED_PROVIDERS && IsVetted(*party)) return true;
    if (state.empty()) return false;
    ASSIGN_OR_RETURN(const auto acts_for, FindParty(at_, state));
    return acts_for.has_value() && IsStateParty(*acts_for, day_);
  }

 private:
  const store::Reader& at_;
  const google::type::Date& day_;
};

}  // namespace

absl::StatusOr<Audience> CommonAudience(const store::Reader& at, const google::type::Date& day,
                                        const v1::Offer& offer,
                                        const v1::AssistanceRequest& request) {
  const Audience of_offer = Resolved(offer.audience(), Audience::KIND_EVERYONE);
  const Audience of_request = Resolved(request.audience(), Audience::KIND_STATES_PARTIES);
  Audience common;
  // Kinds stand in the order from the widest to the narrowest.
  common.set_kind(std::max(of_offer.kind(), of_request.kind()));
  if (common.kind() != Audience::KIND_NAMED) return common;
  const Admission admission(at, day);
  for (const auto& [one, other] :
       {std::make_pair(&of_offer, &of_request), std::make_pair(&of_request, &of_offer)}) {
    if (one->kind() != Audience::KIND_NAMED) continue;
    for (const std::string& member : one->members()) {
      ASSIGN_OR_RETURN(const bool both, admission.Admits(*other, member));
      if (both && !Names(common, member)) common.add_members(member);
    }
  }
  return common;
}

}  // namespace clearway::cooperation
