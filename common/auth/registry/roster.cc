#include "common/auth/registry/roster.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/registry/role_rules.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using google::type::Date;
using universalization::v1::Actor;
using universalization::v1::Membership;
using universalization::v1::State;
using universalization::v1::StatusAt;

template <typename Record>
absl::Status Put(const RegistryChange& change, std::map<std::string, Record>* records) {
  if (!change.record.has_value()) {
    records->erase(change.name);
    return absl::OkStatus();
  }
  Record record;
  if (!record.ParseFromString(*change.record)) {
    return rpc::MakeError(absl::StatusCode::kDataLoss, type::v1::ERROR_REASON_DATA_DAMAGED,
                          absl::StrCat("the registry's ", change.name, " cannot be read"));
  }
  (*records)[change.name] = std::move(record);
  return absl::OkStatus();
}

bool Counts(const Membership& membership, const Date& today) {
  if (membership.status() != Membership::STATUS_ACTIVE) return false;
  const absl::CivilDay day = calendar::ToCivil(today);
  const Date& from = membership.valid_from();
  const Date& until = membership.valid_until();
  return (!calendar::IsDay(from) || calendar::ToCivil(from) <= day) &&
         (!calendar::IsDay(until) || day <= calendar::ToCivil(until));
}

Roles RolesIn(const Membership& membership, Roles allowed) {
  Roles roles;
  for (int role : membership.roles()) {
    if (type::v1::Role_IsValid(role) && allowed.Has(static_cast<Role>(role))) {
      roles.Add(static_cast<Role>(role));
    }
  }
  return roles;
}

}  // namespace

absl::Status Roster::Records::Take(const RegistryChange& change) {
  if (absl::StartsWith(change.name, "states/")) return Put(change, &states);
  if (absl::StartsWith(change.name, "actors/")) return TakeActor(change);
  if (absl::StartsWith(change.name, "areas/")) {
    change.record.has_value() ? (void)areas.insert(change.name) : (void)areas.erase(change.name);
    return absl::OkStatus();
  }
  if (!absl::StartsWith(change.name, "memberships/")) return absl::OkStatus();
  Forget(change.name);
  RETURN_IF_ERROR(Put(change, &memberships));
  const auto it = memberships.find(change.name);
  if (it != memberships.end()) by_identity[it->second.identity()].insert(change.name);
  return absl::OkStatus();
}

absl::Status Roster::Records::TakeActor(const RegistryChange& change) {
  if (const auto old = actors.find(change.name); old != actors.end()) {
    const auto sources = merged_into.find(old->second.merged_into());
    if (sources != merged_into.end()) {
      sources->second.erase(change.name);
      if (sources->second.empty()) merged_into.erase(sources);
    }
  }
  RETURN_IF_ERROR(Put(change, &actors));
  const auto now = actors.find(change.name);
  if (now != actors.end() && !now->second.merged_into().empty()) {
    merged_into[now->second.merged_into()].insert(change.name);
  }
  return absl::OkStatus();
}

std::string Roster::Records::StandsFor(const std::string& name) const {
  std::string last = name;
  // What a registry should never have, a ring, ends too.
  std::set<std::string> seen;
  while (seen.insert(last).second) {
    const auto actor = actors.find(last);
    if (actor == actors.end() || actor->second.merged_into().empty()) break;
    last = actor->second.merged_into();
  }
  return last;
}

void Roster::Records::AddMergedInto(const std::string& name, std::set<std::string>* names) const {
  const auto sources = merged_into.find(name);
  if (sources == merged_into.end()) return;
  for (const std::string& source : sources->second) {
    if (names->insert(source).second) AddMergedInto(source, names);
  }
}

void Roster::Records::Forget(const std::string& membership) {
  const auto it = memberships.find(membership);
  if (it == memberships.end()) return;
  const auto names = by_identity.find(it->second.identity());
  names->second.erase(membership);
  if (names->second.empty()) by_identity.erase(names);
  memberships.erase(it);
}

absl::Status Roster::Apply(const std::vector<RegistryChange>& changes) {
  // What cannot be read is found before anything is applied.
  Records tried;
  for (const RegistryChange& change : changes) RETURN_IF_ERROR(tried.Take(change));
  std::unique_lock<std::shared_mutex> lock(mutex_);
  for (const RegistryChange& change : changes) RETURN_IF_ERROR(records_.Take(change));
  ++changes_;
  return absl::OkStatus();
}

absl::Status Roster::Replace(const std::vector<RegistryChange>& changes) {
  Records records;
  for (const RegistryChange& change : changes) RETURN_IF_ERROR(records.Take(change));
  std::unique_lock<std::shared_mutex> lock(mutex_);
  records_ = std::move(records);
  ++changes_;
  return absl::OkStatus();
}

void Roster::SetReady(bool ready) {
  std::unique_lock<std::shared_mutex> lock(mutex_);
  if (ready_ != ready) ++changes_;
  ready_ = ready;
}

absl::StatusOr<std::vector<Standing>> Roster::Find(absl::string_view identity,
                                                   absl::Time now) const {
  const Date today = calendar::FromCivil(absl::ToCivilDay(now, absl::UTCTimeZone()));
  std::vector<Standing> standings;
  std::shared_lock<std::shared_mutex> lock(mutex_);
  if (!ready_) {
    return rpc::RetryLater(
        absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_REGISTRY_NOT_READY,
        "the registry of memberships is not there yet; retry later", absl::Seconds(1));
  }
  const auto names = records_.by_identity.find(std::string(identity));
  if (names == records_.by_identity.end()) return standings;
  for (const std::string& name : names->second) {
    AddStanding(records_.memberships.at(name), today, &standings);
  }
  std::sort(standings.begin(), standings.end(),
            [](const Standing& a, const Standing& b) { return a.actor < b.actor; });
  return standings;
}

void Roster::AddStanding(const Membership& membership, const Date& today,
                         std::vector<Standing>* standings) const {
  if (!Counts(membership, today)) return;
  Standing standing;
  standing.membership = membership.name();
  standing.actor = membership.actor();
  const std::string stands_for = records_.StandsFor(membership.actor());
  std::set<std::string> names = {membership.actor(), stands_for};
  records_.AddMergedInto(stands_for, &names);
  standing.names.assign(names.begin(), names.end());
  std::string state_name;
  Roles allowed;
  if (const auto actor = records_.actors.find(stands_for); actor != records_.actors.end()) {
    allowed = RolesFor(actor->second);
    standing.vetted = actor->second.vetted();
    if (ActsForItsState(actor->second)) {
      state_name = actor->second.state();
      standing.names.push_back(state_name);
    }
  } else if (records_.states.count(membership.actor()) > 0) {
    allowed = RolesForState();
    state_name = membership.actor();
  } else if (records_.areas.count(membership.actor()) > 0) {
    allowed = RolesForArea();
  }
  standing.roles = RolesIn(membership, allowed);
  if (standing.roles.empty()) return;
  std::sort(standing.names.begin(), standing.names.end());
  if (const auto state = records_.states.find(state_name); state != records_.states.end()) {
    standing.state_party =
        calendar::ComputeStatus(state->second, today).status() == StatusAt::STATUS_STATE_PARTY;
  }
  for (Standing& other : *standings) {
    if (other.actor != standing.actor) continue;
    for (Role role : AllRoles()) {
      if (standing.roles.Has(role)) other.roles.Add(role);
    }
    return;
  }
  standings->push_back(std::move(standing));
}

int64_t Roster::Generation(absl::Time now) const {
  // Both only rise, so their sum rises when either does.
  return changes_.load() + absl::ToInt64Hours(now - absl::UnixEpoch()) / 24;
}

}  // namespace clearway::auth
