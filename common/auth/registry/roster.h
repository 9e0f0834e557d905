// The part of the registry that says who may act for whom, in memory: memberships, actors, and the
// States and areas that they are of.
#ifndef CLEARWAY_COMMON_AUTH_REGISTRY_ROSTER_H_
#define CLEARWAY_COMMON_AUTH_REGISTRY_ROSTER_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/membership.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/auth/directory.h"

namespace clearway::auth {

// What became of one record of the registry.
struct RegistryChange {
  std::string name;                    // "memberships/a", "actors/undp", "states/LAO"
  absl::optional<std::string> record;  // its bytes; nullopt: it is gone
};

// Thread-safe.
//
// A membership counts while it is active, within its dates (UTC days), for an actor that is there
// and active; of its roles those that its actor may have as it is now (role_rules.h). An actor that
// was merged into another stands for that other: whoever acts for one of them acts for both, in the
// roles of the one that stays.
class Roster final : public Directory {
 public:
  // Applies changes, all at once for those who ask. Names of other collections are left alone;
  // DATA_LOSS for a record that cannot be read: then nothing is applied.
  absl::Status Apply(const std::vector<RegistryChange>& changes);
  // Forgets everything, and applies: what is there instead.
  absl::Status Replace(const std::vector<RegistryChange>& changes);
  // Whether answers are to be had. Not at first.
  void SetReady(bool ready);

  absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                             absl::Time now) const override;
  int64_t Generation(absl::Time now) const override;

 private:
  struct Records {
    std::map<std::string, universalization::v1::State> states;  // by name
    std::map<std::string, universalization::v1::Actor> actors;
    std::map<std::string, universalization::v1::Membership> memberships;
    std::set<std::string> areas;
    std::map<std::string, std::set<std::string>> by_identity;  // names of memberships
    std::map<std::string, std::set<std::string>> merged_into;  // an actor: those merged into it

    absl::Status Take(const RegistryChange& change);
    void Forget(const std::string& membership);
    absl::Status TakeActor(const RegistryChange& change);
    // The actor at the end of a chain of merges; the name itself where there is none.
    std::string StandsFor(const std::string& name) const;
    // All that was merged into the actor, by whatever way.
    void AddMergedInto(const std::string& name, std::set<std::string>* names) const;
  };

  // Adds what a membership gives; of one actor they are one.
  void AddStanding(const universalization::v1::Membership& membership,
                   const google::type::Date& today, std::vector<Standing>* standings) const;

  mutable std::shared_mutex mutex_;
  Records records_;
  bool ready_ = false;
  std::atomic<int64_t> changes_{0};
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_REGISTRY_ROSTER_H_
