#include "services/cooperation/matching/unique.h"

#include "services/cooperation/matching/network_residual.h"

namespace clearway::matching {

bool IsUnique(const NetworkGraph& graph, const Face& face) {
  const Residual residual = BuildResidual(graph, face.flow, face.open);
  const Components components = FindComponents(residual);
  std::vector<int32_t> surplus(components.count, 1);  // 1 − nodes + arcs
  for (const int32_t c : components.of_node) --surplus[c];
  const size_t first_band = graph.band_arcs.empty() ? graph.arcs.size() : graph.band_arcs[0];
  int32_t last_group = -1;
  for (size_t a = 0; a < graph.arcs.size(); ++a) {
    const NetworkGraph::Arc& arc = graph.arcs[a];
    const int32_t c = components.of_node[arc.tail];
    if (!face.open[a] || arc.capacity == 0 || c != components.of_node[arc.head]) continue;
    if (a >= first_band) {
      if (arc.tail == last_group) continue;
      last_group = arc.tail;
    }
    if (++surplus[c] > 0) return false;
  }
  return true;
}

}  // namespace clearway::matching
