// What the cooperation service's handlers are given by the process that runs them.
#ifndef CLEARWAY_SERVICES_COOPERATION_DEPS_H_
#define CLEARWAY_SERVICES_COOPERATION_DEPS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// A pair that somebody wants matched by hand.
struct PairQuestion {
  const v1::AssistanceRequest* request = nullptr;
  const v1::Offer* offer = nullptr;
  std::string need_id;
  int year = 0;
  std::string policy;  // "matchPolicies/default"
  google::type::Date as_of;
};

// Says whether the pair is feasible, which rules fail, and what it scores. Pure and short: it runs
// inside a transaction.
using PairJudge = std::function<absl::StatusOr<v1::PairExplanation>(
    const rpc::Call&, const store::Reader&, const PairQuestion&)>;

// A value; cheap to copy.
struct Deps {
  store::Store* store = nullptr;  // not owned; outlives every handler
  // The clock of everything that runs beside calls (a call brings its own time). Thread-safe.
  std::function<absl::Time()> now = absl::Now;
  // Of the matching's rules. Empty: only amounts and states are checked.
  PairJudge judge;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_DEPS_H_
