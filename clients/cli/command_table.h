// The command line's commands: each is one method of a service, under the words that people type.
// Options come from the request's fields (method_command.h), so that a new method is a line here.
#ifndef CLEARWAY_CLIENTS_CLI_COMMAND_TABLE_H_
#define CLEARWAY_CLIENTS_CLI_COMMAND_TABLE_H_

#include <string>
#include <vector>

namespace clearway::cli {

struct Group {
  const char* name;  // "offers"
  const char* summary;
};

struct Command {
  const char* group;
  const char* verb;    // "list"
  const char* method;  // "clearway.cooperation.v1.CooperationService/ListOffers"
  const char* summary;
  const char* example;  // what to type after "clearway"
};

const std::vector<Group>& Groups();
const std::vector<Command>& Commands();

// The collection that a group's resources are in: "requests" → "assistanceRequests".
std::string CollectionOf(const std::string& group);
// The method that lists a collection; "" for a collection without one.
std::string ListMethodOf(const std::string& collection);

// The columns in which resources of this type (full name) are listed; for types without an entry,
// the names of their fields that are plain values.
std::vector<std::string> ColumnsOf(const std::string& message_type);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_COMMAND_TABLE_H_
