#include "services/universalization/references.h"

#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/partners/collections.h"
#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

constexpr char kActors[] = "actors/";

// Whether something bears the name: every collection that records here may name.
absl::StatusOr<bool> Exists(const store::Reader& at, const std::string& name) {
  const std::vector<const resource::CollectionBase*> collections = {
      &States(),    &Areas(),     &Actors(),       &Meetings(),
      &Documents(), &Decisions(), &Partnerships(), &Scales()};
  for (const resource::CollectionBase* collection : collections) {
    if (collection->IdOf(name).ok()) return collection->Exists(at, name);
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> StandsFor(const store::Reader& at, const std::string& name) {
  std::string now = name;
  // A merge never leads back (merge.cc).
  while (absl::StartsWith(now, kActors)) {
    const auto actor = Actors().Get(at, now);
    if (absl::IsNotFound(actor.status())) return now;
    RETURN_IF_ERROR(actor.status());
    if (actor->merged_into().empty()) return now;
    now = actor->merged_into();
  }
  return now;
}

absl::Status CheckReference(const store::Reader& at, const std::string& name,
                            absl::string_view path, rpc::Violations* bad) {
  ASSIGN_OR_RETURN(const bool there, Exists(at, name));
  if (!there) {
    bad->Add(path, absl::StrCat(rpc::Quote(name), " is not in the registry"),
             absl::StartsWith(name, "states/") ? type::v1::ERROR_REASON_UNKNOWN_STATE
                                               : type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string stands_for, StandsFor(at, name));
  if (stands_for != name) {
    bad->Add(path, absl::StrCat(rpc::Quote(name), " was merged into ", stands_for,
                                ", which is the one to name"));
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const store::Reader& at, const google::protobuf::Message* before,
                             const google::protobuf::Message& after, absl::string_view field,
                             rpc::Violations* bad) {
  std::set<std::string> stood;
  if (before != nullptr) {
    ForEachReference(*before, "",
                     [&](const std::string&, const std::string& name) { stood.insert(name); });
  }
  absl::Status failed;
  ForEachReference(after, field, [&](const std::string& path, const std::string& name) {
    if (failed.ok() && stood.count(name) == 0) failed = CheckReference(at, name, path, bad);
  });
  return failed;
}

}  // namespace clearway::universalization
