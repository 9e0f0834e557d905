// Names of what is stored: the collections of a service, and the ids in one of them.
#ifndef CLEARWAY_CLIENTS_CLI_NAMES_H_
#define CLEARWAY_CLIENTS_CLI_NAMES_H_

#include <string>
#include <vector>

#include "clients/cli/method_command.h"
#include "google/protobuf/descriptor.h"

namespace clearway::cli {

// The collections whose resources stand in the files of the service's package, by their contract:
// "assistanceRequests", "offers"… Ordered.
std::vector<std::string> CollectionsOf(const google::protobuf::ServiceDescriptor* service);

// Up to 1,000 ids in the collection, as its service lists them; none when it does not answer within
// a second: it is for completion, which must not keep people waiting.
std::vector<std::string> ListNames(const Settings& settings, const std::string& collection);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_NAMES_H_
