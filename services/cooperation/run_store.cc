#include "services/cooperation/run_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/resource/idempotency.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"

namespace clearway::cooperation {
namespace {

using v1::MatchRun;
using v1::RunMatchingResponse;

// A transaction holds up the store's only writer: a few milliseconds of them.
constexpr size_t kProposalsInTransaction = 250;
constexpr absl::string_view kUnfinished = "p/runs/unfinished/";
constexpr absl::string_view kOutcomes = "p/runs/outcomes/";

std::string OutcomesPrefix(absl::string_view run, absl::string_view side) {
  return absl::StrCat(kOutcomes, absl::StripPrefix(run, "matchRuns/"), "/", side, "/");
}

// Outcomes as serialized chunks of at most kMaxChunkBytes (or one outcome).
template <typename Response, typename Outcome>
std::vector<std::string> Chunks(const std::vector<Outcome>& outcomes) {
  std::vector<std::string> chunks;
  Response chunk;
  size_t bytes = 0;
  for (const Outcome& outcome : outcomes) {
    const size_t size = outcome.ByteSizeLong();
    if (bytes > 0 && bytes + size > kMaxChunkBytes) {
      chunks.push_back(chunk.SerializeAsString());
      chunk.Clear();
      bytes = 0;
    }
    *chunk.add_outcomes() = outcome;
    bytes += size;
  }
  if (bytes > 0) chunks.push_back(chunk.SerializeAsString());
  return chunks;
}

class Storing {
 public:
  Storing(const Deps& deps, const rpc::Call& call, const v1::RunMatchingRequest& request,
          RunToStore run)
      : deps_(deps), call_(call), request_(request), run_(std::move(run)) {
    name_ = Runs().NameOf(call.NewId());
    for (v1::Proposal& proposal : run_.proposals) proposal.set_match_run(name_);
  }

  absl::Status Do(RunMatchingResponse* answer) {
    const absl::Status written = WriteParts();
    const absl::Status finished = written.ok() ? Finish(answer) : written;
    if (!finished.ok() || answer->match_run().name() != name_) {
      RETURN_IF_ERROR(RemoveParts(deps_, name_));
    }
    return finished;
  }

  // Removes a run's marker and all that was written under it.
  static absl::Status RemoveParts(const Deps& deps, const std::string& run) {
    const rpc::Call system = SystemCall(deps.now(), "RemoveUnfinishedRuns");
    for (;;) {
      const auto at = deps.store->GetSnapshot();
      ASSIGN_OR_RETURN(const auto names,
                       Proposals().Lookup(*at, kByRun, run, kProposalsInTransaction));
      if (names.empty()) break;
      const auto removed = deps.store->TransactAndWait([&](store::Txn& txn) -> absl::Status {
        for (const std::string& name : names) {
          RETURN_IF_ERROR(Proposals().Delete(system, txn, name, "", true).status());
        }
        return absl::OkStatus();
      });
      RETURN_IF_ERROR(removed.status());
    }
    return deps.store
        ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
          const std::string prefix =
              absl::StrCat(kOutcomes, absl::StripPrefix(run, "matchRuns/"), "/");
          std::vector<std::string> keys;
          {
            const auto cursor = txn.Scan(prefix, store::PrefixEnd(prefix));
            for (; cursor->Valid(); cursor->Next()) keys.emplace_back(cursor->key());
            RETURN_IF_ERROR(cursor->status());
          }
          for (const std::string& key : keys) RETURN_IF_ERROR(txn.Delete(key));
          return txn.Delete(absl::StrCat(kUnfinished, run));
        })
        .status();
  }

 private:
  absl::Status Transact(const store::Store::TxnFn& fn) {
    if (run_.cancelled && run_.cancelled()) return absl::CancelledError("no longer wanted");
    return deps_.store->TransactAndWait(fn).status();
  }

  absl::Status WriteParts() {
    RETURN_IF_ERROR(Transact(
        [this](store::Txn& txn) { return txn.Put(absl::StrCat(kUnfinished, name_), ""); }));
    if (run_.outcomes != nullptr) {
      RETURN_IF_ERROR(WriteChunks(
          "requests", Chunks<v1::ListRequestOutcomesResponse>(run_.outcomes->requests)));
      RETURN_IF_ERROR(
          WriteChunks("offers", Chunks<v1::ListOfferOutcomesResponse>(run_.outcomes->offers)));
    }
    const size_t count = run_.proposals.size();
    for (size_t begin = 0; begin < count; begin += kProposalsInTransaction) {
      const size_t end = std::min(count, begin + kProposalsInTransaction);
      RETURN_IF_ERROR(Transact([&](store::Txn& txn) -> absl::Status {
        for (size_t i = begin; i < end; ++i) {
          RETURN_IF_ERROR(Proposals()
                              .Create(call_, txn, run_.proposals[i], "", true, static_cast<int>(i))
                              .status());
        }
        return absl::OkStatus();
      }));
      if (run_.progress) run_.progress(static_cast<int>(1000 * end / count));
    }
    return absl::OkStatus();
  }

  absl::Status WriteChunks(absl::string_view side, const std::vector<std::string>& chunks) {
    for (size_t i = 0; i < chunks.size(); ++i) {
      const std::string key = absl::StrFormat("%s%06d", OutcomesPrefix(name_, side), i);
      RETURN_IF_ERROR(Transact([&](store::Txn& txn) { return txn.Put(key, chunks[i]); }));
    }
    return absl::OkStatus();
  }

  absl::Status Finish(RunMatchingResponse* answer) {
    return Transact([this, answer](store::Txn& txn) -> absl::Status {
      answer->Clear();
      ASSIGN_OR_RETURN(const bool repeated, resource::Replay(txn, call_, request_, answer));
      if (repeated) return absl::OkStatus();
      ASSIGN_OR_RETURN(*answer->mutable_match_run(), Runs().Create(call_, txn, run_.run));
      RETURN_IF_ERROR(txn.Delete(absl::StrCat(kUnfinished, name_)));
      return resource::Remember(txn, call_, request_, *answer);
    });
  }

  const Deps& deps_;
  const rpc::Call& call_;
  const v1::RunMatchingRequest& request_;
  RunToStore run_;
  std::string name_;
};

template <typename Outcomes, typename Out>
void AddFirst(const Outcomes& outcomes, Out* out) {
  size_t bytes = 0;
  for (const auto& outcome : outcomes) {
    bytes += outcome.ByteSizeLong();
    if (out->size() == kMaxOutcomesInRun || bytes > kMaxChunkBytes) return;
    *out->Add() = outcome;
  }
}

template <typename Response>
absl::Status SendOutcomes(const rpc::Call& call, const store::Snapshot& at, const std::string& run,
                          absl::string_view side, rpc::Sink<Response>& sink) {
  RETURN_IF_ERROR(Runs().Get(at, run).status());
  const std::string prefix = OutcomesPrefix(run, side);
  const auto cursor = at.Scan(prefix, store::PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    if (call.Cancelled()) return absl::CancelledError("the call was cancelled");
    Response response;
    if (!response.ParseFromArray(cursor->value().data(),
                                 static_cast<int>(cursor->value().size()))) {
      return rpc::MakeError(absl::StatusCode::kDataLoss, type::v1::ERROR_REASON_DATA_DAMAGED,
                            absl::StrCat("outcomes of ", run, " cannot be read"));
    }
    RETURN_IF_ERROR(sink.Send(response));
  }
  return cursor->status();
}

}  // namespace

void AddOutcomes(const RunOutcomes& outcomes, MatchRun* run) {
  AddFirst(outcomes.requests, run->mutable_request_outcomes());
  AddFirst(outcomes.offers, run->mutable_offer_outcomes());
}

absl::StatusOr<bool> FindFirstAnswer(const Deps& deps, const rpc::Call& call,
                                     const v1::RunMatchingRequest& request,
                                     RunMatchingResponse* answer) {
  bool repeated = false;
  const auto looked = deps.store->TransactAndWait([&](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(repeated, resource::Replay(txn, call, request, answer));
    return absl::OkStatus();
  });
  RETURN_IF_ERROR(looked.status());
  return repeated;
}

absl::Status StoreRun(const Deps& deps, const rpc::Call& call,
                      const v1::RunMatchingRequest& request, RunToStore run,
                      RunMatchingResponse* answer) {
  return Storing(deps, call, request, std::move(run)).Do(answer);
}

absl::Status RemoveUnfinishedRuns(const Deps& deps) {
  std::vector<std::string> runs;
  {
    const auto at = deps.store->GetSnapshot();
    const auto cursor = at->Scan(kUnfinished, store::PrefixEnd(kUnfinished));
    for (; cursor->Valid(); cursor->Next()) {
      runs.emplace_back(absl::StripPrefix(cursor->key(), kUnfinished));
    }
    RETURN_IF_ERROR(cursor->status());
  }
  for (const std::string& run : runs) RETURN_IF_ERROR(Storing::RemoveParts(deps, run));
  return absl::OkStatus();
}

absl::StatusOr<MatchRun> GetMatchRun(const rpc::Call&, const store::Snapshot& at,
                                     const v1::GetMatchRunRequest& request) {
  return Runs().Get(at, request.name());
}

absl::StatusOr<v1::ListMatchRunsResponse> ListMatchRuns(const rpc::Call&, const store::Snapshot& at,
                                                        const v1::ListMatchRunsRequest& request) {
  return Runs().List<v1::ListMatchRunsResponse>(at, request, nullptr, [](MatchRun* run) {
    run->clear_request_outcomes();
    run->clear_offer_outcomes();
  });
}

absl::Status ListRequestOutcomes(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::ListRequestOutcomesRequest& request,
                                 rpc::Sink<v1::ListRequestOutcomesResponse>& sink) {
  return SendOutcomes(call, at, request.match_run(), "requests", sink);
}

absl::Status ListOfferOutcomes(const rpc::Call& call, const store::Snapshot& at,
                               const v1::ListOfferOutcomesRequest& request,
                               rpc::Sink<v1::ListOfferOutcomesResponse>& sink) {
  return SendOutcomes(call, at, request.match_run(), "offers", sink);
}

}  // namespace clearway::cooperation
