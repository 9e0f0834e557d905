#include "services/cooperation/matching/certificate_unique.h"

#include <numeric>

namespace clearway::matching {

bool HasNoCycle(int32_t node_count, const std::vector<OpenArc>& arcs) {
  std::vector<int32_t> tree(node_count);
  std::iota(tree.begin(), tree.end(), 0);
  const auto find = [&tree](int32_t v) {
    while (tree[v] != v) v = tree[v] = tree[tree[v]];
    return v;
  };
  for (const OpenArc& arc : arcs) {
    if (!arc.can_grow || !arc.can_shrink) continue;
    const int32_t a = find(arc.tail), b = find(arc.head);
    if (a == b) return false;
    tree[a] = b;
  }
  // Trees without a way in are taken away, with their ways out, until none is left or all that
  // are left lie on or behind a cycle (Kahn, "Topological sorting of large networks", 1962).
  std::vector<int32_t> start(node_count + 1, 0), ways_in(node_count, 0);
  const auto each_one_way = [&](auto visit) {
    for (const OpenArc& arc : arcs) {
      if (arc.can_grow == arc.can_shrink) continue;
      const int32_t a = find(arc.tail), b = find(arc.head);
      arc.can_grow ? visit(a, b) : visit(b, a);
    }
  };
  int64_t left = 0;
  each_one_way([&](int32_t from, int32_t to) {
    ++start[from + 1];
    ++ways_in[to];
    ++left;
  });
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<int32_t> next(start.begin(), start.end() - 1), ways_out(left);
  each_one_way([&](int32_t from, int32_t to) { ways_out[next[from]++] = to; });
  std::vector<int32_t> ready;
  for (int32_t v = 0; v < node_count; ++v) {
    if (ways_in[v] == 0) ready.push_back(v);
  }
  while (!ready.empty()) {
    const int32_t v = ready.back();
    ready.pop_back();
    for (int32_t k = start[v]; k < start[v + 1]; ++k) {
      --left;
      if (--ways_in[ways_out[k]] == 0) ready.push_back(ways_out[k]);
    }
  }
  return left == 0;
}

}  // namespace clearway::matching
