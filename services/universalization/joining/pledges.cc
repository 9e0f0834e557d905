#include "services/universalization/joining/pledges.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/collections.h"
#include "services/universalization/joining/common_rules.h"
#include "services/universalization/joining/pledge_outcome.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Pledge;
using v1::State;

absl::Status CheckRecord(const rpc::Call& call, const store::Reader& at, const Pledge* before,
                         const Pledge& pledge) {
  rpc::Violations bad;
  CheckNotAhead(call, pledge.pledge_date(), "pledge.pledge_date", &bad);
  CheckNotAhead(call, pledge.known_date(), "pledge.known_date", &bad);
  CheckOrder(pledge.pledge_date(), pledge.known_date(), "pledge.known_date", "pledge_date", &bad);
  const auto target = LastDayOf(pledge.target_date());
  if (target.has_value() && IsDay(pledge.pledge_date()) &&
      *target < ToCivil(pledge.pledge_date())) {
    bad.Add("pledge.target_date", "must not be before pledge_date",
            type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  RETURN_IF_ERROR(CheckParty(at, pledge.state(), "pledge.state", &bad));
  const auto state = States().Get(at, pledge.state());
  if (before == nullptr && state.ok()) {
    CheckPledge(*state, pledge, ToCivil(call.Today()), &bad);
  }
  RETURN_IF_ERROR(CheckSharing(call, at, before, pledge, "pledge", &bad));
  return bad.ToStatus();
}

// The pledge as it is answered: with what became of it.
absl::StatusOr<Pledge> WithOutcome(const store::Reader& at, const Date& as_of, Pledge pledge) {
  ASSIGN_OR_RETURN(const State state, States().Get(at, pledge.state()));
  PutOutcome(state, ToCivil(as_of), &pledge);
  return pledge;
}

// And as it is stored: without.
void ClearOutcome(Pledge* pledge) {
  pledge->clear_outcome();
  pledge->clear_outcome_date();
  pledge->clear_fulfilled_by();
}

}  // namespace

absl::Status CheckCreatePledge(const rpc::Call& call, const store::Reader& at,
                               const v1::CreatePledgeRequest& request) {
  return CheckRecord(call, at, nullptr, request.pledge());
}

absl::StatusOr<Pledge> CreatePledge(const rpc::Call& call, store::Txn& txn,
                                    const v1::CreatePledgeRequest& request) {
  RETURN_IF_ERROR(CheckCreatePledge(call, txn, request));
  Pledge pledge = request.pledge();
  resource::ClearOutputOnly(&pledge);
  pledge.set_creator(call.actor);
  ASSIGN_OR_RETURN(pledge, Pledges().Create(call, txn, std::move(pledge), request.pledge_id()));
  return WithOutcome(txn, call.Today(), std::move(pledge));
}

absl::StatusOr<Pledge> GetPledge(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::GetPledgeRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  ASSIGN_OR_RETURN(Pledge pledge, Pledges().Get(at, request.name()));
  return WithOutcome(at, as_of, std::move(pledge));
}

absl::StatusOr<v1::ListPledgesResponse> ListPledges(const rpc::Call& call,
                                                    const store::Snapshot& at,
                                                    const v1::ListPledgesRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  const absl::CivilDay day = ToCivil(as_of);
  std::map<std::string, State> states;
  RETURN_IF_ERROR(States().ForEach(at, [&states](const State& state) {
    states.emplace(state.name(), state);
    return true;
  }));
  const auto put = [&](Pledge* pledge) {
    const auto state = states.find(pledge->state());
    PutOutcome(state == states.end() ? State::default_instance() : state->second, day, pledge);
  };
  const auto made = [&put](const Pledge& stored) {
    Pledge pledge = stored;
    put(&pledge);
    return pledge.outcome() != Pledge::OUTCOME_UNSPECIFIED;
  };
  return Pledges().List<v1::ListPledgesResponse>(at, request, made, put);
}

absl::StatusOr<Pledge> UpdatePledge(const rpc::Call& call, store::Txn& txn,
                                    const v1::UpdatePledgeRequest& request) {
  auto check = [&](const Pledge& before, Pledge* after) -> absl::Status {
    ClearOutcome(after);
    return CheckRecord(call, txn, &before, *after);
  };
  ASSIGN_OR_RETURN(
      Pledge pledge,
      Pledges().Update(call, txn, request.pledge(),
                       {.mask = request.update_mask(), .etag = request.pledge().etag()}, check));
  return WithOutcome(txn, call.Today(), std::move(pledge));
}

absl::StatusOr<Pledge> WithdrawPledge(const rpc::Call& call, store::Txn& txn,
                                      const v1::WithdrawPledgeRequest& request) {
  ASSIGN_OR_RETURN(Pledge pledge, Pledges().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(pledge, request.etag()));
  const Date day = request.has_withdraw_date() ? request.withdraw_date() : call.Today();
  rpc::Violations bad;
  CheckNotAhead(call, day, "withdraw_date", &bad);
  CheckOrder(pledge.pledge_date(), day, "withdraw_date", "pledge_date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  if (pledge.has_withdraw_date()) return WrongState(pledge.name(), "WITHDRAWN", "OPEN");
  ASSIGN_OR_RETURN(const Pledge then, WithOutcome(txn, call.Today(), pledge));
  if (then.has_outcome_date() && ToCivil(then.outcome_date()) <= ToCivil(day)) {
    return WrongState(pledge.name(), then.outcome() == Pledge::OUTCOME_LATE ? "LATE" : "KEPT",
                      "OPEN");
  }
  *pledge.mutable_withdraw_date() = day;
  pledge.set_withdrawal_reason(request.reason());
  ASSIGN_OR_RETURN(pledge, Pledges().Write(call, txn, std::move(pledge), "withdraw"));
  return WithOutcome(txn, call.Today(), std::move(pledge));
}

absl::StatusOr<google::protobuf::Empty> DeletePledge(const rpc::Call& call, store::Txn& txn,
                                                     const v1::DeletePledgeRequest& request) {
  RETURN_IF_ERROR(Pledges().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

void RegisterPledges(rpc::Service* service) {
  service->Write<v1::CreatePledgeRequest, Pledge>("CreatePledge", CreatePledge);
  service->Read<v1::GetPledgeRequest, Pledge>("GetPledge", GetPledge);
  service->Read<v1::ListPledgesRequest, v1::ListPledgesResponse>("ListPledges", ListPledges);
  service->Write<v1::UpdatePledgeRequest, Pledge>("UpdatePledge", UpdatePledge);
  service->Write<v1::WithdrawPledgeRequest, Pledge>("WithdrawPledge", WithdrawPledge);
  service->Write<v1::DeletePledgeRequest, google::protobuf::Empty>("DeletePledge", DeletePledge);
  service->Check<v1::CreatePledgeRequest>("CreatePledge", CheckCreatePledge);
}

}  // namespace clearway::universalization
