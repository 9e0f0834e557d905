// The OWASP API Security Top 10 (2023), numbers 1, 3, 5 and 6: what somebody with good credentials
// tries. https://owasp.org/API-Security/editions/2023/en/0x11-t10/
#include <atomic>
#include <thread>
#include <vector>

#include "tests/owasp/owasp.h"

namespace clearway::owasp {
namespace {

using absl::StatusCode;

class AuthorizationTest : public OwaspTest {};

// An officer who knows or guesses the names of others' records, and uses them everywhere.
TEST_F(AuthorizationTest, API1_BrokenObjectLevelAuthorization) {
  const std::string request = PublishedRequest("open");
  const std::string draft = DraftRequest("draft", ARequest()).name();
  const std::string offer = OpenOffer(kAustraliaOfficer, "open").name();
  const std::string drafted = DraftOffer(kAustraliaOfficer, "draft").name();
  const auto proposal = Propose(kSecretariat, offer, request, 100);
  ASSERT_TRUE(proposal.ok()) << proposal.status();
  const store::Revision before = Revision(kCooperation);

  // Of others, and not for its eyes: as if it were not there.
  EXPECT_EQ((ByName<coop::AssistanceRequest, coop::GetAssistanceRequestRequest>(
                 kNorwayOfficer, "GetAssistanceRequest", draft)
                 .status()),
            rpc::NotFound(draft));
  EXPECT_EQ((ByName<coop::Offer, coop::PublishOfferRequest>(kNorwayOfficer, "PublishOffer", drafted)
                 .status()),
            rpc::NotFound(drafted));
  EXPECT_EQ((ByName<coop::Proposal, coop::GetProposalRequest>(kNorwayOfficer, "GetProposal",
                                                              proposal->name())
                 .status()),
            rpc::NotFound(proposal->name()));
  EXPECT_EQ(Accept(kNorwayOfficer, proposal->name(), coop::Proposal::SIDE_PROVIDER),
            rpc::NotFound(proposal->name()));
  // Seen by everybody, and not its own.
  EXPECT_EQ(rpc::ReasonOf(ByName<coop::Offer, coop::RetractOfferRequest>(kNorwayOfficer,
                                                                         "RetractOffer", offer)
                              .status()),
            type::v1::ERROR_REASON_NOT_YOURS);
  coop::UpdateOfferRequest update;
  update.mutable_offer()->set_name(offer);
  update.mutable_offer()->set_title("Taken over");
  update.mutable_update_mask()->add_paths("title");
  EXPECT_EQ(Coop<coop::Offer>(kNorwayOfficer, "UpdateOffer", update).status().code(),
            StatusCode::kPermissionDenied);
  // Nor in another's name.
  coop::CreateOfferRequest create;
  *create.mutable_offer() = AnOffer("states/AUS");
  EXPECT_EQ(Coop<coop::Offer>(kNorwayOfficer, "CreateOffer", create).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(Revision(kCooperation), before) << "nothing has changed";
}

// Fields that are not the caller's to read, or not a client's to write.
TEST_F(AuthorizationTest, API3_BrokenObjectPropertyLevelAuthorization) {
  const std::string offer = OpenOffer(kAustraliaOfficer, "private", true).name();
  const auto read = ByName<coop::Offer, coop::GetOfferRequest>(kNorwayOfficer, "GetOffer", offer);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->has_total() || read->years_size() > 0 || read->has_cap_per_recipient_year() ||
               read->progress_size() > 0)
      << read->DebugString();
  coop::ListOffersRequest list;
  list.set_filter("total.money.units >= 3000");
  EXPECT_EQ(Coop<coop::ListOffersResponse>(kNorwayOfficer, "ListOffers", list)->total_size(), 0);

  // What a server says of a record, said by a client: it is not taken.
  coop::CreateOfferRequest create;
  coop::Offer& own = *create.mutable_offer();
  own = AnOffer("states/NOR");
  own.set_state(coop::Offer::STATE_OPEN);
  own.set_creator("actors/isu");
  own.mutable_publish_time()->set_seconds(1);
  const auto made = Coop<coop::Offer>(kNorwayOfficer, "CreateOffer", create);
  if (made.ok()) {
    EXPECT_EQ(made->state(), coop::Offer::STATE_DRAFT);
    EXPECT_EQ(made->creator(), "states/NOR");
    EXPECT_FALSE(made->has_publish_time());
  } else {
    EXPECT_EQ(made.status().code(), StatusCode::kInvalidArgument);
  }
  const std::string draft = DraftOffer(kNorwayOfficer, "draft").name();
  for (const char* field : {"state", "creator", "publish_time", "provider"}) {
    coop::UpdateOfferRequest update;
    *update.mutable_offer() = own;
    update.mutable_offer()->set_name(draft);
    update.mutable_offer()->set_provider("states/AUS");
    update.mutable_update_mask()->add_paths(field);
    const auto updated = Coop<coop::Offer>(kNorwayOfficer, "UpdateOffer", update);
    EXPECT_TRUE(!updated.ok() || updated->state() == coop::Offer::STATE_DRAFT) << field;
    EXPECT_TRUE(!updated.ok() || updated->provider() == "states/NOR") << field;
    EXPECT_TRUE(!updated.ok() || updated->creator() == "states/NOR") << field;
  }
}

// Methods of other roles; and roles that somebody would give to themselves.
TEST_F(AuthorizationTest, API5_BrokenFunctionLevelAuthorization) {
  const store::Revision before = Revision(kUniversalization);
  univ::VetActorRequest vet;
  vet.set_name("actors/oxf");
  vet.set_note("they are good");
  type::v1::ListAuditEventsRequest audit;
  univ::CreateMembershipRequest join;
  join.mutable_membership()->set_identity("https://login.example#new");
  join.mutable_membership()->set_actor("states/NOR");
  join.mutable_membership()->add_roles(type::v1::ROLE_DONOR_OFFICER);
  for (const Who& who : {kNorwayObserver, kNorwayOfficer, kNorwayDrafter}) {
    EXPECT_EQ(Call<univ::Actor>(kUniversalization, who, "VetActor", vet).status().code(),
              StatusCode::kPermissionDenied)
        << who.role;
    EXPECT_EQ(
        Call<type::v1::ListAuditEventsResponse>(kUniversalization, who, "ListAuditEvents", audit)
            .status()
            .code(),
        StatusCode::kPermissionDenied)
        << who.role;
    EXPECT_EQ(
        Call<univ::Membership>(kUniversalization, who, "CreateMembership", join).status().code(),
        StatusCode::kPermissionDenied)
        << who.role;
  }
  // An approver appoints some, and neither the secretariat nor itself.
  for (const type::v1::Role role : {type::v1::ROLE_SECRETARIAT, type::v1::ROLE_DONOR_OFFICER}) {
    join.mutable_membership()->set_roles(0, role);
    EXPECT_FALSE(
        Call<univ::Membership>(kUniversalization, kNorwayApprover, "CreateMembership", join).ok());
  }
  univ::UpdateMembershipRequest rise;
  rise.mutable_membership()->set_name(World::MembershipOf(kNorwayApprover));
  rise.mutable_membership()->add_roles(type::v1::ROLE_STATE_APPROVER);
  rise.mutable_membership()->add_roles(type::v1::ROLE_VICTIM_DATA_STEWARD);
  rise.mutable_update_mask()->add_paths("roles");
  EXPECT_EQ(Call<univ::Membership>(kUniversalization, kNorwayApprover, "UpdateMembership", rise)
                .status()
                .code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(Revision(kUniversalization), before) << "nothing has changed";
}

// A program in an officer's place: it cannot decide for the other side, nor commit more than there
// is, however fast it is.
TEST_F(AuthorizationTest, API6_UnrestrictedAccessToSensitiveBusinessFlows) {
  const std::string request = PublishedRequest("open");
  const std::string offer = OpenOffer(kNorwayOfficer, "open").name();
  const auto own = Propose(kNorwayOfficer, offer, request, 100);
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_TRUE(Accept(kNorwayOfficer, own->name(), coop::Proposal::SIDE_PROVIDER).ok());
  EXPECT_EQ(Accept(kNorwayOfficer, own->name(), coop::Proposal::SIDE_RECIPIENT).code(),
            StatusCode::kPermissionDenied);

  // The request asks for 1,000 in the year: no more than ten hundreds become pledges.
  std::vector<std::string> proposals;
  for (int i = 0; i < 20; ++i) {
    const auto proposal = Propose(kSecretariat, offer, request, 100);
    ASSERT_TRUE(proposal.ok()) << proposal.status();
    proposals.push_back(proposal->name());
  }
  std::atomic<size_t> next{0};
  std::atomic<int> pledged{0};
  std::vector<std::thread> programs;
  world_.As(kCooperation, kLaosApprover);
  for (int i = 0; i < 4; ++i) {
    programs.emplace_back([&] {
      for (size_t at = next++; at < proposals.size(); at = next++) {
        coop::AcceptProposalRequest accept;
        accept.set_name(proposals[at]);
        accept.set_side(coop::Proposal::SIDE_PROVIDER);
        (void)world_.As(kCooperation, kNorwayOfficer)
            .Call<coop::AcceptProposalResponse>(FullName(kCooperation, "AcceptProposal"), accept);
        accept.set_side(coop::Proposal::SIDE_RECIPIENT);
        const auto answer = world_.As(kCooperation, kLaosApprover)
                                .Call<coop::AcceptProposalResponse>(
                                    FullName(kCooperation, "AcceptProposal"), accept);
        if (answer.ok() && answer->has_contribution()) ++pledged;
      }
    });
  }
  for (std::thread& program : programs) program.join();
  EXPECT_EQ(pledged, 10);
}

}  // namespace
}  // namespace clearway::owasp
