// Cooperation and universalization as processes: the one follows the other and works on without it;
// and kill -9 under load loses no acknowledged write and leaves nothing half done.
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/errors.h"
#include "common/store/rocksdb_store.h"
#include "gtest/gtest.h"
#include "services/cooperation/testing.h"
#include "services/cooperation/verify.h"
#include "tests/e2e/service_process.h"

namespace clearway::e2e {
namespace {

namespace coop = cooperation::v1;
namespace univ = universalization::v1;

std::string Coop(const char* method) {
  return absl::StrCat("clearway.cooperation.v1.CooperationService/", method);
}
std::string Univ(const char* method) {
  return absl::StrCat("clearway.universalization.v1.UniversalizationService/", method);
}

std::string NewDirectory() {
  std::string directory = absl::StrCat(testing::TempDir(), "/e2e-XXXXXX");
  EXPECT_NE(mkdtemp(&directory[0]), nullptr);
  return directory;
}

class CooperationKillTest : public testing::Test {
 protected:
  CooperationKillTest()
      : registry_("services/universalization/universalization", data_),
        cooperation_("services/cooperation/cooperation", data_,
                     {"--universalization", registry_.address()}) {
    registry_.Start();
    AddState("LAO", "Laos");
    AddState("NOR", "Norway");
    cooperation_.Start();
  }

  void AddState(const std::string& code, const std::string& name) {
    univ::CreateStateRequest request;
    request.set_state_id(code);
    request.mutable_state()->set_display_name(name);
    request.set_request_id(rpc::NewRequestId());
    const auto made = registry_.client().Call<univ::State>(Univ("CreateState"), request);
    ASSERT_TRUE(made.ok()) << made.status();
  }

  absl::StatusOr<coop::Offer> CreateOffer(const std::string& id,
                                          const std::string& provider = "states/NOR") {
    coop::CreateOfferRequest request;
    *request.mutable_offer() = ThisYears(cooperation::ExampleOffer());
    request.mutable_offer()->set_provider(provider);
    request.set_offer_id(id);
    return cooperation_.client().Call<coop::Offer>(Coop("CreateOffer"), request);
  }

  // The example, moved to years that are not over when this runs.
  static coop::Offer ThisYears(coop::Offer offer) {
    for (auto& year : *offer.mutable_years()) year.set_year(year.year() + 60);
    offer.mutable_valid_from()->set_year(2012);
    offer.mutable_valid_until()->set_year(2099);
    offer.mutable_total()->mutable_money()->set_units(1000000);
    for (auto& year : *offer.mutable_years()) {
      year.mutable_quantity()->mutable_money()->set_units(1000000);
    }
    offer.clear_cap_per_recipient_year();
    return offer;
  }
  static coop::AssistanceRequest ThisYears(coop::AssistanceRequest request) {
    for (auto& need : *request.mutable_needs()) {
      for (auto& year : *need.mutable_years()) year.set_year(year.year() + 60);
    }
    auto* year = request.mutable_needs(0)->mutable_years(0);
    year->mutable_quantity()->mutable_money()->set_units(1000000);
    return request;
  }

  // Waits until the call succeeds: the registry's copy lags behind by moments.
  template <typename Call>
  void Eventually(const Call& call) {
    absl::Status last;
    for (int i = 0; i < 3000; ++i) {
      last = call();
      if (last.ok()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << last;
  }

  template <typename Response, typename Request>
  void ByName(const char* method, const std::string& name) {
    Request request;
    request.set_name(name);
    const auto answer = cooperation_.client().Call<Response>(Coop(method), request);
    ASSERT_TRUE(answer.ok()) << method << answer.status();
  }

  // Publishes an offer and a request that have room for thousands of small pledges.
  void PublishBooks() {
    ASSERT_TRUE(CreateOffer("large").ok());
    ByName<coop::Offer, coop::PublishOfferRequest>("PublishOffer", "offers/large");
    coop::CreateAssistanceRequestRequest request;
    *request.mutable_assistance_request() = ThisYears(cooperation::ExampleRequest());
    request.set_assistance_request_id("large");
    const auto made = cooperation_.client().Call<coop::AssistanceRequest>(
        Coop("CreateAssistanceRequest"), request);
    ASSERT_TRUE(made.ok()) << made.status();
    using R = coop::AssistanceRequest;
    ByName<R, coop::SubmitAssistanceRequestRequest>("SubmitAssistanceRequest", made->name());
    ByName<R, coop::AuthenticateAssistanceRequestRequest>("AuthenticateAssistanceRequest",
                                                          made->name());
    ByName<R, coop::PublishAssistanceRequestRequest>("PublishAssistanceRequest", made->name());
  }

  // One pledge of 1 USD, by hand: its name, or why not.
  absl::StatusOr<std::string> Pledge(const rpc::Client& client) {
    rpc::CallOptions once;
    once.timeout = absl::Seconds(5);
    coop::ProposeMatchRequest propose;
    propose.set_assistance_request("assistanceRequests/large");
    propose.set_offer("offers/large");
    propose.set_need_id("funding");
    propose.set_year(2072);
    propose.mutable_quantity()->mutable_money()->set_currency_code("USD");
    propose.mutable_quantity()->mutable_money()->set_units(1);
    const auto proposal = client.Call<coop::Proposal>(Coop("ProposeMatch"), propose, once);
    if (!proposal.ok()) return proposal.status();
    coop::AcceptProposalRequest accept;
    accept.set_name(proposal->name());
    accept.set_side(coop::Proposal::SIDE_PROVIDER);
    auto answer = client.Call<coop::AcceptProposalResponse>(Coop("AcceptProposal"), accept, once);
    if (!answer.ok()) return answer.status();
    accept.set_side(coop::Proposal::SIDE_RECIPIENT);
    answer = client.Call<coop::AcceptProposalResponse>(Coop("AcceptProposal"), accept, once);
    if (!answer.ok()) return answer.status();
    return answer->contribution().name();
  }

  const std::string data_ = NewDirectory();
  ServiceProcess registry_, cooperation_;
};

TEST_F(CooperationKillTest, FollowsTheRegistryAndWorksOnWithoutIt) {
  Eventually([&] { return CreateOffer("first").status(); });
  registry_.Kill();
  EXPECT_TRUE(CreateOffer("second").ok());
  cooperation_.Kill();
  cooperation_.Start();
  EXPECT_TRUE(CreateOffer("third").ok());
  const auto unknown = CreateOffer("fourth", "states/AUS");
  EXPECT_EQ(rpc::ReasonOf(unknown.status()), type::v1::ERROR_REASON_UNKNOWN_STATE);
  registry_.Start();
  AddState("AUS", "Australia");
  Eventually([&] { return CreateOffer("fourth", "states/AUS").status(); });
  EXPECT_EQ(cooperation_.Stop(), 0);
  EXPECT_EQ(registry_.Stop(), 0);
}

TEST_F(CooperationKillTest, KillUnderLoadLosesNoAcknowledgedWriteAndLeavesNothingHalfDone) {
  constexpr int kKills = 8, kWriters = 6;
  Eventually([&] { return CreateOffer("first").status(); });
  PublishBooks();
  std::mutex mutex;
  std::map<std::string, std::string> acknowledged;  // name → title or state
  int made = 0;
  for (int round = 0; round < kKills; ++round) {
    std::atomic<bool> dead{false};
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        const auto client = *rpc::Client::Connect(cooperation_.address());
        for (int i = 0; !dead; ++i) {
          if (w % 2 == 0) {
            const std::string id = absl::StrCat("r", round, "-w", w, "-", i);
            coop::CreateOfferRequest request;
            *request.mutable_offer() = ThisYears(cooperation::ExampleOffer());
            request.mutable_offer()->set_title(id);
            request.set_offer_id(id);
            rpc::CallOptions once;
            once.timeout = absl::Seconds(5);
            const auto offer = client->Call<coop::Offer>(Coop("CreateOffer"), request, once);
            if (!offer.ok()) continue;
            std::lock_guard<std::mutex> lock(mutex);
            acknowledged[offer->name()] = id;
          } else if (const auto pledge = Pledge(*client); pledge.ok()) {
            std::lock_guard<std::mutex> lock(mutex);
            acknowledged[*pledge] = "pledge";
          }
        }
      });
    }
    // Each time at another moment, but never before something was written.
    const size_t enough = [&] {
      std::lock_guard<std::mutex> lock(mutex);
      return acknowledged.size() + 10 + 7 * round;
    }();
    for (int i = 0; i < 1500; ++i) {
      {
        std::lock_guard<std::mutex> lock(mutex);
        if (acknowledged.size() >= enough) break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    cooperation_.Kill();
    dead = true;
    for (auto& writer : writers) writer.join();
    EXPECT_GE(acknowledged.size(), enough);
    made = static_cast<int>(acknowledged.size());
    {
      store::RocksdbOptions options;
      options.directory = data_ + "/cooperation";
      options.service = "cooperation";
      options.watched_prefixes = {"r/"};
      const auto store = store::OpenRocksdbStore(options);
      ASSERT_TRUE(store.ok()) << store.status();
      const auto problems = cooperation::Verify(store->get());
      ASSERT_TRUE(problems.ok()) << problems.status();
      EXPECT_TRUE(problems->empty()) << absl::StrJoin(*problems, "\n");
    }
    cooperation_.Start();
    for (const auto& [name, what] : acknowledged) {
      if (what == "pledge") {
        coop::GetContributionRequest request;
        request.set_name(name);
        const auto found =
            cooperation_.client().Call<coop::Contribution>(Coop("GetContribution"), request);
        ASSERT_TRUE(found.ok()) << name << found.status();
      } else {
        coop::GetOfferRequest request;
        request.set_name(name);
        const auto found = cooperation_.client().Call<coop::Offer>(Coop("GetOffer"), request);
        ASSERT_TRUE(found.ok()) << name << found.status();
        EXPECT_EQ(found->title(), what);
      }
    }
  }
  int pledges = 0;
  for (const auto& [name, what] : acknowledged) pledges += what == "pledge" ? 1 : 0;
  EXPECT_GT(pledges, kKills);
  EXPECT_GT(made - pledges, kKills);
  std::printf("%d acknowledged writes, %d of them pledges, outlived %d kills\n", made, pledges,
              kKills);
  EXPECT_EQ(cooperation_.Stop(), 0);
}

}  // namespace
}  // namespace clearway::e2e
