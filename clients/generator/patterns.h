// What the real flows look like: what a scenario is drawn from.
#ifndef CLEARWAY_CLIENTS_GENERATOR_PATTERNS_H_
#define CLEARWAY_CLIENTS_GENERATOR_PATTERNS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/type/v1/area_of_work.pb.h"

namespace clearway::generator {

// Who gave what to whom, once.
struct Flow {
  std::string provider;                             // "states/NOR", "actors/european-union"
  std::string recipient;                            // "states/LAO", "areas/kosovo"
  std::vector<type::v1::AreaOfWork> areas_of_work;  // empty: not said
  std::string currency;
  int64_t amount;  // whole units
};

struct Patterns {
  std::vector<Flow> flows;  // in the order of the file; never empty
  // Of each provider, the recipients that it gave to, each once, in the order of the flows.
  std::map<std::string, std::vector<std::string>> recipients_of;
  std::map<std::string, std::string> display_names;  // of States, areas and actors
  std::map<std::string, std::string> regions;        // of States and areas that have one
};

// Reads contributions.csv, states.csv, areas.csv and actors.csv of a folder. Flows to organisations
// or to several recipients are left out: nobody there asks.
absl::StatusOr<Patterns> ReadPatterns(const std::string& folder);

}  // namespace clearway::generator

#endif  // CLEARWAY_CLIENTS_GENERATOR_PATTERNS_H_
