#include "common/auth/visibility.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/testing/records.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using testing::Bargain;
using testing::Bundle;
using testing::Deal;
using testing::Gift;
using testing::Rate;
using type::v1::Audience;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

const Visibility& Of(const Descriptor* type) {
  auto visibility = Visibility::For(type);
  EXPECT_TRUE(visibility.ok()) << visibility.status();
  return **visibility;
}

bool Sees(const Caller& caller, const Message& record) {
  return Of(record.GetDescriptor()).Sees(caller, record);
}

template <typename T>
T Redacted(const Caller& caller, T record) {
  const std::string before = record.SerializeAsString();
  const bool changed = Of(T::descriptor()).Redact(caller, &record);
  EXPECT_EQ(changed, record.SerializeAsString() != before);
  return record;
}

Caller Of(std::vector<std::string> names, Roles roles = {type::v1::ROLE_OBSERVER}) {
  Caller caller;
  caller.actor = names.empty() ? "" : names[0];
  caller.names = std::move(names);
  caller.roles = roles;
  return caller;
}

const Caller& Outsider() {
  static const auto* const caller = new Caller(Of({"actors/outsider"}));
  return *caller;
}
Caller WithRole(Role role) { return Of({"actors/someone"}, {role}); }

Deal Published() {
  return Parse<Deal>(R"pb(
    name: "deals/a"
    owner: "states/NOR"
    agents: "actors/norad"
    party: "states/LAO"
    partners: "actors/mag"
    audience { kind: KIND_NAMED }
    state: STATE_PUBLISHED
    publish_time { seconds: 1 }
  )pb");
}

TEST(VisibilityTest, OwnersSeeTheirRecordInEveryState) {
  Deal deal = Published();
  for (int state = 0; state < Deal::State_ARRAYSIZE; ++state) {
    deal.set_state(static_cast<Deal::State>(state));
    for (bool published : {true, false}) {
      if (!published) deal.clear_publish_time();
      EXPECT_TRUE(Sees(Of({"states/NOR"}), deal)) << state;
      EXPECT_TRUE(Sees(Of({"actors/x", "actors/norad"}), deal)) << state;
    }
  }
  EXPECT_TRUE(Of(Deal::descriptor()).Owns(Of({"states/NOR"}), deal));
  EXPECT_FALSE(Of(Deal::descriptor()).Owns(Of({"states/LAO"}), deal));
  EXPECT_TRUE(Of(Deal::descriptor()).Concerns(Of({"states/LAO"}), deal));
  EXPECT_FALSE(Of(Deal::descriptor()).Concerns(Outsider(), deal));
}

TEST(VisibilityTest, ADraftIsItsOwnersAlone) {
  Deal deal = Published();
  deal.set_state(Deal::STATE_DRAFT);
  deal.mutable_audience()->set_kind(Audience::KIND_EVERYONE);
  deal.set_open(true);
  EXPECT_FALSE(Sees(Outsider(), deal));
  EXPECT_FALSE(Sees(Of({"states/LAO"}), deal)) << "a party";
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_SECRETARIAT), deal));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_COORDINATOR), deal));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_OPERATOR), deal));
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_SERVICE), deal));
  EXPECT_TRUE(Sees(Caller::Unrestricted("actors/clearway"), deal));
}

TEST(VisibilityTest, WhatIsNotPublishedYetIsTheSecretariatsToo) {
  Deal deal = Published();
  deal.set_state(Deal::STATE_SUBMITTED);
  deal.clear_publish_time();
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_SECRETARIAT), deal));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_COORDINATOR), deal));
  EXPECT_FALSE(Sees(Of({"states/LAO"}), deal));
}

TEST(VisibilityTest, WhoEnteredARecordSeesItUntilItIsPublished) {
  Deal deal = Published();
  deal.set_creator("actors/clerk");
  const Caller clerk = Of({"actors/clerk"});
  EXPECT_FALSE(Sees(clerk, deal));
  deal.set_state(Deal::STATE_DRAFT);
  EXPECT_TRUE(Sees(clerk, deal));
  EXPECT_FALSE(Sees(Outsider(), deal));
  deal.set_memo("the owner's");
  EXPECT_EQ(Redacted(clerk, deal).memo(), "");
  deal.set_state(Deal::STATE_SUBMITTED);
  EXPECT_TRUE(Sees(clerk, deal));
  deal.set_state(Deal::STATE_WITHDRAWN);
  deal.clear_publish_time();
  EXPECT_TRUE(Sees(clerk, deal));
}

TEST(VisibilityTest, WhatWasWithdrawnBeforeItWasPublishedStaysItsOwners) {
  Deal deal = Published();
  deal.mutable_audience()->set_kind(Audience::KIND_EVERYONE);
  deal.set_state(Deal::STATE_WITHDRAWN);
  EXPECT_TRUE(Sees(Outsider(), deal)) << "it was published";
  deal.clear_publish_time();
  EXPECT_FALSE(Sees(Outsider(), deal));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_SECRETARIAT), deal));
}

TEST(VisibilityTest, PartiesAndRolesSeeWhatIsPublishedWhateverItsAudience) {
  const Deal deal = Published();
  EXPECT_TRUE(Sees(Of({"states/LAO"}), deal));
  EXPECT_TRUE(Sees(Of({"actors/mag"}), deal));
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_SECRETARIAT), deal));
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_COORDINATOR), deal));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_OPERATOR), deal));
  EXPECT_FALSE(Sees(Outsider(), deal));
  EXPECT_FALSE(Sees(Of({""}), deal)) << "an empty name owns nothing";
}

TEST(VisibilityTest, AudiencesLetInThoseThatTheySay) {
  Deal deal = Published();
  Caller vetted = Outsider(), party = Outsider(), named = Of({"actors/x", "states/CHE"});
  vetted.vetted = true;
  party.state_party = true;
  deal.mutable_audience()->add_members("states/CHE");
  const struct {
    Audience::Kind kind;
    bool outsider, vetted, party, named;
  } kCases[] = {
      {Audience::KIND_EVERYONE, true, true, true, true},
      {Audience::KIND_VETTED_PROVIDERS, false, true, true, false},
      {Audience::KIND_STATES_PARTIES, false, false, true, false},
      {Audience::KIND_NAMED, false, false, false, true},
      {Audience::KIND_UNSPECIFIED, false, false, true, false},  // the default: States Parties
      {static_cast<Audience::Kind>(77), false, false, false, false},
  };
  for (const auto& c : kCases) {
    deal.mutable_audience()->set_kind(c.kind);
    EXPECT_EQ(Sees(Outsider(), deal), c.outsider) << c.kind;
    EXPECT_EQ(Sees(vetted, deal), c.vetted) << c.kind;
    EXPECT_EQ(Sees(party, deal), c.party) << c.kind;
    EXPECT_EQ(Sees(named, deal), c.named) << c.kind;
  }
  deal.clear_audience();
  EXPECT_TRUE(Sees(party, deal));
  EXPECT_FALSE(Sees(vetted, deal));
}

TEST(VisibilityTest, APublicRecordIsEveryones) {
  Deal deal = Published();
  deal.set_open(true);
  EXPECT_TRUE(Sees(Outsider(), deal));
}

TEST(VisibilityTest, AStateOfANewerReleaseIsADraft) {
  Deal deal = Published();
  deal.set_open(true);
  deal.set_state(static_cast<Deal::State>(40));
  EXPECT_FALSE(Sees(Outsider(), deal));
}

TEST(VisibilityTest, AnAudienceMayComeLater) {
  Gift gift = Parse<Gift>(R"pb(giver: "states/NOR" taker: "states/LAO")pb");
  EXPECT_FALSE(Sees(Outsider(), gift));
  EXPECT_TRUE(Sees(Of({"states/LAO"}), gift));
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_COORDINATOR), gift));
  gift.mutable_commit_time();
  EXPECT_TRUE(Sees(Outsider(), gift));
}

TEST(VisibilityTest, ATypeMayNameItsRoles) {
  const Bargain bargain = Parse<Bargain>(R"pb(provider: "a/b" recipient: "c/d")pb");
  EXPECT_TRUE(Sees(WithRole(type::v1::ROLE_OPERATOR), bargain));
  EXPECT_FALSE(Sees(WithRole(type::v1::ROLE_COORDINATOR), bargain));
}

TEST(VisibilityTest, ATypeWithoutTheOptionIsEveryones) {
  const Visibility& visibility = Of(Rate::descriptor());
  EXPECT_FALSE(visibility.restricts());
  EXPECT_FALSE(visibility.redacts());
  EXPECT_TRUE(visibility.Sees(Outsider(), Rate()));
  EXPECT_FALSE(visibility.Owns(Outsider(), Rate()));
  EXPECT_EQ(visibility.SightOf(Parse<Rate>(R"pb(name: "rates/a")pb")), "");
}

Deal WithSecrets() {
  Deal deal = Published();
  deal.MergeFrom(Parse<Deal>(R"pb(
    ceiling: 7
    ceilings: 8
    memo: "x"
    note {
      text: "t"
      secret: "s"
      replies { text: "r" secret: "rs" }
    }
    notes {
      key: "k"
      value { text: "t" secret: "ms" }
    }
    more_notes { secret: "s2" }
    uses { amount: 1 }
    uses { recipient: "states/LAO" amount: 2 }
    uses { recipient: "states/LBN" amount: 3 }
    uses { amount: 4 }
  )pb"));
  return deal;
}

TEST(RedactTest, OwnersKeepEverything) {
  const Deal deal = Redacted(Of({"states/NOR"}), WithSecrets());
  EXPECT_EQ(deal.SerializeAsString(), WithSecrets().SerializeAsString());
  Redacted(Caller::Unrestricted("actors/a"), WithSecrets());
}

TEST(RedactTest, AFieldIsPrivateWhereTheRecordSaysSo) {
  Deal deal = Redacted(Outsider(), WithSecrets());
  EXPECT_EQ(deal.ceiling(), 7);
  deal = WithSecrets();
  deal.set_private_(true);
  for (const Caller& caller : {Outsider(), WithRole(type::v1::ROLE_SECRETARIAT),
                               WithRole(type::v1::ROLE_SERVICE), Of({"states/LAO"})}) {
    const Deal seen = Redacted(caller, deal);
    EXPECT_EQ(seen.ceiling(), 0);
    EXPECT_EQ(seen.ceilings_size(), 0);
    EXPECT_EQ(seen.memo(), "");
    EXPECT_TRUE(seen.private_());
  }
}

TEST(RedactTest, TheSecretariatSeesWhatIsForOwnersAndItself) {
  const Deal secretariat = Redacted(WithRole(type::v1::ROLE_SECRETARIAT), WithSecrets());
  EXPECT_EQ(secretariat.note().secret(), "s");
  EXPECT_EQ(secretariat.memo(), "");
  const Deal other = Redacted(WithRole(type::v1::ROLE_COORDINATOR), WithSecrets());
  EXPECT_EQ(other.note().secret(), "");
  EXPECT_EQ(other.note().text(), "t");
  EXPECT_EQ(other.note().replies(0).secret(), "");
  EXPECT_EQ(other.notes().at("k").secret(), "");
  EXPECT_EQ(other.more_notes(0).secret(), "");
}

TEST(RedactTest, ElementsThatConcernSomebodyAreTheirs) {
  const auto recipients = [](const Deal& deal) {
    std::string text;
    for (const auto& use : deal.uses()) absl::StrAppend(&text, use.amount(), " ");
    return text;
  };
  EXPECT_EQ(recipients(Redacted(Outsider(), WithSecrets())), "1 4 ");
  EXPECT_EQ(recipients(Redacted(Of({"states/LAO"}), WithSecrets())), "1 2 4 ");
  EXPECT_EQ(recipients(Redacted(WithRole(type::v1::ROLE_COORDINATOR), WithSecrets())), "1 2 3 4 ");
  EXPECT_EQ(recipients(Redacted(Of({"states/NOR"}), WithSecrets())), "1 2 3 4 ");
}

TEST(RedactTest, WhatConcernsSomebodyMayBePrivateAltogether) {
  const auto count = [](const Caller& caller, bool is_private) {
    Deal deal = Published();
    deal.set_private_(is_private);
    deal.add_more_uses()->set_amount(1);
    deal.add_more_uses()->set_recipient("states/LAO");
    return Redacted(caller, deal).more_uses_size();
  };
  EXPECT_EQ(count(Outsider(), false), 1);
  EXPECT_EQ(count(Of({"states/LAO"}), false), 2);
  EXPECT_EQ(count(WithRole(type::v1::ROLE_SECRETARIAT), false), 2);
  for (const Caller& caller :
       {Outsider(), Of({"states/LAO"}), WithRole(type::v1::ROLE_SECRETARIAT)}) {
    EXPECT_EQ(count(caller, true), 0);
  }
  EXPECT_EQ(count(Of({"states/NOR"}), true), 2);
}

TEST(RedactTest, EachSideSeesItsOwnReasons) {
  const Bargain bargain = Parse<Bargain>(R"pb(
    provider: "states/NOR"
    recipient: "states/LAO"
    decisions { side: SIDE_PROVIDER reason: "p" }
    decisions { side: SIDE_RECIPIENT reason: "r" }
    decisions { reason: "nobody's" }
  )pb");
  const auto reasons = [&](const Caller& caller) {
    std::string text;
    const Bargain seen = Redacted(caller, bargain);
    for (const auto& d : seen.decisions()) {
      absl::StrAppend(&text, "[", d.reason(), "]");
    }
    return text;
  };
  EXPECT_EQ(reasons(Of({"states/NOR"})), "[p][][]");
  EXPECT_EQ(reasons(Of({"states/LAO"})), "[][r][]");
  EXPECT_EQ(reasons(Of({"states/LAO", "states/NOR"})), "[p][r][]");
  EXPECT_EQ(reasons(WithRole(type::v1::ROLE_SECRETARIAT)), "[p][r][nobody's]");
  EXPECT_EQ(reasons(WithRole(type::v1::ROLE_OPERATOR)), "[][][]");
}

TEST(RedactTest, FindsResourcesWithinAResponse) {
  Bundle bundle;
  *bundle.mutable_box()->mutable_inner()->mutable_inner()->add_deals() = WithSecrets();
  bundle.mutable_bargain()->add_decisions()->set_reason("x");
  (*bundle.mutable_bargains())["k"].add_decisions()->set_reason("y");
  const Bundle seen = Redacted(Outsider(), bundle);
  EXPECT_EQ(seen.box().inner().inner().deals(0).memo(), "");
  EXPECT_EQ(seen.box().inner().inner().deals(0).note().text(), "t");
  EXPECT_EQ(seen.bargain().decisions(0).reason(), "");
  EXPECT_EQ(seen.bargains().at("k").decisions(0).reason(), "");
  EXPECT_TRUE(Of(Bundle::descriptor()).redacts());
  EXPECT_FALSE(Of(Gift::descriptor()).redacts());
}

TEST(RedactTest, UnknownFieldsGoFromWhatHasSecrets) {
  Deal deal = Published();
  deal.GetReflection()->MutableUnknownFields(&deal)->AddLengthDelimited(900, "of a newer release");
  Deal seen = deal;
  Of(Deal::descriptor()).Redact(Outsider(), &seen);
  EXPECT_FALSE(absl::StrContains(seen.SerializeAsString(), "newer"));
}

// At any depth, with and without maps on the way, and nothing else with them.
TEST(RedactTest, UnknownFieldsGoAtEveryDepth) {
  const auto plant = [](Message* message) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(900, "newer");
  };
  Bargain bargain = Parse<Bargain>(R"(name: "b" decisions { accepted: true } decisions {})");
  Bargain expected = bargain;
  plant(&bargain);
  plant(bargain.mutable_decisions(1));
  Of(Bargain::descriptor()).Redact(Of({"states/AGO"}), &bargain);
  EXPECT_EQ(bargain.SerializeAsString(), expected.SerializeAsString());

  Deal deal = Published();
  (*deal.mutable_notes())["n"].set_text("t");
  deal.add_more_notes()->set_text("m");
  Deal clean = Redacted(Outsider(), deal);
  plant(deal.mutable_audience());
  plant(&(*deal.mutable_notes())["n"]);
  plant(deal.mutable_more_notes(0));
  plant(deal.mutable_publish_time());
  Of(Deal::descriptor()).Redact(Outsider(), &deal);
  EXPECT_EQ(deal.SerializeAsString(), clean.SerializeAsString());
}

TEST(RedactTest, ProtectedPathsAreKnown) {
  const auto path = [](const std::vector<std::string>& names) {
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    const Descriptor* type = Deal::descriptor();
    for (const std::string& name : names) {
      fields.push_back(type->FindFieldByName(name));
      type = fields.back()->message_type();
    }
    return Of(Deal::descriptor()).Protects(fields);
  };
  EXPECT_TRUE(path({"memo"}));
  EXPECT_TRUE(path({"ceiling"}));
  EXPECT_TRUE(path({"note", "secret"}));
  EXPECT_TRUE(path({"note"}));
  EXPECT_TRUE(path({"uses", "recipient"}));
  EXPECT_FALSE(path({"note", "text"}));
  EXPECT_FALSE(path({"title"}));
  EXPECT_FALSE(path({"audience", "kind"}));
}

TEST(VisibilityTest, OptionsThatCannotBeEnforcedAreFoundAtStart) {
  const struct {
    const Descriptor* type;
    const char* says;
  } kCases[] = {
      {testing::NoOwner::descriptor(), "owner_fields is empty"},
      {testing::MissingField::descriptor(), "names nobody, which is no field"},
      {testing::WrongType::descriptor(), "names owner, which is no field of the type string"},
      {testing::NoDefault::descriptor(), "default_audience must be set"},
      {testing::NoSuchState::descriptor(), "has STATE_NONE, which is no value"},
      {testing::StateWithoutField::descriptor(), "has STATE_DRAFT, which is no value"},
      {testing::FromWithoutAudience::descriptor(), "needs an audience_field"},
      {testing::NotAResource::descriptor(), "outside of a resource"},
      {testing::HidesOwner::descriptor(), "hides what (access) reads"},
      {testing::HidesName::descriptor(), "or the name"},
      {testing::ForNobody::descriptor(), "seen_by"},
      {testing::NoFlag::descriptor(), "which is no bool"},
      {testing::NoSide::descriptor(), "needs an enum field `side`"},
      {testing::NoPartyOfSide::descriptor(), "has no string field provider"},
      {testing::ConcernsNobody::descriptor(), "needs a list of messages"},
      {testing::ConcernsWithoutWord::descriptor(), "must name `concerns`"},
  };
  for (const auto& c : kCases) {
    const auto made = Visibility::For(c.type);
    ASSERT_FALSE(made.ok()) << c.type->full_name();
    EXPECT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_TRUE(absl::StrContains(made.status().message(), c.says)) << made.status();
    EXPECT_TRUE(absl::StrContains(made.status().message(), "clearway.auth.testing."))
        << made.status();
  }
}

// Random records and callers over few names, so that all rules meet.
class PropertyTest : public ::testing::Test {
 protected:
  bool Coin(int of = 2) { return std::uniform_int_distribution<int>(0, of - 1)(random_) == 0; }
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  std::string Name() {
    static const char* const kNames[] = {"", "states/A", "states/B", "actors/c", "actors/d"};
    return kNames[Below(5)];
  }
  Caller AnyCaller() {
    Caller caller;
    for (int i = Below(3); i > 0; --i) caller.names.push_back(Name());
    for (Role role : AllRoles()) {
      if (Coin(6)) caller.roles.Add(role);
    }
    caller.vetted = Coin();
    caller.state_party = Coin();
    return caller;
  }
  void AnyAudience(Audience* audience) {
    audience->set_kind(static_cast<Audience::Kind>(Below(5)));
    for (int i = Below(3); i > 0; --i) audience->add_members(Name());
  }
  Deal::Note AnyNote(int depth) {
    Deal::Note note;
    if (Coin()) note.set_text("text");
    if (Coin()) note.set_secret(kSecret);
    for (int i = Below(3); depth > 0 && i > 0; --i) *note.add_replies() = AnyNote(depth - 1);
    return note;
  }
  Deal AnyDeal() {
    Deal deal;
    deal.set_owner(Name());
    for (int i = Below(3); i > 0; --i) deal.add_agents(Name());
    deal.set_party(Name());
    deal.set_creator(Name());
    for (int i = Below(3); i > 0; --i) deal.add_partners(Name());
    if (Coin(3)) AnyAudience(deal.mutable_audience());
    deal.set_state(static_cast<Deal::State>(Below(5)));
    deal.set_open(Coin(4));
    if (!Coin(3)) deal.mutable_publish_time()->set_seconds(Below(100));
    deal.set_private_(Coin());
    deal.set_ceiling(Below(3));
    for (int i = Below(3); i > 0; --i) deal.add_ceilings(i);
    if (Coin()) deal.set_memo(kSecret);
    if (Coin()) *deal.mutable_note() = AnyNote(2);
    if (Coin()) (*deal.mutable_notes())["k"] = AnyNote(1);
    for (int i = Below(4); i > 0; --i) deal.add_uses()->set_recipient(Name());
    for (int i = Below(4); i > 0; --i) deal.add_more_uses()->set_recipient(Name());
    return deal;
  }

  static constexpr char kSecret[] = "SECRET";
  static constexpr int kRounds = 20000;
  std::mt19937 random_{7};
};

TEST_F(PropertyTest, WhatIsRedactedForOutsidersHoldsNoSecret) {
  for (int i = 0; i < kRounds; ++i) {
    const Deal deal = AnyDeal();
    const Caller caller = AnyCaller();
    const bool owner = Of(Deal::descriptor()).Owns(caller, deal);
    const Deal seen = Redacted(caller, deal);
    if (owner) {
      ASSERT_EQ(seen.SerializeAsString(), deal.SerializeAsString());
      continue;
    }
    ASSERT_EQ(seen.memo(), "");
    ASSERT_TRUE(!deal.private_() || seen.ceiling() + seen.ceilings_size() == 0);
    if (!caller.roles.Has(type::v1::ROLE_SECRETARIAT)) {
      ASSERT_FALSE(absl::StrContains(seen.SerializeAsString(), kSecret)) << seen.DebugString();
    }
    const bool role =
        caller.roles.Intersects({type::v1::ROLE_SECRETARIAT, type::v1::ROLE_COORDINATOR});
    for (const auto& use : seen.uses()) {
      ASSERT_TRUE(role || use.recipient().empty() || caller.Owns(use.recipient()));
    }
    for (const auto& use : seen.more_uses()) {
      ASSERT_FALSE(deal.private_());
      ASSERT_TRUE(role || use.recipient().empty() || caller.Owns(use.recipient()));
    }
    // Nothing else is lost, and doing it again changes nothing.
    ASSERT_EQ(Of(Deal::descriptor()).SightOf(seen), Of(Deal::descriptor()).SightOf(deal));
    ASSERT_EQ(Redacted(caller, seen).SerializeAsString(), seen.SerializeAsString());
    ASSERT_EQ(Sees(caller, seen), Sees(caller, deal));
  }
}

TEST_F(PropertyTest, TheSightTellsAsTheRecordDoes) {
  for (int i = 0; i < kRounds; ++i) {
    const Deal deal = AnyDeal();
    const Caller caller = AnyCaller();
    const Visibility& visibility = Of(Deal::descriptor());
    const std::string bytes = visibility.SightOf(deal);
    Deal sight;
    ASSERT_TRUE(sight.ParseFromString(bytes));
    ASSERT_FALSE(absl::StrContains(bytes, kSecret));
    ASSERT_EQ(sight.ceiling() + sight.uses_size(), 0);
    ASSERT_EQ(visibility.Sees(caller, sight), visibility.Sees(caller, deal));
    ASSERT_EQ(visibility.Owns(caller, sight), visibility.Owns(caller, deal));
    ASSERT_EQ(visibility.Concerns(caller, sight), visibility.Concerns(caller, deal));
  }
}

TEST_F(PropertyTest, AWiderAudienceShutsNobodyOut) {
  using Kind = Audience::Kind;
  const std::pair<Kind, Kind> kWider[] = {
      {Audience::KIND_STATES_PARTIES, Audience::KIND_VETTED_PROVIDERS},
      {Audience::KIND_VETTED_PROVIDERS, Audience::KIND_EVERYONE},
      {Audience::KIND_NAMED, Audience::KIND_EVERYONE}};
  for (int i = 0; i < kRounds; ++i) {
    Deal deal = AnyDeal();
    const Caller caller = AnyCaller();
    const auto& [narrow, wide] = kWider[Below(3)];
    deal.mutable_audience()->set_kind(narrow);
    const bool before = Sees(caller, deal);
    deal.mutable_audience()->set_kind(wide);
    ASSERT_TRUE(!before || Sees(caller, deal));
    deal.mutable_audience()->set_kind(Audience::KIND_NAMED);
    const bool named = Sees(caller, deal);
    deal.mutable_audience()->add_members(Name());
    ASSERT_TRUE(!named || Sees(caller, deal));
  }
}

TEST_F(PropertyTest, MoreRightsHideNothing) {
  for (int i = 0; i < kRounds; ++i) {
    const Deal deal = AnyDeal();
    const Caller caller = AnyCaller();
    Caller more = caller;
    more.names.push_back(Name());
    more.roles.Add(AllRoles()[Below(11)]);
    more.vetted = more.state_party = true;
    ASSERT_TRUE(!Sees(caller, deal) || Sees(more, deal));
    // What the lesser sees of it is part of what the greater sees.
    ASSERT_EQ(Redacted(caller, Redacted(more, deal)).SerializeAsString(),
              Redacted(caller, deal).SerializeAsString());
  }
}

TEST_F(PropertyTest, EqualKeysSeeTheSame) {
  EXPECT_EQ(SightKey(Caller::Unrestricted("actors/a")), SightKey(Caller::Unrestricted("actors/b")));
  EXPECT_NE(SightKey(Outsider()), SightKey(Caller::Unrestricted("actors/outsider")));
  for (int i = 0; i < kRounds; ++i) {
    const Caller a = AnyCaller();
    const Caller b = AnyCaller();
    const bool same = a.roles == b.roles && a.vetted == b.vetted &&
                      a.state_party == b.state_party && a.names == b.names;
    ASSERT_EQ(SightKey(a) == SightKey(b), same);
  }
}

}  // namespace
}  // namespace clearway::auth
