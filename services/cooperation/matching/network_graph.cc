#include "services/cooperation/matching/network_graph.h"

#include <algorithm>

namespace clearway::matching {

bool FitsGraph(const Network& network) {
  const size_t nodes = 1 + network.offers.size() + network.offer_years.size() +
                       network.outlets.size() + network.demands.size() + network.groups.size();
  size_t arcs = nodes + network.pairs.size();
  for (const Network::Group& group : network.groups) arcs += group.bands.size();
  return nodes <= static_cast<size_t>(NetworkGraph::kMaxNodes) &&
         arcs <= static_cast<size_t>(NetworkGraph::kMaxArcs);
}

NetworkGraph BuildGraph(const Network& network) {
  NetworkGraph graph;
  const auto count = [](const auto& items) { return static_cast<int32_t>(items.size()); };
  graph.first_offer = 1;
  graph.first_offer_year = graph.first_offer + count(network.offers);
  graph.first_outlet = graph.first_offer_year + count(network.offer_years);
  graph.first_demand = graph.first_outlet + count(network.outlets);
  graph.first_group = graph.first_demand + count(network.demands);
  graph.node_count = graph.first_group + count(network.groups);

  graph.arcs.reserve(network.offers.size() + network.offer_years.size() + network.outlets.size() +
                     network.pairs.size() + network.demands.size() + 4 * network.groups.size());
  int32_t node = graph.first_offer;
  for (const Network::Offer& offer : network.offers) {
    graph.arcs.push_back({NetworkGraph::kOutside, node++, offer.capacity});
  }
  for (const Network::OfferYear& year : network.offer_years) {
    graph.arcs.push_back({graph.first_offer + year.offer, node++, year.capacity});
  }
  for (const Network::Outlet& outlet : network.outlets) {
    graph.arcs.push_back({graph.first_offer_year + outlet.offer_year, node++, outlet.capacity});
  }
  graph.pair_arcs = count(graph.arcs);
  for (const Network::Pair& pair : network.pairs) {
    // A pair has no limit of its own: one unit more than its ends could pass is never reached, so
    // that no dual is ever put on it, and every capacity is finite.
    const int64_t ends =
        std::min(network.outlets[pair.outlet].capacity, network.demands[pair.demand].capacity);
    graph.arcs.push_back(
        {graph.first_outlet + pair.outlet, graph.first_demand + pair.demand, ends + 1});
  }
  graph.demand_arcs = count(graph.arcs);
  for (const Network::Demand& demand : network.demands) {
    graph.arcs.push_back({node++, graph.first_group + demand.group, demand.capacity});
  }
  graph.band_arcs.reserve(network.groups.size());
  for (const Network::Group& group : network.groups) {
    graph.band_arcs.push_back(count(graph.arcs));
    for (const Network::Band& band : group.bands) {
      graph.arcs.push_back({node, NetworkGraph::kOutside, band.capacity});
    }
    ++node;
  }
  return graph;
}

std::vector<int64_t> StageProfits(const Network& network, const NetworkGraph& graph, Stage stage) {
  std::vector<int64_t> profits(graph.arcs.size(), 0);
  if (stage != Stage::kFloor) {
    for (size_t i = 0; i < network.pairs.size(); ++i) {
      profits[graph.pair_arcs + i] = stage == Stage::kWeight
                                         ? network.pairs[i].weight
                                         : static_cast<int64_t>(network.pairs[i].lot);
    }
  }
  if (stage != Stage::kTieBreak) {
    for (size_t g = 0; g < network.groups.size(); ++g) {
      const std::vector<Network::Band>& bands = network.groups[g].bands;
      for (size_t b = 0; b < bands.size(); ++b) {
        profits[graph.band_arcs[g] + b] =
            stage == Stage::kWeight ? bands[b].bonus : (bands[b].floor ? 1 : 0);
      }
    }
  }
  return profits;
}

std::vector<int64_t> NodeValues(const NetworkGraph& graph, const NodeDuals& duals) {
  std::vector<int64_t> values(1, 0);
  values.reserve(graph.node_count);
  for (const std::vector<int64_t>* part :
       {&duals.offers, &duals.offer_years, &duals.outlets, &duals.demands, &duals.groups}) {
    values.insert(values.end(), part->begin(), part->end());
  }
  return values;
}

NodeDuals SplitNodeValues(const NetworkGraph& graph, const std::vector<int64_t>& values) {
  const auto slice = [&values](int32_t from, int32_t to) {
    return std::vector<int64_t>(values.begin() + from, values.begin() + to);
  };
  NodeDuals duals;
  duals.offers = slice(graph.first_offer, graph.first_offer_year);
  duals.offer_years = slice(graph.first_offer_year, graph.first_outlet);
  duals.outlets = slice(graph.first_outlet, graph.first_demand);
  duals.demands = slice(graph.first_demand, graph.first_group);
  duals.groups = slice(graph.first_group, graph.node_count);
  return duals;
}

std::vector<int64_t> ArcFlows(const Network& network, const NetworkGraph& graph,
                              const Solution& solution) {
  std::vector<int64_t> flow(graph.arcs.size(), 0);
  const int32_t first_outlet_arc = graph.first_outlet - 1;  // one arc into each supply node
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    const int64_t x = solution.pair_flow[i];
    flow[graph.pair_arcs + i] = x;
    flow[first_outlet_arc + network.pairs[i].outlet] += x;
    flow[graph.demand_arcs + network.pairs[i].demand] += x;
  }
  for (size_t i = 0; i < network.outlets.size(); ++i) {
    flow[graph.first_offer_year - 1 + network.outlets[i].offer_year] += flow[first_outlet_arc + i];
  }
  for (size_t i = 0; i < network.offer_years.size(); ++i) {
    flow[network.offer_years[i].offer] += flow[graph.first_offer_year - 1 + i];
  }
  for (size_t g = 0; g < network.groups.size(); ++g) {
    std::copy(solution.band_fill[g].begin(), solution.band_fill[g].end(),
              flow.begin() + graph.band_arcs[g]);
  }
  return flow;
}

}  // namespace clearway::matching
