#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

absl::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kFloor:
      return "floor";
    case Stage::kWeight:
      return "weight";
    case Stage::kTieBreak:
      return "tie-break";
  }
  return "unknown";
}

const StageResult* Solution::Find(Stage stage) const {
  for (const StageResult& result : stages) {
    if (result.stage == stage) return &result;
  }
  return nullptr;
}

}  // namespace clearway::matching
