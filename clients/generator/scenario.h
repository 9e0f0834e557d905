// A made-up scenario of requests and offers, drawn from what real flows look like: for trials,
// training and benchmarks. Every record is marked synthetic, and its title says so.
//
//   ASSIGN_OR_RETURN(Patterns patterns, ReadPatterns("data"));
//   Scenario scenario = MakeScenario(patterns, {.seed = 1, .requests = 300, .offers = 200});
//
// The same patterns and options give the same bytes, on every machine. Names hold year and seed, so
// that two scenarios do not meet.
//
// Drawn from the real flows: who gives, who receives, the areas of work, currencies, amounts (the
// amounts of needs are larger than what was given, as the published needs are), which recipients a
// provider knows. Made up: counted things (people, equipment), channels, urgency, priorities,
// deadlines, caps, for the published tables do not have them.
#ifndef CLEARWAY_CLIENTS_GENERATOR_SCENARIO_H_
#define CLEARWAY_CLIENTS_GENERATOR_SCENARIO_H_

#include <cstdint>
#include <vector>

#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clients/generator/patterns.h"

namespace clearway::generator {

struct ScenarioOptions {
  uint64_t seed = 1;
  int requests = 300;  // 0 to 1,000,000
  int offers = 200;    // 0 to 1,000,000
  // The present: needs begin in this year or the next; everything was known by its first day.
  int year = 2026;
};

struct Scenario {
  // With names: "assistanceRequests/synthetic-2026-1-000001".
  std::vector<cooperation::v1::AssistanceRequest> requests;
  std::vector<cooperation::v1::Offer> offers;
};

Scenario MakeScenario(const Patterns& patterns, const ScenarioOptions& options);

}  // namespace clearway::generator

#endif  // CLEARWAY_CLIENTS_GENERATOR_SCENARIO_H_
