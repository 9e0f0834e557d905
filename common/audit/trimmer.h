// Trims the audit trail once a day while the service runs (trim.h).
#ifndef CLEARWAY_COMMON_AUDIT_TRIMMER_H_
#define CLEARWAY_COMMON_AUDIT_TRIMMER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/store/store.h"

namespace clearway::audit {

class Trimmer {
 public:
  // Keeps the events of the last `kept`, by `now`'s time; trims at once, then once a day, and tells
  // `report` what came of it, when that was anything. On a thread of its own, until destroyed. The
  // store outlives it.
  Trimmer(store::Store* store, absl::Duration kept, std::function<absl::Time()> now,
          std::function<void(absl::StatusOr<int64_t> trimmed)> report);
  ~Trimmer();
  Trimmer(const Trimmer&) = delete;
  Trimmer& operator=(const Trimmer&) = delete;

 private:
  void Run();

  store::Store* const store_;
  const absl::Duration kept_;
  const std::function<absl::Time()> now_;
  const std::function<void(absl::StatusOr<int64_t>)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_TRIMMER_H_
