// When something remote is read again: regularly, sooner when there is reason to, later and later
// while it fails. Pure: the clock is the caller's.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_REFRESH_SCHEDULE_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_REFRESH_SCHEDULE_H_

#include <algorithm>

#include "absl/time/time.h"

namespace clearway::auth {

struct RefreshTimes {
  absl::Duration period = absl::Minutes(15);
  // Between two attempts, whatever reason there is for a sooner one: strangers can give reasons.
  absl::Duration least_gap = absl::Seconds(30);
  // After the first failure; doubles, up to the period or five minutes.
  absl::Duration first_backoff = absl::Seconds(1);
};

// Not thread-safe.
class RefreshSchedule {
 public:
  // The first attempt is due at once.
  explicit RefreshSchedule(RefreshTimes times) : times_(times), backoff_(times.first_backoff) {}

  // When the next attempt is due.
  absl::Time next() const { return next_; }

  void OnSuccess(absl::Time now) {
    last_ = now;
    next_ = now + times_.period;
    backoff_ = times_.first_backoff;
  }
  void OnFailure(absl::Time now) {
    last_ = now;
    next_ = now + backoff_;
    backoff_ = std::min({2 * backoff_, times_.period, absl::Minutes(5)});
  }
  // There may be something new.
  void OnReason(absl::Time now) {
    next_ = std::min(next_, std::max(now, last_ + times_.least_gap));
  }

 private:
  RefreshTimes times_;
  absl::Duration backoff_;
  absl::Time last_ = absl::InfinitePast();
  absl::Time next_ = absl::InfinitePast();
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_REFRESH_SCHEDULE_H_
