#include "clients/loader/record_diff.h"

#include <gtest/gtest.h>

#include "clearway/universalization/v1/state.pb.h"

namespace clearway::loader {
namespace {

using universalization::v1::State;

State Stored() {
  State state;
  state.set_name("states/LAO");
  state.set_display_name("Lao PDR");
  state.add_aliases("Laos");
  state.add_treaty_actions()->set_note("recorded");
  state.mutable_status()->set_party_by_deposit(true);
  state.mutable_create_time()->set_seconds(1);
  state.mutable_update_time()->set_seconds(2);
  state.set_etag("abc");
  return state;
}

TEST(RecordDiffTest, TheClientsPartIsWhatAClientWrites) {
  State written;
  written.set_name("states/LAO");
  written.set_display_name("Lao PDR");
  written.add_aliases("Laos");
  EXPECT_FALSE(Same(Stored(), written));
  EXPECT_TRUE(Same(ClientPart(Stored()), written));
}

TEST(RecordDiffTest, NamesTheFieldsThatDiffer) {
  State other = Stored();
  EXPECT_EQ(Differences(Stored(), other), "");
  other.add_aliases("Lao");
  other.set_notes("new");
  other.clear_etag();
  EXPECT_EQ(Differences(Stored(), other), "aliases, notes, etag");
  EXPECT_EQ(Differences(ClientPart(Stored()), ClientPart(other)), "aliases, notes");
}

}  // namespace
}  // namespace clearway::loader
