#include "common/store/store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace clearway::store {

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
