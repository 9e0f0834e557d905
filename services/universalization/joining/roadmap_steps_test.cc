#include "services/universalization/joining/roadmap_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::ToCivil;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Roadmap;
using v1::RoadmapStep;

RoadmapStep* Add(Roadmap* roadmap, const std::string& id, const std::string& start = "",
                 const std::string& done = "", const std::string& drop = "") {
  RoadmapStep* step = roadmap->add_steps();
  step->set_step_id(id);
  step->set_title(id);
  if (!start.empty()) *step->mutable_start_date() = Day(start);
  if (!done.empty()) *step->mutable_done_date() = Day(done);
  if (!drop.empty()) *step->mutable_drop_date() = Day(drop);
  return step;
}

TEST(RoadmapStepsTest, StandWhereTheirDatesPutThem) {
  Roadmap roadmap;
  Add(&roadmap, "consult", "2011-01-01", "2011-03-01");
  Add(&roadmap, "translate", "2011-02-01", "", "2011-04-01");
  Add(&roadmap, "cabinet");
  const auto put = [&](const std::string& day) {
    PutSteps(ToCivil(Day(day)), &roadmap);
    return std::to_string(roadmap.steps_done()) + "/" + std::to_string(roadmap.steps_total()) +
           " " + roadmap.next_step_id();
  };
  EXPECT_EQ(put("2010-12-31"), "0/3 consult");
  EXPECT_EQ(roadmap.steps(0).status(), RoadmapStep::STATUS_PLANNED);
  EXPECT_EQ(put("2011-02-28"), "0/3 consult");
  EXPECT_EQ(roadmap.steps(0).status(), RoadmapStep::STATUS_STARTED);
  EXPECT_EQ(put("2011-03-01"), "1/3 translate");
  EXPECT_EQ(roadmap.steps(0).status(), RoadmapStep::STATUS_DONE);
  EXPECT_EQ(put("2011-04-01"), "1/2 cabinet");
  EXPECT_EQ(roadmap.steps(1).status(), RoadmapStep::STATUS_DROPPED);
  ClearSteps(&roadmap);
  EXPECT_EQ(roadmap.steps(1).status(), RoadmapStep::STATUS_UNSPECIFIED);
  EXPECT_EQ(roadmap.next_step_id(), "");
}

TEST(RoadmapStepsTest, EveryFaultIsTold) {
  Roadmap roadmap;
  Add(&roadmap, "cabinet", "2011-03-01", "2011-02-28");
  Add(&roadmap, "cabinet", "2030-01-01");
  Add(&roadmap, "deposit", "", "2011-01-01", "2011-02-01");
  rpc::Violations bad;
  CheckSteps(roadmap, ToCivil(Day("2026-11-12")), &bad);
  EXPECT_THAT(rpc::ViolatedFields(bad.ToStatus()),
              ElementsAre("roadmap.steps[0].done_date", "roadmap.steps[1].step_id",
                          "roadmap.steps[1].start_date", "roadmap.steps[2].drop_date",
                          "roadmap.steps[2].drop_reason"));
  Roadmap good;
  Add(&good, "cabinet", "2011-03-01", "2011-03-01");
  Add(&good, "deposit", "2011-04-01", "", "2011-04-02")->set_drop_reason("another way");
  *Add(&good, "later")->mutable_planned_date() = Day("2030-01-01");
  rpc::Violations none;
  CheckSteps(good, ToCivil(Day("2026-11-12")), &none);
  EXPECT_THAT(rpc::ViolatedFields(none.ToStatus()), IsEmpty());
}

}  // namespace
}  // namespace clearway::universalization
