// Compares a record that a service has with what a client would write: is it there already, and if
// it differs, in what?
#ifndef CLEARWAY_CLIENTS_LOADER_RECORD_DIFF_H_
#define CLEARWAY_CLIENTS_LOADER_RECORD_DIFF_H_

#include <string>

#include "google/protobuf/message.h"

namespace clearway::loader {

// Clears what the server keeps: OUTPUT_ONLY fields and the etag. What is left is the client's.
void KeepClientPart(google::protobuf::Message* record);

template <typename Record>
Record ClientPart(Record record) {
  KeepClientPart(&record);
  return record;
}

// Equal in every field. REQUIRES (of all below): one type.
bool Same(const google::protobuf::Message& a, const google::protobuf::Message& b);

// The names of the fields in which the two differ, in the contract's order: "aliases, notes".
std::string Differences(const google::protobuf::Message& a, const google::protobuf::Message& b);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_RECORD_DIFF_H_
