// Reads of personal data: what an answer gives out of it is in the audit trail before the answer
// leaves.
//
//   ASSIGN_OR_RETURN(Reads reads, Reads::In(response, *personal, snapshot));
//   if (!reads.empty()) … store->Transact([&](Txn& txn) { return reads.Append(call, txn); }, …)
//
// The answer is what counts, whatever kind of method made it: a list, a write that returns the
// record, a repeated request id, a trial that stores nothing.
#ifndef CLEARWAY_COMMON_AUDIT_READS_H_
#define CLEARWAY_COMMON_AUDIT_READS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/personal.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"

namespace clearway::audit {

// A value.
class Reads {
 public:
  // The resources whose personal fields are set in `answer`, each with the version that `at` has of
  // it: what the answer was read from, or what a transaction leaves. Where the answer has another
  // version (a past one), the event names none.
  static absl::StatusOr<Reads> In(const google::protobuf::Message& answer,
                                  const resource::PersonalFields& personal,
                                  const store::Reader& at);

  bool empty() const { return reads_.empty(); }

  // Adds an event of KIND_READ for each, but for resources that this very transaction has an event
  // of already: who changed it is told of it there.
  absl::Status Append(const rpc::Call& call, store::Txn& txn) const;

  // Leaves out resources that are not stored: a trial gives out nothing but what its caller sent.
  void DropUnstored();

 private:
  struct Read {
    std::string resource;
    int64_t version = 0;
    std::string sha256;
    bool stored = false;
  };
  std::vector<Read> reads_;
};

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_READS_H_
