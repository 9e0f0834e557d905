#include "services/universalization/testing.h"

#include <stdlib.h>

#include <utility>
#include <vector>

#include "common/store/rocksdb_store.h"
#include "services/universalization/service.h"

namespace clearway::universalization {

RegistryTest::RegistryTest() : directory_(absl::StrCat(::testing::TempDir(), "/registry-XXXXXX")) {
  EXPECT_NE(mkdtemp(&directory_[0]), nullptr);
  Start();
}

RegistryTest::~RegistryTest() { Stop(); }

void RegistryTest::Restart() {
  Stop();
  Start();
}

void RegistryTest::Start() {
  store::RocksdbOptions options;
  options.directory = directory_ + "/data";
  options.service = "universalization";
  options.watched_prefixes = {"r/"};
  auto store = store::OpenRocksdbStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  rpc::ServerOptions server_options;
  server_options.clock = [this] { return now_; };
  server_options.insecure_loopback = true;
  server_options.authenticator = authenticator_;
  std::vector<std::unique_ptr<rpc::Service>> services;
  services.push_back(MakeService(store_.get()));
  auto server = rpc::Server::Start(std::move(server_options), std::move(services));
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  auto client = rpc::Client::Connect(absl::StrCat("127.0.0.1:", server_->ports().front()));
  ASSERT_TRUE(client.ok()) << client.status();
  client_ = *std::move(client);
}

std::unique_ptr<rpc::Client> RegistryTest::ClientOf(const auth::Caller& caller) {
  authenticator_->Add(caller);
  rpc::ClientOptions options;
  options.credentials.actor = caller.actor;
  auto client = rpc::Client::Connect(absl::StrCat("127.0.0.1:", server_->ports().front()),
                                     std::move(options));
  EXPECT_TRUE(client.ok()) << client.status();
  return client.ok() ? *std::move(client) : nullptr;
}

auth::Caller RegistryTest::CallerOf(const std::string& actor, auth::Roles roles) {
  auth::Caller caller;
  caller.identity = absl::StrCat("spiffe://clearway.test/", actor);
  caller.actor = actor;
  caller.names = {actor};
  caller.roles = roles;
  return caller;
}

void RegistryTest::Stop() {
  client_.reset();
  if (server_ != nullptr) server_->Drain(absl::Seconds(10));
  server_.reset();
  store_.reset();
}

}  // namespace clearway::universalization
