#include "services/cooperation/service_testing.h"

#include <stdlib.h>

#include <chrono>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/store/rocksdb_store.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/verify.h"
#include "services/cooperation/whole_service.h"
#include "services/universalization/service.h"

namespace clearway::cooperation {
namespace {

namespace registry = universalization::v1;

template <typename Response>
void Must(const absl::StatusOr<Response>& answer) {
  ASSERT_TRUE(answer.ok()) << answer.status();
}

void FillRegistry(const std::string& address) {
  const auto client = *rpc::Client::Connect(address);
  const std::string service = "clearway.universalization.v1.UniversalizationService/";
  for (const auto& [code, name] : std::map<std::string, std::string>{
           {"LAO", "Laos"}, {"LBN", "Lebanon"}, {"NOR", "Norway"}, {"AUS", "Australia"}}) {
    registry::CreateStateRequest request;
    request.set_state_id(code);
    request.mutable_state()->set_display_name(name);
    request.mutable_state()->set_region(code == "NOR" ? "Europe" : "Asia");
    Must(client->Call<registry::State>(service + "CreateState", request));
  }
  registry::CreateAreaRequest area;
  area.set_area_id("western-sahara");
  area.mutable_area()->set_display_name("Western Sahara");
  Must(client->Call<registry::Area>(service + "CreateArea", area));
  registry::CreateActorRequest actor;
  actor.set_actor_id("undp");
  actor.mutable_actor()->set_display_name("United Nations Development Programme");
  actor.mutable_actor()->set_kind(registry::Actor::KIND_UNITED_NATIONS);
  Must(client->Call<registry::Actor>(service + "CreateActor", actor));
}

}  // namespace

ServiceProcess::ServiceProcess(std::string name, Make make, std::function<absl::Time()> clock,
                               std::shared_ptr<auth::Authenticator> authenticator)
    : name_(std::move(name)),
      make_(std::move(make)),
      clock_(std::move(clock)),
      authenticator_(std::move(authenticator)),
      directory_(absl::StrCat(::testing::TempDir(), "/", name_, "-XXXXXX")) {
  EXPECT_NE(mkdtemp(&directory_[0]), nullptr);
  Start();
}

ServiceProcess::~ServiceProcess() { Stop(); }

void ServiceProcess::Start() {
  store::RocksdbOptions options;
  options.directory = directory_ + "/data";
  options.service = name_;
  options.watched_prefixes = {"r/", "p/registry/"};
  auto store = store::OpenRocksdbStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  auto service = make_(store_.get());
  ASSERT_TRUE(service.ok()) << service.status();
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(*std::move(service));
  rpc::ServerOptions server_options;
  server_options.listen = {address()};
  server_options.clock = clock_;
  server_options.insecure_loopback = true;
  server_options.authenticator = authenticator_;
  auto server = rpc::Server::Start(std::move(server_options), std::move(services));
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  port_ = server_->ports().front();
}

void ServiceProcess::Stop() {
  if (server_ != nullptr) server_->Drain(absl::Seconds(10));
  server_.reset();
  store_.reset();
}

CooperationTest::CooperationTest()
    : registry_(
          "universalization",
          [](store::Store* store) { return universalization::MakeService(store); },
          [this] { return now(); }),
      cooperation_(
          "cooperation",
          [this](store::Store* store) { return MakeService(store, [this] { return now(); }); },
          [this] { return now(); }, authenticator_) {
  FillRegistry(registry_.address());
  Follow();
  // The follower needs a moment; what it brings last is there at the end of it.
  for (int i = 0; i < 3000; ++i) {
    const auto at = store()->GetSnapshot();
    if (RegistryReady(*at).ok() && FindParty(*at, "actors/undp")->has_value() &&
        FindParty(*at, "states/NOR")->has_value()) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ADD_FAILURE() << "the registry was not followed";
}

CooperationTest::~CooperationTest() {
  client_.reset();
  follower_.reset();
}

void CooperationTest::Follow() {
  auto follower = FollowRegistry(registry_.address(), {}, cooperation_.store());
  ASSERT_TRUE(follower.ok()) << follower.status();
  follower_ = *std::move(follower);
  auto client = rpc::Client::Connect(cooperation_.address());
  ASSERT_TRUE(client.ok()) << client.status();
  client_ = *std::move(client);
}

std::unique_ptr<rpc::Client> CooperationTest::ClientOf(const auth::Caller& caller) const {
  authenticator_->Add(caller);
  rpc::ClientOptions options;
  options.credentials.actor = caller.actor;
  auto client = rpc::Client::Connect(cooperation_.address(), options);
  EXPECT_TRUE(client.ok()) << client.status();
  return client.ok() ? *std::move(client) : nullptr;
}

void CooperationTest::Restart() {
  client_.reset();
  follower_.reset();
  cooperation_.Stop();
  cooperation_.Start();
  Follow();
}

v1::AssistanceRequest CooperationTest::Published(const v1::AssistanceRequest& request,
                                                 absl::string_view id) {
  using R = v1::AssistanceRequest;
  v1::CreateAssistanceRequestRequest create;
  *create.mutable_assistance_request() = request;
  create.set_assistance_request_id(std::string(id));
  auto made = Call<R>("CreateAssistanceRequest", create);
  EXPECT_TRUE(made.ok()) << made.status();
  if (!made.ok()) return R();
  const std::string name = made->name();
  Must(ByName<R, v1::SubmitAssistanceRequestRequest>("SubmitAssistanceRequest", name));
  Must(ByName<R, v1::AuthenticateAssistanceRequestRequest>("AuthenticateAssistanceRequest", name));
  Must(ByName<R, v1::PublishAssistanceRequestRequest>("PublishAssistanceRequest", name));
  return GetRequest(name);
}

v1::Offer CooperationTest::Open(const v1::Offer& offer, absl::string_view id) {
  v1::CreateOfferRequest create;
  *create.mutable_offer() = offer;
  create.set_offer_id(std::string(id));
  auto made = Call<v1::Offer>("CreateOffer", create);
  EXPECT_TRUE(made.ok()) << made.status();
  if (!made.ok()) return v1::Offer();
  auto open = ByName<v1::Offer, v1::PublishOfferRequest>("PublishOffer", made->name());
  EXPECT_TRUE(open.ok()) << open.status();
  return open.ok() ? *open : v1::Offer();
}

absl::StatusOr<v1::AcceptProposalResponse> CooperationTest::Accept(absl::string_view proposal,
                                                                   v1::Proposal::Side side) const {
  v1::AcceptProposalRequest accept;
  accept.set_name(std::string(proposal));
  accept.set_side(side);
  return Call<v1::AcceptProposalResponse>("AcceptProposal", accept);
}

absl::StatusOr<v1::Contribution> CooperationTest::Pledge(const v1::AssistanceRequest& request,
                                                         const v1::Offer& offer,
                                                         absl::string_view need_id, int year,
                                                         const v1::Quantity& quantity) {
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request(request.name());
  propose.set_offer(offer.name());
  propose.set_need_id(std::string(need_id));
  propose.set_year(year);
  *propose.mutable_quantity() = quantity;
  const auto proposal = Call<v1::Proposal>("ProposeMatch", propose);
  if (!proposal.ok()) return proposal.status();
  const auto first = Accept(proposal->name(), v1::Proposal::SIDE_PROVIDER);
  if (!first.ok()) return first.status();
  const auto second = Accept(proposal->name(), v1::Proposal::SIDE_RECIPIENT);
  if (!second.ok()) return second.status();
  return second->contribution();
}

v1::AssistanceRequest CooperationTest::GetRequest(absl::string_view name) const {
  auto got =
      ByName<v1::AssistanceRequest, v1::GetAssistanceRequestRequest>("GetAssistanceRequest", name);
  EXPECT_TRUE(got.ok()) << got.status();
  return got.ok() ? *got : v1::AssistanceRequest();
}

v1::Offer CooperationTest::GetOffer(absl::string_view name) const {
  auto got = ByName<v1::Offer, v1::GetOfferRequest>("GetOffer", name);
  EXPECT_TRUE(got.ok()) << got.status();
  return got.ok() ? *got : v1::Offer();
}

void CooperationTest::ExpectBooksAreRight() const {
  const auto problems = Verify(store());
  ASSERT_TRUE(problems.ok()) << problems.status();
  EXPECT_TRUE(problems->empty()) << absl::StrJoin(*problems, "\n");
}

}  // namespace clearway::cooperation
