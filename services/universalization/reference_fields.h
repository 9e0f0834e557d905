// The places of a record that name other records, found by its proto's rules (`reference`), so that
// no resource writes them out: to check what they name, to find who names an actor, and to make
// them name another.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCE_FIELDS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCE_FIELDS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace clearway::universalization {

// The record index by the actors that a record names (ActorsNamedIn).
inline constexpr char kByActorNamed[] = "actor-named";

// Calls `fn` with each name that stands in a field with references, at any depth, in the order of
// the contract, and with the field's path: "participation.party", "meeting.costs[2].giver". Empty
// fields and the record's own `name` are left out.
void ForEachReference(
    const google::protobuf::Message& record, absl::string_view path,
    const std::function<void(const std::string& path, const std::string& name)>& fn);

// Each actor ("actors/undp") that the record names, once.
std::vector<std::string> ActorsNamedIn(const google::protobuf::Message& record);

// Makes every reference to `from` one to `to`; where a list then has it twice, it keeps the first.
// Returns how many places changed.
int ReplaceReference(absl::string_view from, absl::string_view to,
                     google::protobuf::Message* record);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCE_FIELDS_H_
