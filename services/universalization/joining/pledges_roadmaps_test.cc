// Pledges and roadmaps over the real server.
#include <string>

#include "absl/status/status.h"
#include "services/universalization/joining/joining_testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::ToString;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::Pledge;
using v1::Roadmap;

class PledgesRoadmapsTest : public JoiningTest {
 protected:
  absl::StatusOr<Pledge> GetPledge(const std::string& name, const std::string& as_of = "") {
    v1::GetPledgeRequest request;
    request.set_name(name);
    if (!as_of.empty()) *request.mutable_as_of() = Day(as_of);
    return Call<Pledge>("GetPledge", request);
  }
  std::vector<std::string> Listed(const std::string& filter, const std::string& as_of) {
    v1::ListPledgesRequest request;
    request.set_filter(filter);
    *request.mutable_as_of() = Day(as_of);
    auto listed = Call<v1::ListPledgesResponse>("ListPledges", request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> names;
    if (listed.ok()) {
      for (const Pledge& pledge : listed->pledges()) names.push_back(pledge.name());
    }
    return names;
  }
};

TEST_F(PledgesRoadmapsTest, WhatBecameOfAPledgeFollowsFromTheDates) {
  auto created = Create(APledge("TGO", Pledge::KIND_RATIFY, "2010-11-12", "2011-12-31"), "togo");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->outcome(), Pledge::OUTCOME_LATE);
  EXPECT_EQ(ToString(created->outcome_date()), "2012-06-22");
  ASSERT_TRUE(Create(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01"), "angola").ok());
  EXPECT_EQ(GetPledge("pledges/togo", "2012-06-21")->outcome(), Pledge::OUTCOME_OPEN);
  EXPECT_EQ(GetPledge("pledges/togo", "2010-11-11")->outcome(), Pledge::OUTCOME_UNSPECIFIED);
  EXPECT_THAT(Listed("outcome = OPEN", "2012-01-01"),
              ElementsAre("pledges/angola", "pledges/togo"));
  EXPECT_THAT(Listed("outcome = OPEN", "2013-01-01"), ElementsAre("pledges/angola"));
  EXPECT_THAT(Listed("", "2011-01-01"), ElementsAre("pledges/togo"));
  EXPECT_THAT(Listed("", "2009-01-01"), ElementsAre());
}

TEST_F(PledgesRoadmapsTest, ItsWordsStay) {
  auto created = Create(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01", "2012-12-31"), "a");
  ASSERT_TRUE(created.ok()) << created.status();
  v1::UpdatePledgeRequest update;
  *update.mutable_pledge() = *created;
  *update.mutable_pledge()->mutable_target_date() = Day("2030-01-01");
  update.mutable_update_mask()->add_paths("target_date");
  EXPECT_EQ(Call<Pledge>("UpdatePledge", update).status().code(),
            absl::StatusCode::kInvalidArgument);
  update.mutable_update_mask()->set_paths(0, "forum");
  update.mutable_pledge()->set_forum("Second Meeting of States Parties");
  auto updated = Call<Pledge>("UpdatePledge", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(ToString(updated->target_date()), "2012-12-31");
  EXPECT_EQ(updated->outcome(), Pledge::OUTCOME_OPEN);
}

TEST_F(PledgesRoadmapsTest, WhatCannotBePledgedIsRefused) {
  EXPECT_THAT(rpc::ViolatedFields(
                  Create(APledge("FIN", Pledge::KIND_SIGN, "2011-01-01", "2010-12-31")).status()),
              ElementsAre("pledge.target_date", "pledge.kind"));
  EXPECT_THAT(
      rpc::ViolatedFields(Create(APledge("NOR", Pledge::KIND_RATIFY, "2010-01-01")).status()),
      ElementsAre("pledge.kind"));
  Pledge unknown = APledge("XXX", Pledge::KIND_ACCEDE, "2027-01-01");
  unknown.clear_sources();
  const absl::Status status = Create(unknown).status();
  EXPECT_THAT(
      rpc::ViolatedFields(status),
      testing::UnorderedElementsAre("pledge.sources", "pledge.pledge_date", "pledge.state"));
}

TEST_F(PledgesRoadmapsTest, IsTakenBackOnceAndNotOnceItIsKept) {
  ASSERT_TRUE(Create(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01", "2012-12-31"), "a").ok());
  ASSERT_TRUE(Create(APledge("TGO", Pledge::KIND_RATIFY, "2010-11-12"), "t").ok());
  v1::WithdrawPledgeRequest request;
  request.set_name("pledges/a");
  request.set_reason("a new government");
  *request.mutable_withdraw_date() = Day("2013-01-01");
  auto withdrawn = Call<Pledge>("WithdrawPledge", request);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->outcome(), Pledge::OUTCOME_WITHDRAWN);
  EXPECT_EQ(GetPledge("pledges/a", "2012-12-31")->outcome(), Pledge::OUTCOME_OPEN);
  EXPECT_EQ(Call<Pledge>("WithdrawPledge", request).status().code(),
            absl::StatusCode::kFailedPrecondition);
  request.set_name("pledges/t");
  absl::Status kept = Call<Pledge>("WithdrawPledge", request).status();
  EXPECT_EQ(kept.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(kept.message()), HasSubstr("is KEPT"));
  *request.mutable_withdraw_date() = Day("2009-01-01");
  EXPECT_THAT(rpc::ViolatedFields(Call<Pledge>("WithdrawPledge", request).status()),
              ElementsAre("withdraw_date"));
}

TEST_F(PledgesRoadmapsTest, ARoadmapTellsHowFarItIs) {
  auto created = Create(ARoadmap("AGO", {"consult", "cabinet", "deposit"}), "way");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->steps_total(), 3);
  EXPECT_EQ(created->next_step_id(), "consult");
  v1::UpdateRoadmapRequest update;
  *update.mutable_roadmap() = *created;
  *update.mutable_roadmap()->mutable_steps(0)->mutable_done_date() = Day("2026-03-01");
  update.mutable_update_mask()->add_paths("steps");
  auto updated = Call<Roadmap>("UpdateRoadmap", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->steps_done(), 1);
  EXPECT_EQ(updated->next_step_id(), "cabinet");
  EXPECT_EQ(updated->steps(0).status(), v1::RoadmapStep::STATUS_DONE);
  v1::ListRoadmapsRequest list;
  *list.mutable_as_of() = Day("2026-02-28");
  auto listed = Call<v1::ListRoadmapsResponse>("ListRoadmaps", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->roadmaps_size(), 1);
  EXPECT_EQ(listed->roadmaps(0).steps_done(), 0);

  Roadmap bad = ARoadmap("AGO", {"consult", "consult"});
  bad.mutable_steps(0)->set_obstacle("obstacles/none");
  bad.add_partners("actors/nobody");
  EXPECT_THAT(rpc::ViolatedFields(Create(bad).status()),
              testing::UnorderedElementsAre("roadmap.steps[1].step_id", "roadmap.partners[0]",
                                            "roadmap.steps[0].obstacle"));
}

TEST_F(PledgesRoadmapsTest, ARepeatedRequestIdGetsTheFirstAnswer) {
  auto request = Creating(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01"), "a");
  request.set_request_id("5f0c2b9e-0d4c-4c43-9d9c-3a4f6d1f2a3b");
  auto first = Call<Pledge>("CreatePledge", request);
  ASSERT_TRUE(first.ok()) << first.status();
  Restart();
  auto repeated = Call<Pledge>("CreatePledge", request);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->SerializeAsString(), first->SerializeAsString());
}

}  // namespace
}  // namespace clearway::universalization
