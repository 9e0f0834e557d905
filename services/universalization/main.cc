// The universalization service as a process. Port 50051.
#include "common/rpc/main.h"

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "services/universalization/service.h"

namespace {

using clearway::rpc::MainContext;
using clearway::rpc::Service;

absl::StatusOr<std::vector<std::unique_ptr<Service>>> MakeServices(const MainContext& context) {
  std::vector<std::unique_ptr<Service>> services;
  services.push_back(clearway::universalization::MakeService(context.store));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  clearway::rpc::ServerMainOptions options;
  options.name = "universalization";
  options.default_port = 50051;
  options.services = MakeServices;
  return clearway::rpc::RunServer(argc, argv, options);
}
