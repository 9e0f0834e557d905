// What a request for assistance must hold beyond the rules of its single fields, and what may still
// change once it is published. All violations are told at once. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_REQUEST_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_REQUEST_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// Paths begin with `field`: "assistance_request". Checks need ids (each once); each line's years
// (each once, one currency or unit, fitting the kind); that the submitter is the recipient, or an
// actor with the State's endorsement; that it expires no earlier than it became known; audience.
void CheckRequest(const v1::AssistanceRequest& request, const google::type::Date& today,
                  absl::string_view field, rpc::Violations* bad);

// What may not change any more once `before` is published: area of work, the day it became known, a
// line's kind and its currency or unit. A line or year may go, and an amount shrink, no further
// than what is pledged and committed (FIELD_OUT_OF_RANGE).
void CheckRequestChange(const v1::AssistanceRequest& before, const v1::AssistanceRequest& after,
                        absl::string_view field, rpc::Violations* bad);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_REQUEST_RULES_H_
