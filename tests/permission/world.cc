#include "tests/permission/world.h"

#include <stdlib.h>

#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clearway/config/v1/auth.pb.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/type/v1/role.pb.h"
#include "clearway/type/v1/who_am_i.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/auth/registry/registry_directory.h"
#include "common/auth/standard_authenticator.h"
#include "common/rpc/errors.h"
#include "common/store/rocksdb_store.h"
#include "gtest/gtest.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/whole_service.h"
#include "services/universalization/service.h"

namespace clearway::permission {
namespace {

namespace univ = universalization::v1;

constexpr char kDomain[] = "spiffe://clearway.test/";
// Whom the configuration knows; makes the first memberships, and nothing under test.
const Who kFirst = {"first", "actors/isu"};

// Who makes the records that the callers under test do not make themselves.
std::vector<Who> Makers() {
  return {{"state approver", "states/LAO"},  {"state drafter", "states/LAO"},
          {"donor officer", "states/AUS"},   {"coordinator", "states/AUS"},
          {"state approver", "states/AUS"},  {"implementer", "actors/oxf"},
          {"implementer", "actors/isu"},     {"donor officer", "actors/isu"},
          {"donor officer", "actors/norad"}, {"donor officer", "actors/oxf"}};
}

std::string Univ(const char* method) {
  return absl::StrCat("clearway.universalization.v1.UniversalizationService/", method);
}

std::string Slug(const std::string& text) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(text), {{" ", "-"}, {"/", "-"}, {"'", ""}});
}

std::string IdentityOf(const Who& who) {
  if (who.role == "service") return absl::StrCat(kDomain, "services/cooperation");
  if (who.role == kNoMembership) return absl::StrCat(kDomain, "actors/oxf/stranger");
  return absl::StrCat(kDomain, who.actor, "/", Slug(who.role));
}

type::v1::Role RoleOf(const std::string& role) {
  type::v1::Role value = type::v1::ROLE_UNSPECIFIED;
  type::v1::Role_Parse(
      absl::StrCat("ROLE_", absl::AsciiStrToUpper(absl::StrReplaceAll(role, {{" ", "_"}}))),
      &value);
  return value;
}

config::v1::AuthConfig ConfigOf(const rpc::TestAuthority& authority) {
  config::v1::AuthConfig config;
  config.set_trust_domain("clearway.test");
  config.set_authority_file(authority.Path("authority.pem"));
  auto* first = config.add_bootstrap_identities();
  first->set_identity(IdentityOf(kFirst));
  first->set_actor(kFirst.actor);
  first->add_roles(type::v1::ROLE_SECRETARIAT);
  return config;
}

}  // namespace

void Must(const absl::Status& status, const std::string& what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what.c_str(), rpc::FormatError(status).c_str());
  std::abort();
}

std::vector<std::string> RoleNames() {
  std::vector<std::string> names;
  const auto* roles = type::v1::Role_descriptor();
  for (int i = 1; i < roles->value_count(); ++i) {
    std::string name(absl::StripPrefix(roles->value(i)->name(), "ROLE_"));
    names.push_back(absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", " "}}));
  }
  return names;
}

const google::protobuf::ServiceDescriptor* DescriptorOf(const std::string& service) {
  if (service == kCooperation) {
    return cooperation::v1::GetOfferRequest::descriptor()->file()->FindServiceByName(
        "CooperationService");
  }
  return univ::GetStateRequest::descriptor()->file()->FindServiceByName("UniversalizationService");
}

std::vector<std::string> Services() { return {kUniversalization, kCooperation}; }

std::vector<Who> World::Cast() {
  std::vector<Who> cast;
  for (const std::string& role : RoleNames()) {
    const bool agency = role == "secretariat" || role == "operator";
    cast.push_back({role, role == "service" ? "" : agency ? "actors/isu" : "states/NOR"});
  }
  cast.push_back({kNoMembership, ""});
  cast.push_back({kNoCredential, ""});
  return cast;
}

std::string World::MembershipOf(const Who& who) {
  return absl::StrCat("memberships/", Slug(who.actor), "-", Slug(who.role));
}

World::World(rpc::QuotaOptions quotas) {
  for (const std::string& service : Services()) Start(service, quotas);
  FillRegistry();
  rpc::ClientCredentials credentials;
  credentials.tls = FilesOf({"service", ""});
  auto follower = cooperation::FollowRegistry(address(kUniversalization), credentials,
                                              services_.at(kCooperation)->store.get());
  Must(follower.status(), "following the registry");
  follower_ = *std::move(follower);
  AwaitRegistry();
}

World::~World() {
  clients_.clear();
  follower_.reset();
  for (auto& [name, running] : services_) running->server->Drain(absl::Seconds(10));
  for (auto& [name, running] : services_) running->server.reset();
}

void World::Start(const std::string& name, const rpc::QuotaOptions& quotas) {
  const bool registry = name == kUniversalization;
  auto running = std::make_unique<Running>();
  std::string directory = absl::StrCat(testing::TempDir(), "/", name, "-XXXXXX");
  if (mkdtemp(directory.data()) == nullptr) std::abort();
  store::RocksdbOptions options;
  options.directory = directory + "/data";
  options.service = name;
  options.watched_prefixes = {"r/"};
  if (!registry) options.watched_prefixes.emplace_back(cooperation::kRegistryPrefix);
  auto store = store::OpenRocksdbStore(options);
  Must(store.status(), "the store");
  running->store = *std::move(store);
  std::vector<std::unique_ptr<rpc::Service>> services;
  if (registry) {
    services.push_back(universalization::MakeService(running->store.get()));
  } else {
    auto service = cooperation::MakeService(running->store.get());
    Must(service.status(), "the service");
    services.push_back(*std::move(service));
  }
  auto directory_of = auth::RegistryDirectory::Start(
      running->store.get(), registry ? auth::RecordsOfRegistry() : cooperation::RegistryCopy());
  Must(directory_of.status(), "the directory");
  running->directory = *std::move(directory_of);
  auto authenticator = auth::StandardAuthenticator::Create(
      {.config = ConfigOf(authority_), .directory = running->directory.get()});
  Must(authenticator.status(), "the authenticator");
  rpc::ServerOptions server;
  server.tls = authority_.Issue(name, absl::StrCat(kDomain, "services/", name));
  server.authenticator = *std::move(authenticator);
  server.quotas = quotas;
  auto started = rpc::Server::Start(std::move(server), std::move(services));
  Must(started.status(), "the server");
  running->server = *std::move(started);
  running->port = running->server->ports().front();
  services_[name] = std::move(running);
}

std::string World::address(const std::string& service) const {
  return absl::StrCat("127.0.0.1:", services_.at(service)->port);
}

rpc::TlsFiles World::FilesOf(const Who& who) {
  if (who.role == kNoCredential) return {"", "", authority_.Path("authority.pem")};
  const std::string identity = IdentityOf(who);
  auto& files = files_[identity];
  if (files.empty()) files = authority_.Issue(absl::StrCat("caller-", files_.size()), identity);
  return files;
}

const rpc::Client& World::As(const std::string& service, const Who& who) {
  auto& client = clients_[absl::StrCat(service, " ", who.role, " ", who.actor)];
  if (client == nullptr) {
    rpc::ClientOptions options;
    options.credentials.tls = FilesOf(who);
    options.max_attempts = 1;
    auto connected = rpc::Client::Connect(address(service), options);
    Must(connected.status(), who.role);
    client = *std::move(connected);
    // A busy machine may need more than one try until the connection stands.
    const std::string who_am_i = absl::StrCat(DescriptorOf(service)->full_name(), "/WhoAmI");
    for (int i = 0; i < 10; ++i) {
      const auto told = client->Call<type::v1::WhoAmIResponse>(who_am_i, type::v1::WhoAmIRequest());
      if (!absl::IsUnavailable(told.status())) break;
    }
  }
  return *client;
}

void World::Join(const Who& who, const Who& by) {
  univ::CreateMembershipRequest request;
  request.set_membership_id(std::string(absl::StripPrefix(MembershipOf(who), "memberships/")));
  request.mutable_membership()->set_identity(IdentityOf(who));
  request.mutable_membership()->set_actor(who.actor);
  request.mutable_membership()->add_roles(RoleOf(who.role));
  Must(As(kUniversalization, by).Call<univ::Membership>(Univ("CreateMembership"), request).status(),
       MembershipOf(who));
}

void World::FillRegistry() {
  const rpc::Client& first = As(kUniversalization, kFirst);
  const std::map<std::string, std::string> states = {
      {"NOR", "Norway"}, {"LAO", "Laos"}, {"AUS", "Australia"}};
  for (const auto& [code, name] : states) {
    univ::CreateStateRequest request;
    request.set_state_id(code);
    request.mutable_state()->set_display_name(name);
    request.mutable_state()->set_region(code == "NOR" ? "Europe" : "Asia");
    Must(first.Call<univ::State>(Univ("CreateState"), request).status(), name);
  }
  univ::RecordTreatyActionRequest joined;
  joined.set_name("states/NOR");
  joined.mutable_action()->set_kind(univ::TreatyAction::KIND_ACCESSION);
  joined.mutable_action()->mutable_date()->set_year(2011);
  joined.mutable_action()->mutable_date()->set_month(12);
  joined.mutable_action()->mutable_date()->set_day(3);
  Must(first.Call<univ::State>(Univ("RecordTreatyAction"), joined).status(), "accession");
  univ::CreateAreaRequest area;
  area.set_area_id("western-sahara");
  area.mutable_area()->set_display_name("Western Sahara");
  Must(first.Call<univ::Area>(Univ("CreateArea"), area).status(), "area");
  const auto actor = [&](const char* id, univ::Actor::Kind kind, const char* state) {
    univ::CreateActorRequest request;
    request.set_actor_id(id);
    request.mutable_actor()->set_display_name(absl::StrCat("The ", id));
    request.mutable_actor()->set_kind(kind);
    request.mutable_actor()->set_state(state);
    Must(first.Call<univ::Actor>(Univ("CreateActor"), request).status(), id);
  };
  actor("isu", univ::Actor::KIND_INTERNATIONAL_ORGANISATION, "");
  actor("oxf", univ::Actor::KIND_NGO, "");
  actor("norad", univ::Actor::KIND_DONOR_AGENCY, "states/NOR");
  const Who approver = {"state approver", "states/NOR"};
  Join(approver, kFirst);
  for (const std::vector<Who>& group : {Cast(), Makers()}) {
    for (const Who& who : group) {
      const bool joined = who.role == approver.role && who.actor == approver.actor;
      if (joined || who.actor.empty()) continue;
      // Only the State itself appoints who sees what identifies a person.
      Join(who, who.role == "victim data steward" ? approver : kFirst);
    }
  }
}

// The copy of the last membership is there, and counts.
void World::AwaitRegistry() {
  const Who last = Makers().back();
  const cooperation::v1::ListOffersRequest request;
  for (int i = 0; i < 3000; ++i) {
    const auto listed = As(kCooperation, last)
                            .Call<cooperation::v1::ListOffersResponse>(
                                "clearway.cooperation.v1.CooperationService/ListOffers", request);
    if (listed.ok()) return;
    absl::SleepFor(absl::Milliseconds(10));
  }
  Must(absl::UnavailableError("was not followed"), "the registry");
}

}  // namespace clearway::permission
