// What became of what was to be loaded, in numbers and, for what did not go, with reasons.
#ifndef CLEARWAY_CLIENTS_LOADER_TALLY_H_
#define CLEARWAY_CLIENTS_LOADER_TALLY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::loader {

// Of one kind of record.
struct Tally {
  explicit Tally(absl::string_view kind) : kind(kind) {}

  std::string kind;  // "requests"
  int loaded = 0;    // new in this run
  int already_there = 0;
  struct Refusal {
    std::string what;    // "offers/nor-lao-2012"
    std::string reason;  // the service's answer, for people
  };
  std::vector<Refusal> refused;

  void Refuse(absl::string_view what, const absl::Status& status);
};

// "requests        7 loaded, 0 already there" and, when there are any, refusals.
std::string Line(const Tally& tally);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_TALLY_H_
