#include "common/rpc/testing/test_server.h"

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/secrets/testing/test_keys.h"
#include "common/store/rocksdb_store.h"

namespace clearway::rpc {
namespace {

std::string NewDirectory() {
  const char* base = std::getenv("TEST_TMPDIR");
  std::string path = absl::StrCat(base != nullptr ? base : "/tmp", "/server-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) std::abort();
  return absl::StrCat(path, "/store");
}

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
    std::abort();
  }
  return *std::move(result);
}

}  // namespace

TestServer::TestServer(ServerOptions options, ClientOptions client)
    : options_(std::move(options)), client_options_(std::move(client)), directory_(NewDirectory()) {
  options_.insecure_loopback = options_.tls.empty();
  OpenStore();
  StartServer();
}

TestServer::~TestServer() { StopServer(); }

void TestServer::OpenStore() {
  store::RocksdbOptions options;
  options.directory = directory_;
  options.service = "echo";
  options.watched_prefixes = {"r/"};
  store_ = OrDie(OpenRocksdbStore(options));
  const std::string keys = directory_ + ".master-keys";
  secrets::testing::WriteMasterKeys(keys, {1});
  custodian_ = secrets::testing::StartCustodian(store_.get(), keys);
}

void TestServer::StartServer() {
  options_.listen = {absl::StrCat("127.0.0.1:", port_)};
  std::vector<std::unique_ptr<Service>> services;
  services.push_back(NewEchoService(store_.get(), &probe_));
  server_ = OrDie(Server::Start(options_, std::move(services)));
  port_ = server_->ports()[0];
  if (client_ == nullptr) client_ = OrDie(Client::Connect(address(), client_options_));
}

void TestServer::StopServer(absl::Duration patience) {
  if (server_ != nullptr) server_->Drain(patience);
  server_.reset();
}

void TestServer::Restart() {
  StopServer();
  custodian_.reset();
  store_.reset();
  OpenStore();
  StartServer();
}

std::string TestServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

std::string TestServer::Method(absl::string_view name) {
  return absl::StrCat(kEchoService, "/", name);
}

}  // namespace clearway::rpc
