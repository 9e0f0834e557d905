// What holds of every history that the rules accept, on every day: histories are drawn at random
// (seeded), each action kept when the rules allow it.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"

namespace clearway::calendar {
namespace {

constexpr int kHistories = 200;
constexpr int kAttempts = 60;

using Status = StatusAt::Status;

class Histories {
 public:
  explicit Histories(unsigned seed) : random_(seed) {}

  State Next() {
    State state = Joining("TST", {});
    if (Draw(8) == 0) *state.mutable_existed_from() = FromCivil(RandomDay());
    for (int i = 0; i < kAttempts; ++i) {
      TreatyAction action;
      action.set_kind(static_cast<TreatyAction::Kind>(1 + Draw(8)));
      // Half of the time on a day on which something has happened already.
      *action.mutable_date() = state.treaty_actions_size() > 0 && Draw(2) == 0
                                   ? state.treaty_actions(Draw(state.treaty_actions_size())).date()
                                   : FromCivil(RandomDay());
      if (Draw(4) == 0) *action.mutable_known_date() = Later(action.date(), 900);
      if (action.kind() == TreatyAction::KIND_WITHDRAWAL && Draw(2) == 0) {
        *action.mutable_armed_conflict_end_date() = Later(action.date(), 900);
      }
      if (CheckTreatyAction(state, action).ok()) *state.add_treaty_actions() = action;
    }
    return state;
  }

  template <typename Container>
  void Shuffle(Container* container) {
    for (int i = container->size() - 1; i > 0; --i) container->SwapElements(i, Draw(i + 1));
  }

 private:
  // Below `bound`. Not std::uniform_int_distribution, whose numbers differ from library to library.
  int Draw(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  absl::CivilDay RandomDay() { return absl::CivilDay(2008, 11, 1) + Draw(6500); }
  Date Later(const Date& date, int days) { return FromCivil(ToCivil(date) + Draw(days)); }

  std::mt19937 random_;
};

TEST(TreatyPropertyTest, EveryAcceptedHistoryMakesSenseOnEveryDay) {
  Histories histories(20101112);
  std::set<std::pair<Status, Status>> passages;
  for (int i = 0; i < kHistories; ++i) {
    State state = histories.Next();
    State shuffled = state;
    histories.Shuffle(shuffled.mutable_treaty_actions());
    SCOPED_TRACE(state.ShortDebugString());
    Status before = StatusAt::STATUS_UNSPECIFIED;
    for (absl::CivilDay day(2008, 11, 1); day.year() < 2032; day += 5) {
      const StatusAt at = ComputeStatus(state, FromCivil(day));
      const bool bound = at.status() == StatusAt::STATUS_STATE_PARTY;
      const bool waiting = at.status() == StatusAt::STATUS_RATIFIED_NOT_IN_FORCE;
      // The two ways of counting differ by those that wait.
      ASSERT_EQ(at.party_by_deposit(), bound || waiting);
      ASSERT_TRUE(!at.applies_provisionally() || waiting);
      ASSERT_TRUE(!bound || day >= ConventionInForce());
      ASSERT_TRUE(!bound || ToCivil(at.entry_into_force_date()) <= day);
      ASSERT_TRUE(!waiting || !at.has_entry_into_force_date() ||
                  ToCivil(at.entry_into_force_date()) > day);
      ASSERT_TRUE(at.status() != StatusAt::STATUS_WITHDRAWN ||
                  ToCivil(at.withdrawal_effective_date()) <= day);
      ASSERT_EQ(ComputeStatus(shuffled, FromCivil(day)).SerializeAsString(),
                at.SerializeAsString());
      if (at.status() != before) passages.insert({before, at.status()});
      before = at.status();
    }
  }
  // The draws reach every status, and no State becomes again what it cannot become.
  const auto passed = [&passages](Status from, Status to) {
    return passages.count({from, to}) > 0;
  };
  EXPECT_TRUE(passed(StatusAt::STATUS_NOT_PARTY, StatusAt::STATUS_SIGNATORY));
  EXPECT_TRUE(passed(StatusAt::STATUS_SIGNATORY, StatusAt::STATUS_RATIFIED_NOT_IN_FORCE));
  EXPECT_TRUE(passed(StatusAt::STATUS_NOT_PARTY, StatusAt::STATUS_RATIFIED_NOT_IN_FORCE));
  EXPECT_TRUE(passed(StatusAt::STATUS_RATIFIED_NOT_IN_FORCE, StatusAt::STATUS_STATE_PARTY));
  EXPECT_TRUE(passed(StatusAt::STATUS_STATE_PARTY, StatusAt::STATUS_WITHDRAWN));
  EXPECT_TRUE(passed(StatusAt::STATUS_WITHDRAWN, StatusAt::STATUS_RATIFIED_NOT_IN_FORCE));
  for (Status from : {StatusAt::STATUS_SIGNATORY, StatusAt::STATUS_RATIFIED_NOT_IN_FORCE,
                      StatusAt::STATUS_STATE_PARTY, StatusAt::STATUS_WITHDRAWN}) {
    EXPECT_FALSE(passed(from, StatusAt::STATUS_NOT_PARTY)) << from;
    EXPECT_FALSE(passed(from, StatusAt::STATUS_UNSPECIFIED)) << from;
  }
  EXPECT_FALSE(passed(StatusAt::STATUS_STATE_PARTY, StatusAt::STATUS_SIGNATORY));
  EXPECT_FALSE(passed(StatusAt::STATUS_WITHDRAWN, StatusAt::STATUS_SIGNATORY));
}

}  // namespace
}  // namespace clearway::calendar
