// What loaders of records have in common: what became of rows, and which errors end the loading.
#ifndef CLEARWAY_CLIENTS_LOADER_LOAD_OUTCOME_H_
#define CLEARWAY_CLIENTS_LOADER_LOAD_OUTCOME_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::loader {

// What became of the rows of one kind; each row counts once.
struct LoadCounts {
  int created = 0;
  int already_there = 0;  // and equal
  int updated = 0;        // was there and differed, with LoadOptions::update
  int differing = 0;      // is there and differs; left as it is
  int refused = 0;        // by the service

  int total() const { return created + already_there + updated + differing + refused; }
};

// "areas               4 created, 0 already there", and what else there is to say.
std::string Line(absl::string_view what, const LoadCounts& counts);

// Failures of the connection or the service, as opposed to a row that it refuses.
bool IsFatal(const absl::Status& status);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_LOAD_OUTCOME_H_
