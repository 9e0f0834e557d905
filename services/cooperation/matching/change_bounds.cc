#include "services/cooperation/matching/change_bounds.h"

#include <limits>

namespace clearway::matching {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr ByStage kEverywhere{{kMost, kMost, kMost}};

}  // namespace

ChangeBounds::ChangeBounds(ResidualSearch& search) {
  const int32_t count = search.graph().node_count;
  nodes_.resize(count);
  search.Run(NetworkGraph::kOutside, true, kEverywhere);
  for (int32_t v = 0; v < count; ++v) {
    nodes_[v].value = search.Value(v);
    nodes_[v].leaves = search.Reached(v);
    if (nodes_[v].leaves) nodes_[v].leaving = search.Value(v) - search.Distance(v);
  }
  search.Run(NetworkGraph::kOutside, false, kEverywhere);
  for (int32_t v = 0; v < count; ++v) {
    nodes_[v].entered = search.Reached(v);
    if (nodes_[v].entered) nodes_[v].entering = search.Value(v) + search.Distance(v);
  }
}

void ChangeBounds::Corridor::Add(int32_t node, const ByStage& length) {
  const OfNode& of = nodes_[node];
  all_leave_ = all_leave_ && of.leaves;
  all_entered_ = all_entered_ && of.entered;
  const ByStage leaving = length + of.to(), entering = length - of.from();
  longest_ = any_ ? std::max(longest_, length) : length;
  longest_leaving_ = any_ ? std::max(longest_leaving_, leaving) : leaving;
  longest_entering_ = any_ ? std::max(longest_entering_, entering) : entering;
  any_ = true;
}

}  // namespace clearway::matching
