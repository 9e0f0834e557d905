#include "services/cooperation/matching/network_residual.h"

#include <algorithm>

namespace clearway::matching {

Residual BuildResidual(const NetworkGraph& graph, const std::vector<int64_t>& flow,
                       const std::vector<char>& open, bool reversed) {
  Residual residual;
  residual.start.assign(graph.node_count + 1, 0);
  // Calls `visit(from, to, arc_and_sense)` for each link.
  const auto each = [&](auto visit) {
    for (size_t a = 0; a < graph.arcs.size(); ++a) {
      if (!open[a]) continue;
      const NetworkGraph::Arc& arc = graph.arcs[a];
      const int32_t tail = reversed ? arc.head : arc.tail;
      const int32_t head = reversed ? arc.tail : arc.head;
      const uint32_t id = static_cast<uint32_t>(a) << 1;
      if (flow[a] < arc.capacity) visit(tail, head, id);
      if (flow[a] > 0) visit(head, tail, id | 1u);
    }
  };
  each([&](int32_t from, int32_t, uint32_t) { ++residual.start[from + 1]; });
  for (size_t v = 1; v < residual.start.size(); ++v) residual.start[v] += residual.start[v - 1];
  residual.links.resize(residual.start.back());
  std::vector<int32_t> next(residual.start.begin(), residual.start.end() - 1);
  each([&](int32_t from, int32_t to, uint32_t id) { residual.links[next[from]++] = {to, id}; });
  return residual;
}

Components FindComponents(const Residual& residual) {
  const int32_t n = static_cast<int32_t>(residual.start.size()) - 1;
  Components components;
  components.of_node.assign(n, -1);
  std::vector<int32_t> visited_at(n, 0), low(n, 0);  // 0: not yet visited
  std::vector<int32_t> next(residual.start.begin(), residual.start.end() - 1);
  std::vector<int32_t> path, waiting;
  int32_t clock = 0;
  for (int32_t root = 0; root < n; ++root) {
    if (visited_at[root] != 0) continue;
    path.push_back(root);
    while (!path.empty()) {
      const int32_t v = path.back();
      if (visited_at[v] == 0) {
        visited_at[v] = low[v] = ++clock;
        waiting.push_back(v);
      }
      if (next[v] < residual.start[v + 1]) {
        const int32_t w = residual.links[next[v]++].to;
        if (visited_at[w] == 0) {
          path.push_back(w);
        } else if (components.of_node[w] < 0) {
          low[v] = std::min(low[v], visited_at[w]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[v]);
      if (low[v] != visited_at[v]) continue;
      int32_t w;
      do {
        w = waiting.back();
        waiting.pop_back();
        components.of_node[w] = components.count;
      } while (w != v);
      ++components.count;
    }
  }
  return components;
}

}  // namespace clearway::matching
