// Questions about a published request, and their answers (for all who may see the request).
#ifndef CLEARWAY_SERVICES_COOPERATION_QUESTIONS_H_
#define CLEARWAY_SERVICES_COOPERATION_QUESTIONS_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Questions of one request, so that a record stays within the store's bounds.
inline constexpr int kMaxQuestions = 100;

// FAILED_PRECONDITION (STATE_NOT_ALLOWED) beyond kMaxQuestions too.
absl::StatusOr<v1::AssistanceRequest> AskQuestion(const rpc::Call& call, store::Txn& txn,
                                                  const v1::AskQuestionRequest& request);
// A later answer takes the place of the earlier one; the history keeps both. INVALID_ARGUMENT
// (UNKNOWN_REFERENCE, field "question_id") for no question of the request.
absl::StatusOr<v1::AssistanceRequest> AnswerQuestion(const rpc::Call& call, store::Txn& txn,
                                                     const v1::AnswerQuestionRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_QUESTIONS_H_
