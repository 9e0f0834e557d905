#include "services/cooperation/registry.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/client.h"
#include "common/status_macros.h"
#include "services/cooperation/quantity_rules.h"

namespace clearway::cooperation {
namespace {

using type::v1::ResourceChange;

constexpr absl::string_view kPrefix = kRegistryPrefix;
constexpr absl::string_view kStates = "p/registry/states/";
constexpr absl::string_view kMemberships = "memberships/";
constexpr absl::string_view kService = "clearway.universalization.v1.UniversalizationService";

// What is followed. The mark says so too: a copy of fewer collections is not complete.
const std::vector<std::string>& Followed() {
  static const auto* const collections =
      new std::vector<std::string>{"states", "areas", "actors", "memberships"};
  return *collections;
}

// The mark that the copy is complete: its key, and what then stands there.
constexpr absl::string_view kCompleteKey = "p/registry/complete";
std::string CompleteValue() {
  return rpc::Follower::SyncedMark(kRegistryFollower, Followed()).second;
}
absl::Status PutComplete(store::Txn& txn) { return txn.Put(kCompleteKey, CompleteValue()); }

// A copy that was completed before there was a mark gets it now.
absl::Status MarkOlderCopy(store::Store* store) {
  const auto at = store->GetSnapshot();
  const auto [key, value] = rpc::Follower::SyncedMark(kRegistryFollower, Followed());
  ASSIGN_OR_RETURN(const auto synced, at->Get(key));
  ASSIGN_OR_RETURN(const auto mark, at->Get(kCompleteKey));
  if (synced != value || mark == value) return absl::OkStatus();
  return store->TransactAndWait(PutComplete).status();
}

std::string KeyOf(absl::string_view name) { return absl::StrCat(kPrefix, name); }

absl::StatusOr<Party> ParseParty(absl::string_view name, const std::string& bytes) {
  Party party;
  party.name = std::string(name);
  bool parsed = false;
  if (absl::StartsWith(name, "states/")) {
    auto& state = party.state.emplace();
    parsed = state.ParseFromString(bytes);
    party.display_name = state.display_name();
    party.region = state.region();
    party.subregion = state.subregion();
  } else if (absl::StartsWith(name, "areas/")) {
    auto& area = party.area.emplace();
    parsed = area.ParseFromString(bytes);
    party.display_name = area.display_name();
    party.region = area.region();
  } else {
    auto& actor = party.actor.emplace();
    parsed = actor.ParseFromString(bytes);
    party.display_name = actor.display_name();
  }
  if (parsed) return party;
  return rpc::MakeError(absl::StatusCode::kDataLoss, type::v1::ERROR_REASON_DATA_DAMAGED,
                        absl::StrCat("the registry's copy of ", name, " cannot be read"));
}

// The record in a change must be of the collection that its name says.
bool IsOfItsCollection(const ResourceChange& change) {
  const auto& any = change.resource();
  if (absl::StartsWith(change.name(), "states/")) return any.Is<universalization::v1::State>();
  if (absl::StartsWith(change.name(), "areas/")) return any.Is<universalization::v1::Area>();
  if (absl::StartsWith(change.name(), kMemberships)) {
    return any.Is<universalization::v1::Membership>();
  }
  return absl::StartsWith(change.name(), "actors/") && any.Is<universalization::v1::Actor>();
}

}  // namespace

bool IsStateParty(const Party& party, const google::type::Date& day) {
  return party.state.has_value() && calendar::ComputeStatus(*party.state, day).status() ==
                                        universalization::v1::StatusAt::STATUS_STATE_PARTY;
}

bool IsLeastDeveloped(const Party& party, const google::type::Date& day) {
  return party.state.has_value() &&
         calendar::IsLeastDeveloped(*party.state, calendar::ToCivil(day));
}

std::string ActsFor(const Party& party) {
  if (!party.actor.has_value()) return "";
  switch (party.actor->kind()) {
    case universalization::v1::Actor::KIND_DONOR_AGENCY:
    case universalization::v1::Actor::KIND_STATE_INSTITUTION:
      return party.actor->state();
    default:
      return "";
  }
}

bool IsVetted(const Party& party) {
  if (!party.actor.has_value()) return false;
  switch (party.actor->kind()) {
    // Whom Article 6, paragraphs 2 and 7, names; the secretariat's own list comes with identity.
    case universalization::v1::Actor::KIND_UNITED_NATIONS:
    case universalization::v1::Actor::KIND_INTERNATIONAL_ORGANISATION:
    case universalization::v1::Actor::KIND_RED_CROSS_RED_CRESCENT:
      return true;
    default:
      return false;
  }
}

absl::Status RegistryReady(const store::Reader& at) {
  ASSIGN_OR_RETURN(const bool synced, rpc::Follower::Synced(at, kRegistryFollower));
  if (synced) {
    const auto states = at.Scan(kStates, store::PrefixEnd(kStates));
    RETURN_IF_ERROR(states->status());
    if (states->Valid()) return absl::OkStatus();
  }
  return rpc::RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_REGISTRY_NOT_READY,
                         "the copy of the registry of States is not there yet; retry later",
                         absl::Seconds(1));
}

absl::StatusOr<absl::optional<Party>> FindParty(const store::Reader& at, absl::string_view name) {
  ASSIGN_OR_RETURN(const auto bytes, at.Get(KeyOf(name)));
  if (!bytes.has_value()) return absl::optional<Party>();
  ASSIGN_OR_RETURN(Party party, ParseParty(name, *bytes));
  return absl::optional<Party>(std::move(party));
}

absl::Status ForEachParty(const store::Reader& at, const std::function<bool(const Party&)>& fn) {
  const auto cursor = at.Scan(kPrefix, store::PrefixEnd(kPrefix));
  for (; cursor->Valid(); cursor->Next()) {
    const absl::string_view name = absl::StripPrefix(cursor->key(), kPrefix);
    if (cursor->key() == kCompleteKey || absl::StartsWith(name, kMemberships)) continue;
    ASSIGN_OR_RETURN(const Party party, ParseParty(name, std::string(cursor->value())));
    if (!fn(party)) break;
  }
  return cursor->status();
}

absl::Status CheckParty(const store::Reader& at, absl::string_view name, absl::string_view field,
                        rpc::Violations* bad) {
  if (name.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto bytes, at.Get(KeyOf(name)));
  if (bytes.has_value()) return absl::OkStatus();
  // That a name is not in the copy says something only once the copy is complete.
  RETURN_IF_ERROR(RegistryReady(at));
  if (absl::StartsWith(name, "states/")) {
    bad->Add(field, absl::StrCat(rpc::Quote(name), " is no State of the registry"),
             type::v1::ERROR_REASON_UNKNOWN_STATE);
  } else {
    bad->Add(field, absl::StrCat(rpc::Quote(name), " is not in the registry"),
             type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  }
  return absl::OkStatus();
}

absl::Status CheckParties(const store::Reader& at,
                          const google::protobuf::RepeatedPtrField<std::string>& names,
                          absl::string_view field, rpc::Violations* bad) {
  for (int i = 0; i < names.size(); ++i) {
    RETURN_IF_ERROR(CheckParty(at, names[i], At(field, i), bad));
  }
  return absl::OkStatus();
}

absl::Status ApplyRegistryChange(store::Txn& txn, const ResourceChange& change) {
  switch (change.kind()) {
    case ResourceChange::KIND_DELETED:
    case ResourceChange::KIND_PURGED:
      return txn.Delete(KeyOf(change.name()));
    default:
      // What a newer registry may have beside States, areas and actors is not for here.
      if (!IsOfItsCollection(change)) return absl::OkStatus();
      return txn.Put(KeyOf(change.name()), change.resource().value());
  }
}

auth::RegistrySource RegistryCopy() {
  auth::RegistrySource source;
  source.prefix = std::string(kPrefix);
  source.complete_key = std::string(kCompleteKey);
  source.complete_value = CompleteValue();
  source.read = [](absl::string_view key, const absl::optional<absl::string_view>& value)
      -> absl::StatusOr<absl::optional<auth::RegistryChange>> {
    if (key == kCompleteKey) return absl::optional<auth::RegistryChange>();
    auth::RegistryChange change;
    change.name = std::string(absl::StripPrefix(key, kPrefix));
    if (value.has_value()) change.record = std::string(*value);
    return absl::optional<auth::RegistryChange>(std::move(change));
  };
  return source;
}

absl::StatusOr<std::unique_ptr<rpc::Follower>> FollowRegistry(
    absl::string_view address, const rpc::ClientCredentials& credentials, store::Store* store,
    std::function<void(const absl::Status&)> report) {
  // On a full disk it waits for the next start.
  const absl::Status marked = MarkOlderCopy(store);
  if (!marked.ok() && !store::IsStoreFull(marked)) return marked;
  rpc::ClientOptions client_options;
  client_options.credentials = credentials;
  ASSIGN_OR_RETURN(auto client, rpc::Client::Connect(address, std::move(client_options)));
  rpc::FollowerOptions options;
  options.client = std::move(client);
  options.service = std::string(kService);
  options.collections = Followed();
  options.store = store;
  options.name = std::string(kRegistryFollower);
  options.apply = ApplyRegistryChange;
  options.complete = PutComplete;
  options.report = std::move(report);
  return std::make_unique<rpc::Follower>(std::move(options));
}

}  // namespace clearway::cooperation
