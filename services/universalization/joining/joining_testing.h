// A registry with a few States and actors, and records about them in a few words, for tests.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_JOINING_TESTING_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_JOINING_TESTING_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {

// AGO has signed; FIN has not; NOR is a party; TGO has signed and ratified later. Actors: cmc.
class JoiningTest : public RegistryTest {
 protected:
  void SetUp() override {
    Add("AGO", "Africa", {{"SIGNATURE", "2008-12-03"}});
    Add("FIN", "Europe", {});
    Add("NOR", "Europe", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2008-12-03"}});
    Add("TGO", "Africa", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2012-06-22"}});
    v1::CreateActorRequest actor;
    actor.set_actor_id("cmc");
    actor.mutable_actor()->set_display_name("Cluster Munition Coalition");
    actor.mutable_actor()->set_kind(v1::Actor::KIND_NGO);
    ASSERT_EQ(Call<v1::Actor>("CreateActor", actor).status(), absl::OkStatus());
  }
  void Add(const std::string& id, const std::string& region,
           const std::vector<calendar::Fact>& facts) {
    v1::CreateStateRequest create;
    create.set_state_id(id);
    create.mutable_state()->set_display_name("State " + id);
    create.mutable_state()->set_region(region);
    ASSERT_EQ(Call<v1::State>("CreateState", create).status(), absl::OkStatus());
    for (const auto& fact : facts) {
      v1::RecordTreatyActionRequest record;
      record.set_name("states/" + id);
      *record.mutable_action() = calendar::Action(fact);
      ASSERT_EQ(Call<v1::State>("RecordTreatyAction", record).status(), absl::OkStatus());
    }
  }

  static v1::Obstacle AnObstacle(const std::string& state, const std::string& title = "Stockpile") {
    v1::Obstacle obstacle;
    obstacle.set_state("states/" + state);
    obstacle.set_kind(v1::Obstacle::KIND_STOCKPILE);
    obstacle.set_title(title);
    return obstacle;
  }
  static v1::Engagement AnEngagement(const std::string& state, const std::string& by,
                                     const std::string& date) {
    v1::Engagement engagement;
    engagement.set_state("states/" + state);
    engagement.add_engaged_by(by);
    *engagement.mutable_date() = calendar::Day(date);
    return engagement;
  }
  static v1::Pledge APledge(const std::string& state, v1::Pledge::Kind kind,
                            const std::string& date, const std::string& target = "") {
    v1::Pledge pledge;
    pledge.set_state("states/" + state);
    pledge.set_kind(kind);
    *pledge.mutable_pledge_date() = calendar::Day(date);
    if (!target.empty()) *pledge.mutable_target_date() = calendar::Day(target);
    pledge.add_sources("statement");
    return pledge;
  }
  static v1::Roadmap ARoadmap(const std::string& state, const std::vector<std::string>& steps) {
    v1::Roadmap roadmap;
    roadmap.set_state("states/" + state);
    roadmap.set_title("The way in");
    for (const std::string& id : steps) {
      roadmap.add_steps()->set_step_id(id);
      roadmap.mutable_steps()->rbegin()->set_title(id);
    }
    return roadmap;
  }

  static v1::CreateObstacleRequest Creating(const v1::Obstacle& record, const std::string& id) {
    v1::CreateObstacleRequest request;
    *request.mutable_obstacle() = record;
    request.set_obstacle_id(id);
    return request;
  }
  static v1::CreateEngagementRequest Creating(const v1::Engagement& record, const std::string& id) {
    v1::CreateEngagementRequest request;
    *request.mutable_engagement() = record;
    request.set_engagement_id(id);
    return request;
  }
  static v1::CreatePledgeRequest Creating(const v1::Pledge& record, const std::string& id) {
    v1::CreatePledgeRequest request;
    *request.mutable_pledge() = record;
    request.set_pledge_id(id);
    return request;
  }
  static v1::CreateRoadmapRequest Creating(const v1::Roadmap& record, const std::string& id) {
    v1::CreateRoadmapRequest request;
    *request.mutable_roadmap() = record;
    request.set_roadmap_id(id);
    return request;
  }
  // Creates as `client`, by default as who may do everything.
  template <typename Record>
  absl::StatusOr<Record> Create(const Record& record, const std::string& id = "",
                                const rpc::Client* client = nullptr) {
    const rpc::Client& caller = client == nullptr ? *client_ : *client;
    return caller.Call<Record>(FullName(absl::StrCat("Create", Record::descriptor()->name())),
                               Creating(record, id));
  }
  template <typename Record, typename Request>
  absl::StatusOr<Record> Named(const std::string& method, const std::string& name,
                               const rpc::Client* client = nullptr) {
    Request request;
    request.set_name(name);
    const rpc::Client& caller = client == nullptr ? *client_ : *client;
    return caller.Call<Record>(FullName(method), request);
  }
};

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_JOINING_TESTING_H_
