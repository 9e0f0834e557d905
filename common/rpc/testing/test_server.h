// A real server on a loopback port over a real store in a fresh directory, with keys for
// what is personal, for tests.
#ifndef CLEARWAY_COMMON_RPC_TESTING_TEST_SERVER_H_
#define CLEARWAY_COMMON_RPC_TESTING_TEST_SERVER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/echo_service.h"
#include "common/secrets/custodian.h"
#include "common/store/store.h"

namespace clearway::rpc {

class TestServer {
 public:
  // Without TLS it is plain text on loopback. `client` is how client() calls.
  explicit TestServer(ServerOptions options = {}, ClientOptions client = {});
  ~TestServer();

  // Stops server and store, and starts both again on the same directory and port.
  void Restart();
  // Stops the server alone, and starts it again on the same port.
  void StopServer(absl::Duration patience = absl::Seconds(5));
  void StartServer();

  std::string address() const;
  Server& server() { return *server_; }
  store::Store& store() { return *store_; }
  const Client& client() const { return *client_; }
  EchoProbe& probe() { return probe_; }

  // Full name of a method of the echo service.
  static std::string Method(absl::string_view name);

 private:
  void OpenStore();

  ServerOptions options_;
  const ClientOptions client_options_;
  std::string directory_;
  EchoProbe probe_;
  int port_ = 0;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<secrets::Custodian> custodian_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_TEST_SERVER_H_
