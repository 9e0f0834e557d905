#include "common/store/store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/strings/cord.h"

namespace clearway::store {
namespace {

constexpr char kFull[] = "clearway.store/full";
constexpr char kStopped[] = "clearway.store/stopped";

}  // namespace

absl::Status StoreFullError(absl::string_view message) {
  absl::Status status = absl::ResourceExhaustedError(message);
  status.SetPayload(kFull, absl::Cord());
  return status;
}

absl::Status StoreStoppedError(absl::string_view message) {
  absl::Status status = absl::UnavailableError(message);
  status.SetPayload(kStopped, absl::Cord());
  return status;
}

bool IsStoreFull(const absl::Status& status) { return status.GetPayload(kFull).has_value(); }
bool IsStoreStopped(const absl::Status& status) { return status.GetPayload(kStopped).has_value(); }

absl::StatusOr<Revision> Store::TransactAndWait(TxnFn fn) {
  std::mutex mutex;
  std::condition_variable answered;
  absl::optional<absl::StatusOr<Revision>> answer;
  Transact(std::move(fn), [&](absl::StatusOr<Revision> result) {
    // Notified under the lock: the waiter's frame, with the condition in it, may go right after.
    std::lock_guard<std::mutex> lock(mutex);
    answer = std::move(result);
    answered.notify_one();
  });
  std::unique_lock<std::mutex> lock(mutex);
  answered.wait(lock, [&] { return answer.has_value(); });
  return *std::move(answer);
}

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace clearway::store
