// The cooperation service as a process. Port 50053.
#include "common/rpc/main.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"
#include "services/cooperation/deps.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/sweep.h"
#include "services/cooperation/whole_service.h"

namespace {

using namespace clearway;  // NOLINT: this file is the program

using Services = std::vector<std::unique_ptr<rpc::Service>>;
using Backgrounds = std::vector<std::unique_ptr<rpc::Background>>;

struct RegistryFollower : rpc::Background {
  std::unique_ptr<rpc::Follower> follower;
};

absl::StatusOr<Services> MakeServices(const rpc::MainContext& context) {
  Services services;
  ASSIGN_OR_RETURN(services.emplace_back(), cooperation::MakeService(context.store));
  return services;
}

// Says when the registry is lost and when it is found again, not each attempt between.
class RegistryReport {
 public:
  void operator()(const absl::Status& status) {
    if (status.ok() == found_ && !first_) return;
    if (status.ok()) {
      rpc::Log(first_ ? rpc::LogLevel::kInfo : rpc::LogLevel::kWarning, "registry followed");
    } else {
      rpc::Log(rpc::LogLevel::kWarning, "registry lost; trying again every few seconds",
               {{"error", std::string(status.message())}});
    }
    found_ = status.ok();
    first_ = false;
  }

 private:
  bool first_ = true, found_ = false;
};

absl::StatusOr<Backgrounds> StartBackground(const rpc::MainContext& context) {
  Backgrounds backgrounds;
  auto registry = std::make_unique<RegistryFollower>();
  ASSIGN_OR_RETURN(registry->follower,
                   cooperation::FollowRegistry(context.flag("universalization"), context.peers,
                                               context.store, RegistryReport()));
  backgrounds.push_back(std::move(registry));
  cooperation::Deps deps;
  deps.store = context.store;
  backgrounds.push_back(std::make_unique<cooperation::Sweeper>(deps, absl::Minutes(1)));
  return backgrounds;
}

// Memberships stand in the copy of the registry.
std::unique_ptr<auth::Directory> FollowCopy(const rpc::MainContext& context) {
  auto directory = auth::RegistryDirectory::Start(context.store, cooperation::RegistryCopy());
  if (directory.ok()) return *std::move(directory);
  rpc::Log(rpc::LogLevel::kError, "memberships cannot be read",
           {{"error", std::string(directory.status().message())}});
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  return rpc::RunServer(
      argc, argv,
      {.name = "cooperation",
       .default_port = 50053,
       .extra_flags = {{"universalization", "where the registry is followed", "127.0.0.1:50051"}},
       .watched_prefixes = {"r/", std::string(cooperation::kRegistryPrefix)},
       .services = MakeServices,
       .directory = FollowCopy,
       .background = StartBackground});
}
