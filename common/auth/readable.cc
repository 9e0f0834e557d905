#include "common/auth/readable.h"

namespace clearway::auth {
namespace {

// `any` or `visible`, and nothing more.
bool Whole(const Condition& condition) {
  return (condition.scope == Condition::Scope::kAny ||
          condition.scope == Condition::Scope::kVisible) &&
         condition.of.empty() && condition.as.empty() && condition.with.empty() &&
         condition.publication == Condition::Publication::kWhatever && condition.before.empty();
}

}  // namespace

Readable::Readable(const Permissions& table, absl::string_view service) {
  for (const char* verb : {"list", "get"}) {
    for (const Permissions::Line& line : table.lines()) {
      if (line.service != service || line.verb != verb || line.resource == "-") continue;
      Roles& roles = roles_[line.resource];
      roles = Roles();  // of a "get" instead of a "list"
      for (size_t i = 0; i < line.conditions.size(); ++i) {
        if (Whole(line.conditions[i])) roles.Add(AllRoles()[i]);
      }
    }
  }
}

std::vector<std::string> Readable::For(Roles roles) const {
  std::vector<std::string> collections;
  for (const auto& [collection, readers] : roles_) {
    if (readers.Intersects(roles)) collections.push_back(collection);
  }
  return collections;
}

bool Readable::May(Roles roles, absl::string_view collection) const {
  const auto it = roles_.find(collection);
  return it != roles_.end() && it->second.Intersects(roles);
}

bool Readable::Knows(absl::string_view collection) const {
  const auto it = roles_.find(collection);
  return it != roles_.end() && !it->second.empty();
}

}  // namespace clearway::auth
