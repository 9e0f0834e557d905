#include "services/cooperation/follow_ups.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/fingerprint.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/requests.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::ListFollowUpsRequest;

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 1000;

absl::CivilDay DueDay(const AssistanceRequest& request) {
  const absl::CivilDay known = calendar::IsDay(request.known_date())
                                   ? calendar::ToCivil(request.known_date())
                                   : DayOf(request.publish_time());
  return calendar::AddMonths(known, 12);
}

// Where a follow-up stands in the list: the longest due first, then by name.
using Position = std::pair<std::string, std::string>;
Position PositionOf(const v1::FollowUp& follow_up) {
  return {calendar::ToString(follow_up.due_date()), follow_up.assistance_request()};
}

// A token is bound to its query: a fingerprint of what was asked for, and the last position.
std::string QueryOf(const ListFollowUpsRequest& request, const google::type::Date& as_of) {
  return absl::StrCat(absl::Hex(resource::Fingerprint(absl::StrCat(
                          "followUps ", calendar::ToString(as_of), request.include_answered()))),
                      " ");
}

std::string TokenOf(const std::string& query, const Position& last) {
  return absl::WebSafeBase64Escape(absl::StrCat(query, last.first, " ", last.second));
}

absl::StatusOr<Position> ParseToken(const std::string& token, const std::string& query) {
  std::string text;
  constexpr size_t kDay = 10;
  if (absl::WebSafeBase64Unescape(token, &text) && text.size() > query.size() + kDay &&
      text.compare(0, query.size(), query) == 0 && text[query.size() + kDay] == ' ') {
    return Position(text.substr(query.size(), kDay), text.substr(query.size() + kDay + 1));
  }
  return rpc::InvalidField("page_token",
                           "is damaged or belongs to another query; repeat the query without it",
                           type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

absl::Status AddDue(const store::Reader& at, absl::string_view key, absl::CivilDay as_of,
                    std::vector<v1::FollowUp>* due) {
  ASSIGN_OR_RETURN(const auto names, Requests().Lookup(at, kByFollowUp, key));
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(AssistanceRequest request, Requests().Get(at, name));
    if (DueDay(request) > as_of) continue;
    v1::FollowUp follow_up;
    follow_up.set_assistance_request(name);
    follow_up.set_recipient(request.recipient());
    follow_up.set_title(request.title());
    *follow_up.mutable_due_date() = calendar::FromCivil(DueDay(request));
    follow_up.mutable_progress()->Swap(request.mutable_progress());
    if (request.has_follow_up_answer()) *follow_up.mutable_answer() = request.follow_up_answer();
    due->push_back(std::move(follow_up));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const ListFollowUpsRequest& request) {
  const google::type::Date as_of = DayOf(call, request.has_as_of(), request.as_of());
  const std::string query = QueryOf(request, as_of);
  Position after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(after, ParseToken(request.page_token(), query));
  }
  std::vector<v1::FollowUp> due;
  RETURN_IF_ERROR(AddDue(at, kUnanswered, calendar::ToCivil(as_of), &due));
  if (request.include_answered()) {
    RETURN_IF_ERROR(AddDue(at, kAnswered, calendar::ToCivil(as_of), &due));
  }
  std::sort(due.begin(), due.end(),
            [](const auto& a, const auto& b) { return PositionOf(a) < PositionOf(b); });

  v1::ListFollowUpsResponse response;
  response.set_total_size(static_cast<int>(due.size()));
  const int size =
      std::min(request.page_size() == 0 ? kDefaultPage : request.page_size(), kLargestPage);
  for (auto& follow_up : due) {
    if (PositionOf(follow_up) <= after) continue;
    if (response.follow_ups_size() == size) {
      response.set_next_page_token(TokenOf(query, PositionOf(response.follow_ups(size - 1))));
      break;
    }
    *response.add_follow_ups() = std::move(follow_up);
  }
  return response;
}

absl::StatusOr<AssistanceRequest> AnswerFollowUp(const rpc::Call& call, store::Txn& txn,
                                                 const v1::AnswerFollowUpRequest& request) {
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kFollowUp,
                       "answerFollowUp", [&](AssistanceRequest* record) -> absl::Status {
                         if (!WasPublished(*record)) {
                           return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED,
                                                          record->name(),
                                                          "was withdrawn before it was published");
                         }
                         *record->mutable_follow_up_answer() = request.answer();
                         *record->mutable_follow_up_answer()->mutable_answer_time() = TimeOf(call);
                         return absl::OkStatus();
                       });
}

}  // namespace clearway::cooperation
