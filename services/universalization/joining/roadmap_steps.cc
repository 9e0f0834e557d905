#include "services/universalization/joining/roadmap_steps.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Roadmap;
using v1::RoadmapStep;

bool By(const Date& date, absl::CivilDay day) { return IsDay(date) && ToCivil(date) <= day; }

void CheckStep(const RoadmapStep& step, absl::CivilDay today, const std::string& path,
               rpc::Violations* bad) {
  for (const auto& [name, date] : {std::make_pair("start_date", &step.start_date()),
                                   std::make_pair("done_date", &step.done_date()),
                                   std::make_pair("drop_date", &step.drop_date())}) {
    if (!IsDay(*date) || ToCivil(*date) <= today) continue;
    bad->Add(
        absl::StrCat(path, ".", name),
        absl::StrCat("must not be after today, ", calendar::ToString(calendar::FromCivil(today)),
                     "; what is to come is planned_date"),
        type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  for (const auto& [name, date] : {std::make_pair("done_date", &step.done_date()),
                                   std::make_pair("drop_date", &step.drop_date())}) {
    if (!IsDay(step.start_date()) || !IsDay(*date)) continue;
    if (ToCivil(*date) >= ToCivil(step.start_date())) continue;
    bad->Add(absl::StrCat(path, ".", name), "must not be before start_date",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  if (step.has_drop_date() && step.has_done_date()) {
    bad->Add(absl::StrCat(path, ".drop_date"), "must be left out: the step is done");
  }
  if (step.has_drop_date() && step.drop_reason().empty()) {
    bad->Add(absl::StrCat(path, ".drop_reason"), "must say why the step was given up",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
}

}  // namespace

RoadmapStep::Status StepStatusOn(const RoadmapStep& step, absl::CivilDay day) {
  if (By(step.drop_date(), day)) return RoadmapStep::STATUS_DROPPED;
  if (By(step.done_date(), day)) return RoadmapStep::STATUS_DONE;
  return By(step.start_date(), day) ? RoadmapStep::STATUS_STARTED : RoadmapStep::STATUS_PLANNED;
}

void PutSteps(absl::CivilDay as_of, Roadmap* roadmap) {
  ClearSteps(roadmap);
  int done = 0, total = 0;
  for (RoadmapStep& step : *roadmap->mutable_steps()) {
    step.set_status(StepStatusOn(step, as_of));
    if (step.status() == RoadmapStep::STATUS_DROPPED) continue;
    ++total;
    if (step.status() == RoadmapStep::STATUS_DONE) {
      ++done;
    } else if (roadmap->next_step_id().empty()) {
      roadmap->set_next_step_id(step.step_id());
    }
  }
  roadmap->set_steps_done(done);
  roadmap->set_steps_total(total);
}

void ClearSteps(Roadmap* roadmap) {
  for (RoadmapStep& step : *roadmap->mutable_steps()) step.clear_status();
  roadmap->clear_steps_done();
  roadmap->clear_steps_total();
  roadmap->clear_next_step_id();
}

void CheckSteps(const Roadmap& roadmap, absl::CivilDay today, rpc::Violations* bad) {
  std::set<std::string> ids;
  for (int i = 0; i < roadmap.steps_size(); ++i) {
    const RoadmapStep& step = roadmap.steps(i);
    const std::string path = absl::StrCat("roadmap.steps[", i, "]");
    if (!step.step_id().empty() && !ids.insert(step.step_id()).second) {
      bad->Add(absl::StrCat(path, ".step_id"),
               absl::StrCat(rpc::Quote(step.step_id()), " stands twice; give each step its own"));
    }
    CheckStep(step, today, path, bad);
  }
}

}  // namespace clearway::universalization
