// Which treaty actions the Convention on Cluster Munitions allows, given what a State has already
// done (Articles 15 to 20). Every refusal names its Article.
//
//   RETURN_IF_ERROR(CheckTreatyAction(state, request.action()));
//
//   15      signature from 3 December 2008 until entry into force on 1 August 2010, once.
//   16(1)   ratification, acceptance and approval are a signatory's, not before its signature.
//   16(2)   accession is for a State that has not signed.
//   16      one instrument at a time: another only after a withdrawal has taken effect, and then by
//           accession, since signature is closed.
//   18      provisional application is declared at the time of the State's own instrument.
//   20(2)   withdrawal is a State Party's: from entry into force on, once.
//   20(3)   an armed conflict counts only when it lasted beyond the six months of notice.
// Facts are judged by when they happened, not by when they became known; those that a correction
// has superseded, not at all. They may be recorded in any order that these rules allow: an
// instrument after its signature.
//
// History is sometimes recorded as its sources have it: a rule that is broken can be accepted, with
// a note that stays with the fact.
//
// Everything here is pure.
#ifndef CLEARWAY_COMMON_CALENDAR_TREATY_RULES_H_
#define CLEARWAY_COMMON_CALENDAR_TREATY_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/rpc/errors.h"

namespace clearway::calendar {

// One rule that an action breaks.
struct TreatyFinding {
  std::string article;      // "Article 16, paragraph 2"
  std::string description;  // what the rule asks for and what stands against it, with dates
  std::string field = "action.date";  // of the request: what would have to be otherwise
};

// All rules of the Convention that `action` would break if added to the state's actions. REQUIRES:
// FindFieldViolations finds none.
std::vector<TreatyFinding> FindTreatyViolations(const universalization::v1::State& state,
                                                const universalization::v1::TreatyAction& action);

// Adds a violation for every field of `action` that makes no sense by itself: an unknown kind, a
// day that is none, known before it happened, a conflict's end without a withdrawal. Field paths
// begin with "action.".
void FindFieldViolations(const universalization::v1::TreatyAction& action, rpc::Violations* bad);

// Both: INVALID_ARGUMENT for the fields, then FAILED_PRECONDITION (TREATY_RULE_VIOLATED) with one
// violation of google.rpc.PreconditionFailure a broken rule, its subject being the state's name;
// the first one's Article and field stand in the ErrorInfo too.
absl::Status CheckTreatyAction(const universalization::v1::State& state,
                               const universalization::v1::TreatyAction& action);

// A finding about one of a state's actions.
struct HistoryFinding {
  int action = 0;  // its index in the state's treaty_actions
  TreatyFinding finding;
};

// The rules that the state's actions break, taken one after the other as they happened (on one day:
// signature, instrument, declaration, withdrawal), without what is accepted for each action
// already. Empty for every history that FindTreatyViolations let in, in whatever order.
std::vector<HistoryFinding> FindHistoryViolations(const universalization::v1::State& state);

// FAILED_PRECONDITION as above. REQUIRES: there are findings.
absl::Status TreatyRuleViolated(const universalization::v1::State& state,
                                const std::vector<TreatyFinding>& findings);

}  // namespace clearway::calendar

#endif  // CLEARWAY_COMMON_CALENDAR_TREATY_RULES_H_
