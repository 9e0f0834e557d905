#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clearway/type/v1/watch.pb.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/actors.h"
#include "services/universalization/areas.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using testing::ElementsAre;
using v1::Actor;
using v1::Area;

class AreasActorsTest : public RegistryTest {
 protected:
  void SetUp() override {
    v1::CreateStateRequest request;
    request.set_state_id("LBN");
    request.mutable_state()->set_display_name("Lebanon");
    auto created = Call<v1::State>("CreateState", request);
    ASSERT_TRUE(created.ok()) << created.status();
  }
  absl::StatusOr<Area> CreateArea(const std::string& id, const std::string& name,
                                  const std::string& alias = "") {
    v1::CreateAreaRequest request;
    request.set_area_id(id);
    request.mutable_area()->set_display_name(name);
    if (!alias.empty()) request.mutable_area()->add_aliases(alias);
    return Call<Area>("CreateArea", request);
  }
  absl::StatusOr<Actor> CreateActor(const std::string& id, const std::string& name,
                                    const std::string& state = "", const std::string& alias = "") {
    v1::CreateActorRequest request;
    request.set_actor_id(id);
    request.mutable_actor()->set_display_name(name);
    request.mutable_actor()->set_kind(Actor::KIND_NGO);
    request.mutable_actor()->set_state(state);
    if (!alias.empty()) request.mutable_actor()->add_aliases(alias);
    return Call<Actor>("CreateActor", request);
  }
};

TEST_F(AreasActorsTest, AnAreaIsCreatedReadListedAndChanged) {
  auto created = CreateArea("western-sahara", "Western Sahara");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "areas/western-sahara");
  v1::GetAreaRequest get;
  get.set_name("areas/western-sahara");
  auto read = Call<Area>("GetArea", get);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), created->SerializeAsString());
  get.set_name("areas/nowhere");
  EXPECT_EQ(Call<Area>("GetArea", get).status().code(), absl::StatusCode::kNotFound);

  v1::UpdateAreaRequest update;
  *update.mutable_area() = *created;
  update.mutable_area()->set_m49("732");
  update.mutable_update_mask()->add_paths("m49");
  auto updated = Call<Area>("UpdateArea", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->m49(), "732");
  EXPECT_NE(updated->etag(), created->etag());
  EXPECT_EQ(Call<Area>("UpdateArea", update).status().code(), absl::StatusCode::kAborted);

  ASSERT_TRUE(CreateArea("kosovo", "Kosovo").ok());
  v1::ListAreasRequest list;
  auto all = Call<v1::ListAreasResponse>("ListAreas", list);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->areas_size(), 2);
  EXPECT_EQ(all->areas(0).name(), "areas/kosovo");
  list.set_filter("m49 = \"732\"");
  EXPECT_EQ(Call<v1::ListAreasResponse>("ListAreas", list)->areas_size(), 1);
}

TEST_F(AreasActorsTest, TheServerChoosesAnIdWhenNoneIsGiven) {
  auto area = CreateArea("", "Somaliland");
  ASSERT_TRUE(area.ok()) << area.status();
  EXPECT_THAT(area->name(), testing::MatchesRegex("areas/[a-z][a-z0-9]{19}"));
}

TEST_F(AreasActorsTest, NoTwoAreasShareAName) {
  ASSERT_TRUE(CreateArea("kosovo", "Kosovo", "UNMIK").ok());
  EXPECT_THAT(rpc::ViolatedFields(CreateArea("other", "unmik", "KOSOVO").status()),
              ElementsAre("area.display_name", "area.aliases[0]"));
  EXPECT_EQ(CreateArea("kosovo", "Another").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(rpc::ViolatedFields(CreateArea("south", "South", "LEBANON").status()),
              ElementsAre("area.aliases[0]"));
}

TEST_F(AreasActorsTest, AnActorBelongsToAStateOfTheRegistry) {
  auto actor = CreateActor("blom-bank", "BLOM Bank", "states/LBN");
  ASSERT_TRUE(actor.ok()) << actor.status();
  absl::Status unknown = CreateActor("itf", "ITF", "states/SVN").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(rpc::ReasonOf(unknown), type::v1::ERROR_REASON_UNKNOWN_STATE);
  EXPECT_THAT(rpc::ViolatedFields(unknown), ElementsAre("actor.state"));

  v1::UpdateActorRequest update;
  *update.mutable_actor() = *actor;
  update.mutable_actor()->set_state("states/SVN");
  update.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(rpc::ReasonOf(Call<Actor>("UpdateActor", update).status()),
            type::v1::ERROR_REASON_UNKNOWN_STATE);

  v1::ListActorsRequest list;
  list.set_filter("state = \"states/LBN\"");
  auto found = Call<v1::ListActorsResponse>("ListActors", list);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->actors_size(), 1);
  EXPECT_EQ(found->actors(0).name(), "actors/blom-bank");
}

TEST_F(AreasActorsTest, ActorsShareAbbreviationsButNotNames) {
  ASSERT_TRUE(CreateActor("mag", "Mines Advisory Group", "", "MAG").ok());
  ASSERT_TRUE(CreateActor("mag-2", "Another Group", "", "MAG").ok());
  EXPECT_THAT(rpc::ViolatedFields(CreateActor("mag-3", "mines  advisory group").status()),
              ElementsAre("actor.display_name"));
  EXPECT_THAT(rpc::ViolatedFields(CreateActor("mag-4", "Third", "", " ").status()),
              ElementsAre("actor.aliases[0]"));
}

TEST_F(AreasActorsTest, WatchTellsEveryChangeInOrder) {
  type::v1::WatchRequest request;
  request.set_include_existing(true);
  request.add_collections("states");
  request.add_collections("actors");
  std::vector<std::string> seen;
  bool acted = false;
  absl::Status status = client_->Stream<type::v1::WatchResponse>(
      FullName("Watch"), request, [&](const type::v1::WatchResponse& response) {
        for (const auto& change : response.changes()) {
          seen.push_back(type::v1::ResourceChange::Kind_Name(change.kind()) + " " + change.name() +
                         " " + change.action());
        }
        if (!acted && !response.resume_token().empty()) {
          acted = true;
          EXPECT_TRUE(CreateArea("kosovo", "Kosovo").ok());
          v1::RecordTreatyActionRequest record;
          record.set_name("states/LBN");
          *record.mutable_action() = calendar::Action({"SIGNATURE", "2008-12-03"});
          EXPECT_TRUE(Call<v1::State>("RecordTreatyAction", record).ok());
          EXPECT_TRUE(CreateActor("undp", "UNDP").ok());
        }
        return seen.size() < 3;
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(seen,
              ElementsAre("KIND_EXISTING states/LBN ", "KIND_UPDATED states/LBN recordTreatyAction",
                          "KIND_CREATED actors/undp "));
}

}  // namespace
}  // namespace clearway::universalization
