#include "services/cooperation/request_state.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "services/cooperation/progress.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using State = AssistanceRequest::State;

std::string Name(State state) {
  return std::string(absl::StripPrefix(AssistanceRequest::State_Name(state), "STATE_"));
}

// Bit set of states.
constexpr unsigned Set(std::initializer_list<State> states) {
  unsigned set = 0;
  for (const State state : states) set |= 1u << state;
  return set;
}

constexpr unsigned kUnpublished =
    Set({AssistanceRequest::STATE_DRAFT, AssistanceRequest::STATE_SUBMITTED,
         AssistanceRequest::STATE_AUTHENTICATED});
constexpr unsigned kUnderWay =
    Set({AssistanceRequest::STATE_PUBLISHED, AssistanceRequest::STATE_PARTIALLY_COMMITTED,
         AssistanceRequest::STATE_COMMITTED, AssistanceRequest::STATE_PARTIALLY_FULFILLED});
constexpr unsigned kFulfilled = Set({AssistanceRequest::STATE_FULFILLED});
constexpr unsigned kWithdrawn = Set({AssistanceRequest::STATE_WITHDRAWN});
constexpr unsigned kExpired = Set({AssistanceRequest::STATE_EXPIRED});

unsigned Needs(RequestAction action) {
  switch (action) {
    case RequestAction::kUpdate:
    case RequestAction::kWithdraw:
      return kUnpublished | kUnderWay | kExpired;
    case RequestAction::kSubmit:
      return Set({AssistanceRequest::STATE_DRAFT});
    case RequestAction::kAuthenticate:
      return Set({AssistanceRequest::STATE_SUBMITTED});
    case RequestAction::kPublish:
      return Set({AssistanceRequest::STATE_AUTHENTICATED});
    case RequestAction::kDelete:
      return Set({AssistanceRequest::STATE_DRAFT}) | kWithdrawn;
    case RequestAction::kAsk:
      return kUnderWay;
    case RequestAction::kAnswer:
      return kUnderWay | kFulfilled | kExpired;
    case RequestAction::kFollowUp:
      return kUnderWay | kFulfilled | kExpired | kWithdrawn;
  }
  return 0;
}

}  // namespace

absl::Status CheckAction(const AssistanceRequest& request, RequestAction action) {
  const unsigned needs = Needs(action);
  if ((needs & (1u << request.state())) != 0) return absl::OkStatus();
  std::string allowed;
  for (int state = State(1); state < AssistanceRequest::State_ARRAYSIZE; ++state) {
    if ((needs & (1u << state)) == 0) continue;
    absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(static_cast<State>(state)));
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, request.name(),
      absl::StrCat("is ", Name(request.state()), "; this needs one of: ", allowed));
}

bool WasPublished(const AssistanceRequest& request) { return request.has_publish_time(); }

bool IsOpen(State state) {
  return state == AssistanceRequest::STATE_PUBLISHED ||
         state == AssistanceRequest::STATE_PARTIALLY_COMMITTED;
}

absl::CivilDay LastDay(const AssistanceRequest& request) {
  if (calendar::IsDay(request.expire_date())) return calendar::ToCivil(request.expire_date());
  int last = 0;
  for (const auto& need : request.needs()) {
    for (const auto& year : need.years()) last = std::max(last, year.year());
  }
  return absl::CivilDay(last, 12, 31);
}

State StateOf(const AssistanceRequest& request, absl::CivilDay today) {
  const State now = request.state();
  if (((kUnpublished | kWithdrawn) & (1u << now)) != 0) return now;
  bool some_committed = false, all_committed = true, some_delivered = false, all_delivered = true;
  for (const auto& row : request.progress()) {
    const Commodity commodity = cooperation::CommodityOf(row.total());
    const Parts total = PartsOf(row.total());
    const Parts committed = PartsOf(row.committed()), delivered = PartsOf(row.delivered());
    some_committed |= committed > 0;
    some_delivered |= delivered > 0;
    all_committed &= IsSpent(commodity, total - committed);
    all_delivered &= IsSpent(commodity, total - delivered);
  }
  if (some_committed && all_committed) {
    if (all_delivered) return AssistanceRequest::STATE_FULFILLED;
    return some_delivered ? AssistanceRequest::STATE_PARTIALLY_FULFILLED
                          : AssistanceRequest::STATE_COMMITTED;
  }
  if (today > LastDay(request)) return AssistanceRequest::STATE_EXPIRED;
  return some_committed ? AssistanceRequest::STATE_PARTIALLY_COMMITTED
                        : AssistanceRequest::STATE_PUBLISHED;
}

}  // namespace clearway::cooperation
