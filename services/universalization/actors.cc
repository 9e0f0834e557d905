#include "services/universalization/actors.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/names.h"
#include "services/universalization/partners/merge.h"
#include "services/universalization/partners/similar_actors.h"

namespace clearway::universalization {
namespace {

using v1::Actor;

absl::Status CheckActor(const store::Reader& at, const Actor& actor, absl::string_view self) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckNames(Actors(), at, self, "actor", actor.display_name(), {}, &bad));
  for (int i = 0; i < actor.aliases_size(); ++i) {
    if (FoldName(actor.aliases(i)).empty()) {
      bad.Add(absl::StrCat("actor.aliases[", i, "]"), "must not be blank");
    }
  }
  if (!actor.state().empty()) {
    ASSIGN_OR_RETURN(bool known, States().Exists(at, actor.state()));
    if (!known) {
      bad.Add("actor.state", absl::StrCat(rpc::Quote(actor.state()), " is not in the registry"),
              type::v1::ERROR_REASON_UNKNOWN_STATE);
    }
  }
  return bad.ToStatus();
}

absl::Status CheckEtag(const Actor& actor, const std::string& etag) {
  if (etag.empty() || etag == actor.etag()) return absl::OkStatus();
  return rpc::EtagMismatch(actor.name(), etag, actor.etag());
}

}  // namespace

absl::Status CheckCreateActor(const rpc::Call&, const store::Reader& at,
                              const v1::CreateActorRequest& request) {
  return CheckActor(at, request.actor(), Actors().NameOf(request.actor_id()));
}

absl::StatusOr<Actor> CreateActor(const rpc::Call& call, store::Txn& txn,
                                  const v1::CreateActorRequest& request) {
  RETURN_IF_ERROR(CheckCreateActor(call, txn, request));
  // An id that is taken is told of before names that are like another's: a repeat finds itself.
  if (!request.actor_id().empty()) {
    ASSIGN_OR_RETURN(const bool taken, Actors().Exists(txn, Actors().NameOf(request.actor_id())));
    if (taken) return rpc::AlreadyExists(Actors().NameOf(request.actor_id()));
  }
  if (!request.allow_similar()) RETURN_IF_ERROR(CheckNoSimilar(txn, request.actor()));
  return Actors().Create(call, txn, request.actor(), request.actor_id(),
                         /*keep_output_only=*/false);
}

absl::StatusOr<Actor> GetActor(const rpc::Call&, const store::Snapshot& at,
                               const v1::GetActorRequest& request) {
  return Actors().Get(at, request.name());
}

absl::StatusOr<v1::ListActorsResponse> ListActors(const rpc::Call&, const store::Snapshot& at,
                                                  const v1::ListActorsRequest& request) {
  return Actors().List<v1::ListActorsResponse>(at, request);
}

absl::StatusOr<Actor> UpdateActor(const rpc::Call& call, store::Txn& txn,
                                  const v1::UpdateActorRequest& request) {
  auto check = [&txn](const Actor& before, Actor* after) -> absl::Status {
    RETURN_IF_ERROR(CheckNotMerged(before));
    return CheckActor(txn, *after, before.name());
  };
  return Actors().Update(call, txn, request.actor(),
                         {.mask = request.update_mask(), .etag = request.actor().etag()}, check);
}

absl::StatusOr<Actor> VetActor(const rpc::Call& call, store::Txn& txn,
                               const v1::VetActorRequest& request) {
  ASSIGN_OR_RETURN(Actor actor, Actors().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(actor, request.etag()));
  if (actor.status() == Actor::STATUS_INACTIVE || actor.kind() == Actor::KIND_GROUPING) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, actor.name(),
                                   "is no longer active, or a grouping: there is nobody to vet");
  }
  actor.set_vetted(true);
  actor.set_vetter(call.actor);
  actor.set_vet_note(request.note());
  const int64_t micros = absl::ToUnixMicros(call.time);
  actor.mutable_vet_time()->set_seconds(micros / 1000000);
  actor.mutable_vet_time()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  return Actors().Write(call, txn, std::move(actor), "vet");
}

absl::StatusOr<Actor> UnvetActor(const rpc::Call& call, store::Txn& txn,
                                 const v1::UnvetActorRequest& request) {
  ASSIGN_OR_RETURN(Actor actor, Actors().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(actor, request.etag()));
  if (!actor.vetted()) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, actor.name(),
                                   "is not vetted");
  }
  actor.clear_vetted();
  actor.clear_vetter();
  actor.clear_vet_time();
  actor.clear_vet_note();
  return Actors().Write(call, txn, std::move(actor), "unvet");
}

}  // namespace clearway::universalization
