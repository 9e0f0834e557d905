#include "services/cooperation/matching/network_residual.h"

#include <gtest/gtest.h>

#include "services/cooperation/matching/network_generator.h"

namespace clearway::matching {
namespace {

NetworkGraph RandomGraph(SplitMix& random, int32_t nodes, int64_t arcs) {
  NetworkGraph graph;
  graph.node_count = nodes;
  for (int64_t a = 0; a < arcs; ++a) {
    graph.arcs.push_back({static_cast<int32_t>(random.Between(0, nodes - 1)),
                          static_cast<int32_t>(random.Between(0, nodes - 1)),
                          random.Between(0, 3)});
  }
  return graph;
}

TEST(NetworkResidualTest, AnArcHasALinkForEachWayItCanChange) {
  NetworkGraph graph;
  graph.node_count = 2;
  // Empty, in between, full, of no capacity, and closed.
  graph.arcs = {{0, 1, 5}, {0, 1, 5}, {0, 1, 5}, {0, 1, 0}, {0, 1, 5}};
  const std::vector<int64_t> flow = {0, 2, 5, 0, 2}, profits = {1, 2, 3, 4, 5};
  const std::vector<char> open = {1, 1, 1, 1, 0};
  const Residual residual = BuildResidual(graph, flow, open);
  EXPECT_EQ(residual.start, (std::vector<int32_t>{0, 2, 4}));
  EXPECT_EQ(residual.links[0].arc(), 0u);
  EXPECT_EQ(residual.links[1].arc(), 1u);
  EXPECT_EQ(residual.links[1].Profit(profits), 2);
  EXPECT_EQ(residual.links[2].arc(), 1u);
  EXPECT_EQ(residual.links[2].Profit(profits), -2);
  EXPECT_TRUE(residual.links[3].backwards());
  EXPECT_EQ(residual.links[3].to, 0);
  // Seen from the other end, each link keeps its sense.
  const Residual reversed = BuildResidual(graph, flow, open, /*reversed=*/true);
  EXPECT_EQ(reversed.start, (std::vector<int32_t>{0, 2, 4}));
  EXPECT_TRUE(reversed.links[0].backwards());
  EXPECT_FALSE(reversed.links[2].backwards());
}

// Components by definition: u and v are together when each reaches the other.
TEST(NetworkResidualTest, ComponentsAreMutualReachabilityInAnOrderThatLinksFollow) {
  SplitMix random(5);
  for (int i = 0; i < 300; ++i) {
    const auto n = static_cast<int32_t>(random.Between(1, 12));
    const NetworkGraph graph = RandomGraph(random, n, random.Between(0, 20));
    std::vector<int64_t> flow;
    std::vector<char> open;
    for (const NetworkGraph::Arc& arc : graph.arcs) {
      flow.push_back(random.Between(0, arc.capacity));
      open.push_back(random.Between(0, 4) > 0);
    }
    const Residual residual = BuildResidual(graph, flow, open);
    std::vector<std::vector<char>> reach(n, std::vector<char>(n, 0));
    for (int32_t v = 0; v < n; ++v) {
      reach[v][v] = 1;
      for (int32_t k = residual.start[v]; k < residual.start[v + 1]; ++k) {
        reach[v][residual.links[k].to] = 1;
      }
    }
    for (int32_t k = 0; k < n; ++k) {
      for (int32_t u = 0; u < n; ++u) {
        for (int32_t v = 0; v < n; ++v) reach[u][v] |= reach[u][k] & reach[k][v];
      }
    }
    const Components components = FindComponents(residual);
    for (int32_t u = 0; u < n; ++u) {
      ASSERT_GE(components.of_node[u], 0);
      ASSERT_LT(components.of_node[u], components.count);
      for (int32_t v = 0; v < n; ++v) {
        ASSERT_EQ(components.of_node[u] == components.of_node[v], reach[u][v] && reach[v][u]);
        if (reach[u][v]) {
          ASSERT_GE(components.of_node[u], components.of_node[v]);
        }
      }
    }
  }
}

TEST(NetworkResidualTest, LongPathsNeedNoStack) {
  NetworkGraph graph;
  graph.node_count = 300'000;
  for (int32_t v = 0; v < graph.node_count; ++v) {
    graph.arcs.push_back({v, (v + 1) % graph.node_count, 1});
  }
  const std::vector<int64_t> flow(graph.arcs.size(), 0);
  const std::vector<char> open(graph.arcs.size(), 1);
  EXPECT_EQ(FindComponents(BuildResidual(graph, flow, open)).count, 1);
}

}  // namespace
}  // namespace clearway::matching
