// Gives answers on a thread of its own, in the order they were posted, holding no lock.
#ifndef CLEARWAY_COMMON_STORE_COMPLETER_H_
#define CLEARWAY_COMMON_STORE_COMPLETER_H_

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/store.h"

namespace clearway::store {

struct Answer {
  Store::DoneFn done;  // may be empty
  absl::StatusOr<Revision> result;
};

// Thread-safe.
class Completer {
 public:
  Completer();
  // Gives all answers that were posted, also those posted from within an answer.
  ~Completer();

  // Takes `answers`, leaving the vector empty.
  void Post(std::vector<Answer>& answers);
  void Post(Answer answer);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable posted_;
  bool stopping_ = false;
  std::vector<Answer> answers_;
  std::thread thread_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_COMPLETER_H_
