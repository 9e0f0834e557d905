// Fields of a message as cells of a table: what `clearway export` writes and `clearway import`
// reads. What one writes the other reads back to the same message.
//
//   plain value    as people type it (field_text.h): 2010-11-12, USD 2730000, draft, norway
//   several values "states/LAO; states/KHM", or a JSON array where a value holds ";" or is a
//   message message        JSON, or a column for each of its fields: "action.kind", "action.date"
//   empty          not set
#ifndef CLEARWAY_CLIENTS_CLI_CELL_TEXT_H_
#define CLEARWAY_CLIENTS_CLI_CELL_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::cli {

// Sets what the dotted `path` names; an empty `text` sets nothing. INVALID_ARGUMENT saying what was
// wrong and what would be right, also where a list stands on the way.
absl::Status SetCell(google::protobuf::Message* message, absl::string_view path,
                     absl::string_view text);

// The field as a cell.
std::string CellOf(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor* field);

// The fields of a resource that a table of it has: its name, and what clients write.
std::vector<const google::protobuf::FieldDescriptor*> CellFields(
    const google::protobuf::Descriptor* resource);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_CELL_TEXT_H_
