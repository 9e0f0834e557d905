#include "common/auth/bootstrap_directory.h"

#include <algorithm>
#include <utility>

namespace clearway::auth {
namespace {

// Adds a standing to a list that has one for each actor.
void Merge(const Standing& standing, std::vector<Standing>* list) {
  auto it = std::find_if(list->begin(), list->end(),
                         [&](const Standing& other) { return other.actor == standing.actor; });
  if (it == list->end()) {
    list->push_back(standing);
    return;
  }
  for (Role role : AllRoles()) {
    if (standing.roles.Has(role)) it->roles.Add(role);
  }
  it->names.insert(it->names.end(), standing.names.begin(), standing.names.end());
  std::sort(it->names.begin(), it->names.end());
  it->names.erase(std::unique(it->names.begin(), it->names.end()), it->names.end());
}

}  // namespace

BootstrapDirectory::BootstrapDirectory(const config::v1::AuthConfig& config, const Directory* inner)
    : inner_(inner) {
  for (const config::v1::BootstrapIdentity& configured : config.bootstrap_identities()) {
    Standing standing;
    standing.actor = configured.actor();
    standing.names = {configured.actor()};
    if (!configured.state().empty() && configured.state() != configured.actor()) {
      standing.names.push_back(configured.state());
    }
    std::sort(standing.names.begin(), standing.names.end());
    for (int role : configured.roles()) standing.roles.Add(static_cast<Role>(role));
    Merge(standing, &standings_[configured.identity()]);
  }
}

absl::StatusOr<std::vector<Standing>> BootstrapDirectory::Find(absl::string_view identity,
                                                               absl::Time now) const {
  absl::StatusOr<std::vector<Standing>> found = std::vector<Standing>();
  if (inner_ != nullptr) found = inner_->Find(identity, now);
  auto it = standings_.find(identity);
  if (it == standings_.end()) return found;
  if (!found.ok()) found = std::vector<Standing>();
  for (const Standing& standing : it->second) Merge(standing, &*found);
  std::sort(found->begin(), found->end(),
            [](const Standing& a, const Standing& b) { return a.actor < b.actor; });
  return found;
}

int64_t BootstrapDirectory::Generation(absl::Time now) const {
  return inner_ == nullptr ? 0 : inner_->Generation(now);
}

}  // namespace clearway::auth
