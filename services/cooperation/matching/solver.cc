#include "services/cooperation/matching/solver.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/solver_stage.h"
#include "services/cooperation/matching/stage_face.h"
#include "services/cooperation/matching/unique.h"

namespace clearway::matching {
namespace {

using Clock = std::chrono::steady_clock;

int64_t MicrosSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

// Ties that the lots leave are broken by further hashes of the lots, so that the choice does not
// follow the order of the input. They prove nothing, hence need no certificate.
constexpr int kFurtherRounds = 2;

std::vector<int64_t> FurtherLots(const Network& network, const NetworkGraph& graph, int round) {
  std::vector<int64_t> profits(graph.arcs.size(), 0);
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    const Network::Pair& pair = network.pairs[i];
    uint64_t z = pair.lot + (static_cast<uint64_t>(pair.weight) << 32) +
                 static_cast<uint64_t>(round) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    profits[graph.pair_arcs + i] = static_cast<int64_t>((z ^ (z >> 31)) >> 32);
  }
  return profits;
}

// A group's total fills its bands from the first to the last, which is a best way in every stage:
// floors come first and bonuses do not rise.
void FillBandsInOrder(const Network& network, const NetworkGraph& graph, Face& face) {
  for (size_t g = 0; g < network.groups.size(); ++g) {
    const auto first = face.flow.begin() + graph.band_arcs[g];
    const auto last = first + static_cast<int64_t>(network.groups[g].bands.size());
    // A group's total is at most the sum of its bands; it may pass 64 bits only on paper, for the
    // bands are filled one by one from what flows.
    absl::int128 total = 0;
    for (auto fill = first; fill != last; ++fill) total += *fill;
    for (auto fill = first; fill != last; ++fill) {
      const int64_t capacity = network.groups[g].bands[fill - first].capacity;
      *fill = total < capacity ? static_cast<int64_t>(total) : capacity;
      total -= *fill;
    }
  }
}

Solution Extract(const Network& network, const NetworkGraph& graph, const Face& face) {
  Solution solution;
  const auto pairs = face.flow.begin() + graph.pair_arcs;
  solution.pair_flow.assign(pairs, pairs + static_cast<int64_t>(network.pairs.size()));
  solution.band_fill.reserve(network.groups.size());
  for (size_t g = 0; g < network.groups.size(); ++g) {
    const auto first = face.flow.begin() + graph.band_arcs[g];
    solution.band_fill.emplace_back(first,
                                    first + static_cast<int64_t>(network.groups[g].bands.size()));
  }
  return solution;
}

}  // namespace

absl::StatusOr<Solution> Solve(const Network& network, const SolveOptions& options) {
  const Clock::time_point start = Clock::now();
  if (const absl::Status status = network.Validate(); !status.ok()) return status;
  if (!FitsGraph(network)) {
    return absl::ResourceExhaustedError("the network has more than 2^26 nodes or 2^29 arcs");
  }
  const NetworkGraph graph = BuildGraph(network);
  Face face = WholeFace(graph);
  const int64_t build_micros = MicrosSince(start);

  std::vector<StageResult> stages;
  std::vector<Stage> asked = {Stage::kWeight, Stage::kTieBreak};
  if (options.floor_stage) asked.insert(asked.begin(), Stage::kFloor);
  for (const Stage stage : asked) {
    const Clock::time_point stage_start = Clock::now();
    const auto keep_going = [&](double done) {
      if (options.progress) options.progress(stage, done);
      return !options.cancelled || !options.cancelled();
    };
    absl::StatusOr<StageOutcome> outcome =
        RunStage(graph, StageProfits(network, graph, stage), keep_going, face);
    if (!outcome.ok()) return outcome.status();
    StageResult& result = stages.emplace_back();
    result.stage = stage;
    result.duals = SplitNodeValues(graph, outcome->values);
    result.solver = std::move(outcome->solver);
    result.solve_micros = MicrosSince(stage_start);
  }
  const bool unique = IsUnique(graph, face);
  for (int round = 1; !unique && round <= kFurtherRounds && !IsUnique(graph, face); ++round) {
    const auto keep_going = [&](double) { return !options.cancelled || !options.cancelled(); };
    const absl::StatusOr<StageOutcome> outcome =
        RunStage(graph, FurtherLots(network, graph, round), keep_going, face);
    if (!outcome.ok()) return outcome.status();
  }
  FillBandsInOrder(network, graph, face);

  Solution solution = Extract(network, graph, face);
  solution.unique = unique;
  solution.stages = std::move(stages);
  for (StageResult& result : solution.stages) {
    const std::vector<int64_t> profits = StageProfits(network, graph, result.stage);
    for (size_t a = 0; a < graph.arcs.size(); ++a) {
      result.value += absl::int128(profits[a]) * face.flow[a];
    }
  }
  solution.build_micros = build_micros;
  solution.total_micros = MicrosSince(start);
  return solution;
}

}  // namespace clearway::matching
