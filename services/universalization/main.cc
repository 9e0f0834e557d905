// The universalization service as a process. Port 50051.
#include "common/rpc/main.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/auth/registry/registry_directory.h"
#include "common/resource/reindex.h"
#include "common/rpc/log.h"
#include "services/universalization/collections.h"
#include "services/universalization/service.h"

namespace {

using clearway::rpc::MainContext;
using clearway::rpc::Service;

absl::StatusOr<std::vector<std::unique_ptr<Service>>> MakeServices(const MainContext& context) {
  // Data of before there were similar names is found by them too.
  auto status = clearway::resource::AddMissingIndexEntries(
      context.store, clearway::universalization::Actors(),
      clearway::universalization::kSimilarIndex);
  if (!status.ok()) return status;
  std::vector<std::unique_ptr<Service>> services;
  services.push_back(clearway::universalization::MakeService(context.store));
  return services;
}

// Memberships stand in this service's own records.
std::unique_ptr<clearway::auth::Directory> FollowOwnRecords(const MainContext& context) {
  auto directory =
      clearway::auth::RegistryDirectory::Start(context.store, clearway::auth::RecordsOfRegistry());
  if (directory.ok()) return *std::move(directory);
  clearway::rpc::Log(clearway::rpc::LogLevel::kError, "memberships cannot be read",
                     {{"error", std::string(directory.status().message())}});
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  clearway::rpc::ServerMainOptions options;
  options.name = "universalization";
  options.default_port = 50051;
  options.services = MakeServices;
  options.directory = FollowOwnRecords;
  return clearway::rpc::RunServer(argc, argv, options);
}
