// Lets LEMON's methods be stopped, and heard while they work. They offer no hook, but they are
// templates over their type of quantity, and subtract quantities every few steps: a type that
// counts its subtractions can ask, once in a while, whether to go on.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_WATCHED_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_WATCHED_H_

#include <cstdint>
#include <functional>
#include <limits>

namespace clearway::matching {

// While one lives, Watched quantities on this thread are counted. At most one at a time a thread.
class Watch {
 public:
  // What stops the work; to be caught by whoever made the watch. Never leaves solver_flow.cc.
  struct Stopped {};

  // `go_on(steps)` hears how many subtractions there were, more than ten times a second.
  explicit Watch(std::function<bool(int64_t steps)> go_on);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  static void Step() {
    if (--left_ == 0) Ask();
  }

 private:
  static void Ask();  // throws Stopped

  static thread_local int64_t left_;
  static thread_local Watch* current_;
  std::function<bool(int64_t)> go_on_;
  int64_t steps_ = 0;
};

// An integer of type T.
template <typename T>
class Watched {
 public:
  constexpr Watched() : value_(0) {}
  constexpr Watched(T value) : value_(value) {}  // NOLINT: converts as T itself would
  constexpr explicit operator int64_t() const { return static_cast<int64_t>(value_); }
  constexpr T value() const { return value_; }

  friend constexpr Watched operator+(Watched a, Watched b) { return a.value_ + b.value_; }
  friend constexpr Watched operator*(Watched a, Watched b) { return a.value_ * b.value_; }
  friend Watched operator-(Watched a, Watched b) {
    Watch::Step();
    return a.value_ - b.value_;
  }
  friend constexpr Watched operator-(Watched a) { return -a.value_; }
  Watched& operator+=(Watched b) {
    value_ += b.value_;
    return *this;
  }
  Watched& operator-=(Watched b) {
    Watch::Step();
    value_ -= b.value_;
    return *this;
  }
  friend constexpr bool operator==(Watched a, Watched b) { return a.value_ == b.value_; }
  friend constexpr bool operator!=(Watched a, Watched b) { return a.value_ != b.value_; }
  friend constexpr bool operator<(Watched a, Watched b) { return a.value_ < b.value_; }
  friend constexpr bool operator<=(Watched a, Watched b) { return a.value_ <= b.value_; }
  friend constexpr bool operator>(Watched a, Watched b) { return a.value_ > b.value_; }
  friend constexpr bool operator>=(Watched a, Watched b) { return a.value_ >= b.value_; }

 private:
  T value_;
};

}  // namespace clearway::matching

template <typename T>
struct std::numeric_limits<clearway::matching::Watched<T>> : std::numeric_limits<T> {
  using Watched = clearway::matching::Watched<T>;
  static constexpr Watched min() { return std::numeric_limits<T>::min(); }
  static constexpr Watched max() { return std::numeric_limits<T>::max(); }
};

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_WATCHED_H_
