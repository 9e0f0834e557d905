#include "common/rpc/testing/echo_service.h"

#include <functional>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/resource/collection.h"
#include "common/rpc/batch_write.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using testing::v1::Card;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetCardRequest;
using testing::v1::GetEchoRequest;
using testing::v1::ListCardsRequest;
using testing::v1::ListCardsResponse;
using testing::v1::StreamEchoRequest;
using testing::v1::UpdateCardRequest;

const resource::Collection<Echo>& Echoes() {
  static const auto* echoes =
      new resource::Collection<Echo>({.collection = "echoes", .indexes = {}});
  return *echoes;
}

const resource::Collection<Card>& Cards() {
  static const auto* cards = new resource::Collection<Card>({.collection = "cards", .indexes = {}});
  return *cards;
}

absl::StatusOr<Echo> GetEcho(const Call& call, const store::Snapshot& at,
                             const GetEchoRequest& request) {
  if (request.name() == "echoes/throw") throw std::runtime_error("a secret");
  if (request.name() == "echoes/throw-number") throw 42;
  if (request.name() == "echoes/internal") return absl::InternalError("a secret");
  if (request.name() == "echoes/fixed") {
    Echo echo;
    echo.set_name(request.name());
    echo.set_text("fixed");
    return echo;
  }
  if (request.name() == "echoes/call") {
    Echo echo;
    echo.set_name(call.method);
    echo.set_text(absl::StrCat(call.actor, " ", call.trace_id));
    return echo;
  }
  return Echoes().Get(at, request.name());
}

absl::StatusOr<Echo> CreateEcho(EchoProbe* probe, const Call& call, store::Txn& txn,
                                const CreateEchoRequest& request) {
  ASSIGN_OR_RETURN(Echo echo, Echoes().Create(call, txn, request.echo(), request.echo_id()));
  if (request.echo_id() == "throw") throw std::runtime_error("a secret");
  ++probe->created;
  return echo;
}

Echo Numbered(const StreamEchoRequest& request, int index) {
  Echo echo;
  echo.set_index(index);
  echo.set_text(std::string(request.text_bytes(), 'x'));
  return echo;
}

absl::Status Hang(EchoProbe* probe, const Call& call) {
  ++probe->hanging;
  while (!call.Cancelled()) absl::SleepFor(absl::Milliseconds(1));
  --probe->hanging;
  ++probe->cancelled;
  return absl::CancelledError("nobody waits");
}

absl::Status StreamEcho(EchoProbe* probe, const Call& call, const store::Snapshot&,
                        const StreamEchoRequest& request, Sink<Echo>& sink) {
  for (int i = 0; i < request.count(); ++i) {
    absl::Status status = sink.Send(Numbered(request, i));
    if (!status.ok()) {
      ++probe->cancelled;
      return status;
    }
    ++probe->sent;
  }
  if (request.hang()) return Hang(probe, call);
  if (request.fail() == "throw") throw std::runtime_error("a secret");
  if (!request.fail().empty()) return InvalidField("fail", request.fail());
  return absl::OkStatus();
}

absl::Status ComputeEcho(EchoProbe* probe, const Call& call, const store::Snapshot& at,
                         const StreamEchoRequest& request, Sink<Echo>& sink) {
  return StreamEcho(probe, call, at, request, sink);
}

absl::StatusOr<Card> GetCard(const Call& /*call*/, const store::Snapshot& at,
                             const GetCardRequest& request) {
  return Cards().Get(at, request.name());
}

absl::StatusOr<ListCardsResponse> ListCards(const Call& /*call*/, const store::Snapshot& at,
                                            const ListCardsRequest& request) {
  return Cards().List<ListCardsResponse>(at, request);
}

absl::StatusOr<Card> UpdateCard(const Call& call, store::Txn& txn,
                                const UpdateCardRequest& request) {
  resource::UpdateOptions options;
  options.allow_missing = true;
  return Cards().Update(call, txn, request.card(), options);
}

absl::Status StreamCards(const Call& /*call*/, const store::Snapshot& at,
                         const ListCardsRequest& request, Sink<Card>& sink) {
  ASSIGN_OR_RETURN(const ListCardsResponse response, Cards().List<ListCardsResponse>(at, request));
  for (const Card& card : response.cards()) RETURN_IF_ERROR(sink.Send(card));
  return absl::OkStatus();
}

absl::Status ComputeCard(const Call& /*call*/, const store::Snapshot& at,
                         const ListCardsRequest& request, Sink<Card>& sink) {
  ASSIGN_OR_RETURN(const ListCardsResponse response, Cards().List<ListCardsResponse>(at, request));
  if (response.cards().empty()) return NotFound("cards/any");
  return sink.Send(response.cards(0));
}

}  // namespace

const auth::Permissions& EchoPermissions() {
  static const auto* const table = new auth::Permissions(*auth::Permissions::Parse(
      "service,method,resource,verb,observer,state drafter,state "
      "approver,donor officer,implementer,victim data steward,reporting "
      "officer,coordinator,secretariat,operator,service\n"
      "testing,GetEcho,echoes,get,visible,,,any,,,,,any,,any\n"
      "testing,CreateEcho,echoes,create,,,,any,,,,,any,,\n"
      "testing,StreamEcho,-,stream,any,,,any,,,,,any,,any\n"
      "testing,ComputeEcho,-,compute,any,,,any,,,,,any,,any\n"
      "testing,WhoAmI,-,who am i,any,any,any,any,any,any,any,any,any,any,any\n"
      "testing,Watch,-,watch,visible,,,any,,visible,visible,,any,,any\n"
      "testing,ListAuditEvents,-,list audit events,,,,,,,,,any,any,\n"
      "testing,VerifyAuditTrail,-,verify the trail,,,,,,,,,any,any,\n"
      "testing,BatchWrite,-,write several,any,any,any,any,any,any,any,any,any,any,any\n"
      "testing,GetCard,cards,get,any,any,any,any,any,any,,any,any,any,any\n"
      "testing,ListCards,-,list,any,any,any,any,any,any,any,any,any,any,any\n"
      "testing,UpdateCard,-,update,any,any,any,any,any,any,any,any,any,any,any\n"
      "testing,StreamCards,-,list,any,any,any,any,any,any,any,any,any,any,any\n"
      "testing,ComputeCard,-,get,any,any,any,any,any,any,any,any,any,any,any\n",
      "echo permissions"));
  return *table;
}

std::unique_ptr<Service> NewEchoService(store::Store* store, EchoProbe* probe) {
  using std::placeholders::_1;
  using std::placeholders::_2;
  using std::placeholders::_3;
  using std::placeholders::_4;
  const auto* file = Echo::descriptor()->file();
  auto service =
      std::make_unique<Service>(file->FindServiceByName("EchoService"), store, EchoPermissions());
  service->Read<GetEchoRequest, Echo>("GetEcho", GetEcho);
  service->Write<CreateEchoRequest, Echo>("CreateEcho", std::bind(CreateEcho, probe, _1, _2, _3));
  service->Stream<StreamEchoRequest, Echo>("StreamEcho",
                                           std::bind(StreamEcho, probe, _1, _2, _3, _4));
  service->Stream<StreamEchoRequest, Echo>("ComputeEcho",
                                           std::bind(ComputeEcho, probe, _1, _2, _3, _4));
  service->WhoAmI();
  service->Watch();
  service->Audit();
  AddBatchWrite(service.get());
  service->Read<GetCardRequest, Card>("GetCard", GetCard);
  service->Read<ListCardsRequest, ListCardsResponse>("ListCards", ListCards);
  service->Write<UpdateCardRequest, Card>("UpdateCard", UpdateCard);
  service->Stream<ListCardsRequest, Card>("StreamCards", StreamCards);
  service->Stream<ListCardsRequest, Card>("ComputeCard", ComputeCard);
  return service;
}

}  // namespace clearway::rpc
