// The echo service as a process, for trying things out and for benchmarks of the server:
//   echo_main --data /tmp/echo --listen 127.0.0.1:0
#include <memory>
#include <utility>
#include <vector>

#include "common/rpc/main.h"
#include "common/rpc/testing/echo_service.h"

int main(int argc, char** argv) {
  clearway::rpc::EchoProbe probe;
  clearway::rpc::ServerMainOptions options;
  options.name = "echo";
  options.default_port = 50050;
  options.services = [&probe](const clearway::rpc::MainContext& context) {
    std::vector<std::unique_ptr<clearway::rpc::Service>> services;
    services.push_back(clearway::rpc::NewEchoService(context.store, &probe));
    return services;
  };
  return clearway::rpc::RunServer(argc, argv, options);
}
