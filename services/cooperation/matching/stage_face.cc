#include "services/cooperation/matching/stage_face.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"

namespace clearway::matching {
namespace {

absl::Status CheckFeasible(const NetworkGraph& graph, const std::vector<int64_t>& flow) {
  std::vector<absl::int128> excess(graph.node_count, 0);
  for (size_t a = 0; a < graph.arcs.size(); ++a) {
    if (flow[a] < 0 || flow[a] > graph.arcs[a].capacity) {
      return absl::InternalError(absl::StrCat("arc ", a, " is beyond its limits"));
    }
    excess[graph.arcs[a].tail] -= flow[a];
    excess[graph.arcs[a].head] += flow[a];
  }
  if (std::any_of(excess.begin(), excess.end(), [](absl::int128 e) { return e != 0; })) {
    return absl::InternalError("a node does not pass on what it gets");
  }
  return absl::OkStatus();
}

}  // namespace

Face WholeFace(const NetworkGraph& graph) {
  return {std::vector<int64_t>(graph.arcs.size(), 0), std::vector<char>(graph.arcs.size(), 1)};
}

absl::Status ProveAndClose(const NetworkGraph& graph, const std::vector<int64_t>& profits,
                           const std::vector<int64_t>& values, Face& face) {
  if (const absl::Status status = CheckFeasible(graph, face.flow); !status.ok()) return status;
  for (size_t a = 0; a < graph.arcs.size(); ++a) {
    if (!face.open[a]) continue;
    const NetworkGraph::Arc& arc = graph.arcs[a];
    const int64_t reduced = profits[a] + values[arc.head] - values[arc.tail];
    if ((reduced > 0 && face.flow[a] != arc.capacity) || (reduced < 0 && face.flow[a] != 0)) {
      return absl::InternalError(absl::StrCat("arc ", a, " is not complementary"));
    }
    face.open[a] = reduced == 0;
  }
  return absl::OkStatus();
}

}  // namespace clearway::matching
