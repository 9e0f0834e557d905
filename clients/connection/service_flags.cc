#include "clients/connection/service_flags.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status_macros.h"

namespace clearway::clients {
namespace {

struct KnownService {
  const char* name;
  const char* address;  // by default
};
constexpr KnownService kServices[] = {{"universalization", "127.0.0.1:50051"},
                                      {"cooperation", "127.0.0.1:50053"}};

}  // namespace

void ServiceFlags::AddTo(CLI::App* app) {
  for (const KnownService& service : kServices) {
    app->add_option(absl::StrCat("--", service.name), flags_.addresses[service.name],
                    absl::StrCat("address of ", service.name, " [", service.address, "]"))
        ->type_name("HOST:PORT");
  }
  const auto file = [app](const char* name, std::string* value, const char* help) {
    app->add_option(name, *value, help)->type_name("FILE");
  };
  file("--profile", &flags_.profile,
       "addresses and credentials; \"none\": no profile [deploy/up's, if there is one]");
  file("--ca", &flags_.ca, "authority of the services' certificates; without it, plain text");
  file("--certificate", &flags_.certificate, "your certificate");
  file("--key", &flags_.key, "its key");
  file("--token-file", &flags_.token_file, "your bearer token");
  app->add_option("--actor", flags_.actor, "for whom to act, if you may for several")
      ->type_name("NAME");
}

absl::StatusOr<std::unique_ptr<rpc::Client>> ServiceFlags::Connect(
    const std::string& service, rpc::ClientOptions options) const {
  std::vector<std::string> names;
  std::string address;
  for (const KnownService& known : kServices) {
    names.emplace_back(known.name);
    if (service == known.name) address = known.address;
  }
  ASSIGN_OR_RETURN(rpc::Connection connection,
                   rpc::ResolveConnection(flags_, names, rpc::ProcessEnvironment()));
  const auto given = connection.addresses.find(service);
  if (given != connection.addresses.end()) address = given->second;
  options.credentials = std::move(connection.credentials);
  return rpc::Client::Connect(address, std::move(options));
}

std::string UnavailableHint() {
  return "Is it running? deploy/up starts the services; --cooperation and --universalization (or\n"
         "CLEARWAY_COOPERATION, CLEARWAY_UNIVERSALIZATION) say where they are, --ca, "
         "--certificate\n"
         "and --key (or a profile) how they are reached over TLS.\n";
}

}  // namespace clearway::clients
