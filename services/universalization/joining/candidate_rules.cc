#include "services/universalization/joining/candidate_rules.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/calendar/kindred.h"
#include "common/calendar/treaty_status.h"
#include "services/universalization/joining/common_rules.h"
#include "services/universalization/joining/obstacles.h"
#include "services/universalization/joining/pledge_outcome.h"
#include "services/universalization/joining/roadmap_steps.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using calendar::FromCivil;
using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Candidate;
using v1::CandidateReason;
using v1::KindredStatus;
using v1::Pledge;
using v1::State;
using v1::StatusAt;
using v1::TreatyAction;

// "1 day", "2 days".
std::string Count(int number, absl::string_view one, absl::string_view many) {
  return absl::StrCat(number, " ", number == 1 ? one : many);
}

class Maker {
 public:
  Maker(const State& state, CivilDay as_of) : state_(state), as_of_(as_of) {
    candidate_.set_state(state.name());
    candidate_.set_display_name(calendar::NameOn(state, as_of));
    candidate_.set_region(state.region());
    candidate_.set_subregion(state.subregion());
  }

  void AddStanding(const calendar::Standing& at) {
    candidate_.set_status(at.status);
    for (const TreatyAction& action : state_.treaty_actions()) {
      if (!calendar::Counts(action, as_of_, as_of_)) continue;
      if (action.kind() == TreatyAction::KIND_SIGNATURE) {
        const int days = static_cast<int>(as_of_ - ToCivil(action.date()));
        *candidate_.mutable_signature_date() = action.date();
        candidate_.set_days_since_signature(days);
        Add(CandidateReason::KIND_SIGNED, CandidateReason::DIRECTION_FOR,
            absl::StrCat("signed on ", calendar::ToString(action.date()), ", ",
                         Count(days, "day", "days"), " ago"),
            state_.name(), action.date());
      }
    }
    if (at.status == StatusAt::STATUS_WITHDRAWN) {
      const Date effect = FromCivil(*at.withdrawal_effect);
      Add(CandidateReason::KIND_WITHDREW, CandidateReason::DIRECTION_AGAINST,
          absl::StrCat("withdrew with effect from ", calendar::ToString(effect)), state_.name(),
          effect);
    }
  }

  void AddPledge(Pledge pledge) {
    PutOutcome(state_, as_of_, &pledge);
    static const auto* const kWords =
        new std::map<Pledge::Kind, std::string>{{Pledge::KIND_SIGN, "sign"},
                                                {Pledge::KIND_RATIFY, "ratify"},
                                                {Pledge::KIND_ACCEDE, "accede"}};
    const auto word = kWords->find(pledge.kind());
    const std::string what = word == kWords->end() ? "join" : word->second;
    if (pledge.outcome() == Pledge::OUTCOME_OPEN) {
      candidate_.set_open_pledges(candidate_.open_pledges() + 1);
      const auto target = LastDayOf(pledge.target_date());
      if (target.has_value()) {
        const auto so_far = LastDayOf(candidate_.pledge_target_date());
        if (!so_far.has_value() || *target < *so_far) {
          *candidate_.mutable_pledge_target_date() = pledge.target_date();
        }
      }
      Add(CandidateReason::KIND_PLEDGED, CandidateReason::DIRECTION_FOR,
          absl::StrCat("pledged on ", calendar::ToString(pledge.pledge_date()), " to ", what,
                       target.has_value()
                           ? absl::StrCat(" by ", calendar::ToString(pledge.target_date()))
                           : ", without a date"),
          pledge.name(), pledge.pledge_date());
    } else if (pledge.outcome() == Pledge::OUTCOME_WITHDRAWN) {
      Add(CandidateReason::KIND_PLEDGE_WITHDRAWN, CandidateReason::DIRECTION_AGAINST,
          absl::StrCat("took back on ", calendar::ToString(pledge.outcome_date()),
                       " its pledge to ", what),
          pledge.name(), pledge.outcome_date());
    }
  }

  void AddObstacle(const v1::Obstacle& obstacle) {
    switch (ObstacleStatusOn(obstacle, as_of_)) {
      case v1::Obstacle::STATUS_OPEN:
        candidate_.set_open_obstacles(candidate_.open_obstacles() + 1);
        Add(CandidateReason::KIND_OBSTACLE_OPEN, CandidateReason::DIRECTION_AGAINST,
            absl::StrCat("obstacle: ", obstacle.title()), obstacle.name(), obstacle.since_date());
        break;
      case v1::Obstacle::STATUS_RESOLVED:
        candidate_.set_resolved_obstacles(candidate_.resolved_obstacles() + 1);
        Add(CandidateReason::KIND_OBSTACLE_RESOLVED, CandidateReason::DIRECTION_FOR,
            absl::StrCat("out of the way: ", obstacle.title()), obstacle.name(),
            obstacle.resolve_date());
        break;
      default:
        break;
    }
  }

  void AddRoadmap(v1::Roadmap roadmap) {
    // It was not there before it was entered.
    if (CreationDay(roadmap) > as_of_) return;
    PutSteps(as_of_, &roadmap);
    candidate_.set_steps_done(candidate_.steps_done() + roadmap.steps_done());
    candidate_.set_steps_total(candidate_.steps_total() + roadmap.steps_total());
    Add(CandidateReason::KIND_ROADMAP, CandidateReason::DIRECTION_FOR,
        absl::StrCat("roadmap: ", roadmap.steps_done(), " of ",
                     Count(roadmap.steps_total(), "step", "steps"), " done",
                     roadmap.next_step_id().empty()
                         ? ""
                         : absl::StrCat(", next is ", roadmap.next_step_id())),
        roadmap.name(), roadmap.target_date());
  }

  void AddEngagements(const std::vector<v1::Engagement>& engagements) {
    const v1::Engagement* last = nullptr;
    for (const v1::Engagement& engagement : engagements) {
      if (!IsDay(engagement.date()) || ToCivil(engagement.date()) > as_of_) continue;
      if (KnownDay(engagement) > as_of_) continue;
      if (last == nullptr || ToCivil(last->date()) < ToCivil(engagement.date())) last = &engagement;
    }
    if (last == nullptr) {
      Add(CandidateReason::KIND_NO_ENGAGEMENT, CandidateReason::DIRECTION_UNSPECIFIED,
          "no engagement that you see is recorded", state_.name(), Date());
      return;
    }
    *candidate_.mutable_last_engagement_date() = last->date();
    if (last->has_next_step_date()) *candidate_.mutable_next_step_date() = last->next_step_date();
    std::string text = absl::StrCat("last engaged on ", calendar::ToString(last->date()), " by ",
                                    absl::StrJoin(last->engaged_by(), ", "));
    if (!last->next_step().empty()) {
      absl::StrAppend(&text, "; next: ", last->next_step());
      if (last->has_next_step_date()) {
        absl::StrAppend(&text, " by ", calendar::ToString(last->next_step_date()));
      }
    }
    Add(CandidateReason::KIND_LAST_ENGAGEMENT, CandidateReason::DIRECTION_UNSPECIFIED,
        std::move(text), last->name(), last->date());
  }

  void AddRegion(const RegionCount& region) {
    candidate_.set_region_states(region.states);
    candidate_.set_region_parties_by_deposit(region.by_deposit);
    candidate_.set_region_parties_in_force(region.in_force);
    if (state_.region().empty()) return;
    Add(CandidateReason::KIND_REGION, CandidateReason::DIRECTION_UNSPECIFIED,
        absl::StrCat("of ", Count(region.states, "State", "States"), " in ", state_.region(), ", ",
                     region.by_deposit, " are parties by deposit, ", region.in_force,
                     " with the Convention in force"),
        state_.name(), Date());
  }

  void AddKindred() {
    for (const auto instrument : calendar::KindredInstruments()) {
      const KindredStatus at = calendar::KindredOn(state_, instrument, as_of_);
      const std::string name = calendar::KindredName(instrument);
      switch (at.standing()) {
        case KindredStatus::STANDING_PARTY:
          candidate_.set_kindred_in_force(candidate_.kindred_in_force() + 1);
          Add(CandidateReason::KIND_KINDRED, CandidateReason::DIRECTION_FOR,
              absl::StrCat(name, " is in force for it since ",
                           calendar::ToString(at.entry_into_force_date())),
              state_.name(), at.entry_into_force_date());
          break;
        case KindredStatus::STANDING_SIGNATORY:
        case KindredStatus::STANDING_JOINED_NOT_IN_FORCE:
          Add(CandidateReason::KIND_KINDRED, CandidateReason::DIRECTION_FOR,
              absl::StrCat("has signed or joined ", name, ", which is not in force for it yet"),
              state_.name(), at.entry_into_force_date());
          break;
        case KindredStatus::STANDING_WITHDRAWN:
          Add(CandidateReason::KIND_KINDRED, CandidateReason::DIRECTION_AGAINST,
              absl::StrCat("has left ", name), state_.name(), at.withdrawal_effective_date());
          break;
        default:
          break;  // not known
      }
    }
  }

  Candidate Take() { return std::move(candidate_); }

 private:
  void Add(CandidateReason::Kind kind, CandidateReason::Direction direction, std::string text,
           const std::string& resource, const Date& date) {
    CandidateReason* reason = candidate_.add_reasons();
    reason->set_kind(kind);
    reason->set_direction(direction);
    reason->set_text(std::move(text));
    reason->set_resource(resource);
    if (date.year() != 0) *reason->mutable_date() = date;
  }

  const State& state_;
  const CivilDay as_of_;
  Candidate candidate_;
};

}  // namespace

absl::optional<Candidate> MakeCandidate(const State& state, const RegionCount& region,
                                        const RecordsOfState& records, CivilDay as_of) {
  const calendar::Standing at = calendar::StandingOn(state, as_of, as_of);
  if (at.party_by_deposit || at.status == StatusAt::STATUS_UNSPECIFIED) return absl::nullopt;
  Maker maker(state, as_of);
  maker.AddStanding(at);
  for (const Pledge& pledge : records.pledges) maker.AddPledge(pledge);
  for (const v1::Obstacle& obstacle : records.obstacles) maker.AddObstacle(obstacle);
  for (const v1::Roadmap& roadmap : records.roadmaps) maker.AddRoadmap(roadmap);
  maker.AddEngagements(records.engagements);
  maker.AddKindred();
  maker.AddRegion(region);
  return maker.Take();
}

std::map<std::string, RegionCount> CountRegions(const std::vector<State>& states, CivilDay as_of) {
  std::map<std::string, RegionCount> regions;
  for (const State& state : states) {
    const calendar::Standing at = calendar::StandingOn(state, as_of, as_of);
    if (at.status == StatusAt::STATUS_UNSPECIFIED) continue;
    RegionCount& region = regions[state.region()];
    ++region.states;
    region.by_deposit += at.party_by_deposit ? 1 : 0;
    region.in_force += at.status == StatusAt::STATUS_STATE_PARTY ? 1 : 0;
  }
  return regions;
}

}  // namespace clearway::universalization
