#include "services/universalization/partners/merge.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/names.h"
#include "services/universalization/norm/allegations.h"
#include "services/universalization/partners/collections.h"
#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

using google::protobuf::Message;
using v1::Actor;
using v1::MergeActorsRequest;
using v1::MergeActorsResponse;

constexpr int kMostOfEach = 50;  // aliases, identifiers: as the proto's rules say

absl::Status CheckEtag(const Actor& actor, const std::string& etag) {
  if (etag.empty() || etag == actor.etag()) return absl::OkStatus();
  return rpc::EtagMismatch(actor.name(), etag, actor.etag());
}

// The source's names as aliases of the target, each once, and its identifiers.
absl::Status TakeNames(const Actor& source, Actor* target) {
  std::set<std::string> known = {FoldName(target->display_name())};
  for (const std::string& alias : target->aliases()) known.insert(FoldName(alias));
  const auto take = [&](const std::string& name) {
    if (known.insert(FoldName(name)).second) target->add_aliases(name);
  };
  take(source.display_name());
  for (const std::string& alias : source.aliases()) take(alias);
  std::set<std::string> identifiers;
  for (const auto& each : target->identifiers()) {
    identifiers.insert(absl::StrCat(each.scheme(), "\n", each.value()));
  }
  for (const auto& each : source.identifiers()) {
    if (identifiers.insert(absl::StrCat(each.scheme(), "\n", each.value())).second) {
      *target->add_identifiers() = each;
    }
  }
  if (target->aliases_size() <= kMostOfEach && target->identifiers_size() <= kMostOfEach) {
    return absl::OkStatus();
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, target->name(),
      absl::StrCat("would have ", target->aliases_size(), " aliases and ",
                   target->identifiers_size(), " identifiers, and may have ", kMostOfEach,
                   " of each; remove some of either actor's first"));
}

absl::Status Mark(const rpc::Call& call, store::Txn& txn, const MergeActorsRequest& request,
                  Actor* source, Actor* target) {
  RETURN_IF_ERROR(TakeNames(*source, target));
  source->set_merged_into(target->name());
  source->set_merge_note(request.note());
  const int64_t micros = absl::ToUnixMicros(call.time);
  source->mutable_merge_time()->set_seconds(micros / 1000000);
  source->mutable_merge_time()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  source->set_status(Actor::STATUS_INACTIVE);
  ASSIGN_OR_RETURN(*source, Actors().Write(call, txn, std::move(*source), "merge"));
  ASSIGN_OR_RETURN(*target, Actors().Write(call, txn, std::move(*target), "merge"));
  return absl::OkStatus();
}

// Whether the record can name the target in place of the source: not when the target takes part in
// the same meeting already, and not when nobody would be left to be partners with.
absl::StatusOr<bool> CanBeRewritten(const store::Reader& at, const Message& before,
                                    const Message& after, const std::string& target) {
  if (before.GetDescriptor() == v1::Participation::descriptor()) {
    const auto& participation = static_cast<const v1::Participation&>(before);
    ASSIGN_OR_RETURN(const auto there,
                     Participations().Lookup(at, kByParty,
                                             PartyKey(MeetingOf(participation.name()), target), 1));
    return there.empty();
  }
  if (after.GetDescriptor() == v1::Partnership::descriptor()) {
    return static_cast<const v1::Partnership&>(after).partners_size() >= 2;
  }
  if (after.GetDescriptor() == v1::Sponsorship::descriptor()) {
    const auto& sponsorship = static_cast<const v1::Sponsorship&>(after);
    return sponsorship.sponsor() != sponsorship.beneficiary();
  }
  return true;
}

absl::Status Rewrite(const rpc::Call& call, store::Txn& txn, const Actor& source,
                     const Actor& target, MergeActorsResponse* response) {
  // References stand also in what the caller does not see.
  const resource::AsSystem all(txn);
  for (const resource::CollectionBase* collection : CollectionsNamingActors()) {
    ASSIGN_OR_RETURN(const auto names, collection->Lookup(all, kByActorNamed, source.name()));
    for (const std::string& name : names) {
      std::unique_ptr<Message> record(collection->prototype().New());
      RETURN_IF_ERROR(collection->Get(all, name, record.get()));
      std::unique_ptr<Message> after(record->New());
      after->CopyFrom(*record);
      ReplaceReference(source.name(), target.name(), after.get());
      ASSIGN_OR_RETURN(const bool can, CanBeRewritten(all, *record, *after, target.name()));
      if (!can) {
        response->add_kept(name);
      } else if (response->rewritten() == kMergeStep) {
        response->set_more(true);
        return absl::OkStatus();
      } else {
        RETURN_IF_ERROR(collection->Write(call, txn, after.get(), "merge"));
        response->set_rewritten(response->rewritten() + 1);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<const resource::CollectionBase*> CollectionsNamingActors() {
  std::vector<const resource::CollectionBase*> collections = CollectionsOfMeetings();
  collections.push_back(&Meetings());
  collections.push_back(&Partnerships());
  collections.push_back(&Activities());
  collections.push_back(&Obstacles());
  collections.push_back(&Engagements());
  collections.push_back(&Pledges());
  collections.push_back(&Roadmaps());
  collections.push_back(&Allegations());
  return collections;
}

absl::Status CheckNotMerged(const Actor& actor) {
  if (actor.merged_into().empty()) return absl::OkStatus();
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, actor.name(),
      absl::StrCat("was merged into ", actor.merged_into(), ", which is the one to change"));
}

absl::StatusOr<MergeActorsResponse> MergeActors(const rpc::Call& call, store::Txn& txn,
                                                const MergeActorsRequest& request) {
  ASSIGN_OR_RETURN(Actor source, Actors().Get(txn, request.source()));
  ASSIGN_OR_RETURN(Actor target, Actors().Get(txn, request.target()));
  RETURN_IF_ERROR(CheckNotMerged(target));
  if (source.name() == target.name()) {
    return rpc::InvalidField("target", "is the source; name the actor that is to stay");
  }
  // A second call goes on with what the first began.
  if (source.merged_into() != target.name()) {
    RETURN_IF_ERROR(CheckNotMerged(source));
    RETURN_IF_ERROR(CheckEtag(source, request.source_etag()));
    RETURN_IF_ERROR(CheckEtag(target, request.target_etag()));
    RETURN_IF_ERROR(Mark(call, txn, request, &source, &target));
  }
  MergeActorsResponse response;
  RETURN_IF_ERROR(Rewrite(call, txn, source, target, &response));
  *response.mutable_source() = std::move(source);
  *response.mutable_target() = std::move(target);
  return response;
}

}  // namespace clearway::universalization
