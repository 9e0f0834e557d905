// ExplainPair: why one offer and one request fit or not; and what a run did with the pair.
#ifndef CLEARWAY_SERVICES_COOPERATION_EXPLAIN_PAIR_H_
#define CLEARWAY_SERVICES_COOPERATION_EXPLAIN_PAIR_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// One explanation for each need line and year. With a run that can be made again from the records
// as they stand (same plan, by its fingerprint) also the smallest change of the pair; otherwise
// that is left out. Long with a run: for a thread of its own.
absl::StatusOr<v1::ExplainPairResponse> ExplainPair(const rpc::Call& call, const store::Reader& at,
                                                    const v1::ExplainPairRequest& request);

// The rules' judgement of one pair in one year, for matches made by hand. Reads only what the pair
// needs, so that it can run inside a transaction.
absl::StatusOr<v1::PairExplanation> JudgePair(const rpc::Call& call, const store::Reader& at,
                                              const PairQuestion& question);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_EXPLAIN_PAIR_H_
