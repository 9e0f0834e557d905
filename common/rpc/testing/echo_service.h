// The service of echo.proto, for tests and benchmarks of the server.
#ifndef CLEARWAY_COMMON_RPC_TESTING_ECHO_SERVICE_H_
#define CLEARWAY_COMMON_RPC_TESTING_ECHO_SERVICE_H_

#include <atomic>
#include <memory>

#include "common/auth/permissions.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::rpc {

inline constexpr char kEchoService[] = "clearway.testing.v1.EchoService";

// What a test can see from outside.
struct EchoProbe {
  std::atomic<int> created{0};    // times a CreateEcho ran to its end
  std::atomic<int> sent{0};       // messages that StreamEcho got rid of
  std::atomic<int> hanging{0};    // handlers that wait to be cancelled
  std::atomic<int> cancelled{0};  // handlers that found themselves cancelled
};

// Who may call what: donor officers and the secretariat everything, observers and services what is
// no write; victim data stewards may watch, and get cards alone; reporting officers may watch, and
// get nothing; nobody else may do anything with echoes.
const auth::Permissions& EchoPermissions();

// GetEcho answers names that were created, and "echoes/fixed"; "echoes/throw" throws an exception,
// "echoes/throw-number" a number, "echoes/internal" returns INTERNAL with a secret. CreateEcho with
// the id "throw" throws inside its transaction.
std::unique_ptr<Service> NewEchoService(store::Store* store, EchoProbe* probe);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_ECHO_SERVICE_H_
