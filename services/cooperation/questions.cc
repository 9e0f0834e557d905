#include "services/cooperation/questions.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/requests.h"

namespace clearway::cooperation {

using v1::AssistanceRequest;

absl::StatusOr<AssistanceRequest> AskQuestion(const rpc::Call& call, store::Txn& txn,
                                              const v1::AskQuestionRequest& request) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckParty(txn, request.asker(), "asker", &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  auto ask = [&](AssistanceRequest* record) -> absl::Status {
    if (record->questions_size() >= kMaxQuestions) {
      return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, record->name(),
                                     absl::StrCat("has ", kMaxQuestions, " questions already"));
    }
    auto* question = record->add_questions();
    question->set_question_id(call.NewId());
    question->set_text(request.text());
    question->set_asker(request.asker().empty() ? call.actor : request.asker());
    *question->mutable_ask_time() = TimeOf(call);
    return absl::OkStatus();
  };
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kAsk, "ask", ask);
}

absl::StatusOr<AssistanceRequest> AnswerQuestion(const rpc::Call& call, store::Txn& txn,
                                                 const v1::AnswerQuestionRequest& request) {
  auto answer = [&](AssistanceRequest* record) -> absl::Status {
    for (auto& question : *record->mutable_questions()) {
      if (question.question_id() != request.question_id()) continue;
      question.set_answer(request.answer());
      *question.mutable_answer_time() = TimeOf(call);
      return absl::OkStatus();
    }
    return rpc::InvalidField(
        "question_id",
        absl::StrCat("is no question of ", record->name(), "; its questions say their ids"),
        type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  };
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kAnswer, "answer",
                       answer);
}

}  // namespace clearway::cooperation
