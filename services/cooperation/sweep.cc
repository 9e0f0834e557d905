#include "services/cooperation/sweep.h"

#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "common/rpc/log.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/offer_state.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {
namespace {

constexpr int kPurgesPerTransaction = 100;

// Writes the state as of the call of one record, when it differs from the stored one.
template <typename Record>
absl::StatusOr<bool> Refresh(const resource::Collection<Record>& collection, const Deps& deps,
                             const rpc::Call& call, const std::string& name) {
  bool changed = false;
  RETURN_IF_ERROR(deps.store
                      ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                        changed = false;
                        auto record = collection.Get(txn, name);
                        if (absl::IsNotFound(record.status())) return absl::OkStatus();
                        RETURN_IF_ERROR(record.status());
                        const auto state = StateOf(*record, TodayOf(call));
                        if (state == record->state()) return absl::OkStatus();
                        record->set_state(state);
                        changed = true;
                        return collection.Write(call, txn, *std::move(record), "expire").status();
                      })
                      .status());
  return changed;
}

template <typename Record>
absl::StatusOr<int> SweepCollection(const resource::Collection<Record>& collection,
                                    std::initializer_list<typename Record::State> states,
                                    const Deps& deps, const rpc::Call& call) {
  int changes = 0;
  const std::shared_ptr<const store::Snapshot> at = deps.store->GetSnapshot();
  for (const auto state : states) {
    ASSIGN_OR_RETURN(const auto names, collection.Lookup(*at, kByState, Record::State_Name(state)));
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(const Record record, collection.Get(*at, name));
      if (StateOf(record, TodayOf(call)) == state) continue;
      ASSIGN_OR_RETURN(const bool changed, Refresh(collection, deps, call, name));
      changes += changed ? 1 : 0;
    }
  }
  int purged = kPurgesPerTransaction;
  while (purged == kPurgesPerTransaction) {
    RETURN_IF_ERROR(deps.store
                        ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                          ASSIGN_OR_RETURN(
                              purged, collection.PurgeExpired(call, txn, kPurgesPerTransaction));
                          return absl::OkStatus();
                        })
                        .status());
    changes += purged;
  }
  return changes;
}

}  // namespace

absl::StatusOr<int> SweepOnce(const Deps& deps) {
  const rpc::Call call = SystemCall(deps.now(), "Sweep");
  using Request = v1::AssistanceRequest;
  ASSIGN_OR_RETURN(
      const int requests,
      SweepCollection(Requests(), {Request::STATE_PUBLISHED, Request::STATE_PARTIALLY_COMMITTED},
                      deps, call));
  ASSIGN_OR_RETURN(
      const int offers,
      SweepCollection(Offers(), {v1::Offer::STATE_OPEN, v1::Offer::STATE_EXHAUSTED}, deps, call));
  return requests + offers;
}

Sweeper::Sweeper(Deps deps, absl::Duration interval)
    : deps_(std::move(deps)), interval_(interval), thread_([this] { Run(); }) {}

Sweeper::~Sweeper() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Sweeper::Run() {
  absl::CivilDay swept = absl::CivilDay::min();
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    const absl::CivilDay today = absl::ToCivilDay(deps_.now(), absl::UTCTimeZone());
    if (today != swept) {
      lock.unlock();
      const auto changes = SweepOnce(deps_);
      if (changes.ok()) {
        swept = today;
      } else {
        rpc::Log(rpc::LogLevel::kWarning, "sweep failed",
                 {{"error", std::string(changes.status().message())}});
      }
      lock.lock();
    }
    wake_.wait_for(lock, absl::ToChronoNanoseconds(interval_), [this] { return stop_; });
  }
}

}  // namespace clearway::cooperation
