#include "services/cooperation/matching/solver_watched.h"

#include <utility>

namespace clearway::matching {
namespace {

constexpr int64_t kBetweenQuestions = 1 << 14;
constexpr int64_t kNobodyAsks = std::numeric_limits<int64_t>::max();

}  // namespace

thread_local int64_t Watch::left_ = kNobodyAsks;
thread_local Watch* Watch::current_ = nullptr;

Watch::Watch(std::function<bool(int64_t)> go_on) : go_on_(std::move(go_on)) {
  current_ = this;
  left_ = kBetweenQuestions;
}

Watch::~Watch() {
  current_ = nullptr;
  left_ = kNobodyAsks;
}

void Watch::Ask() {
  left_ = kBetweenQuestions;
  if (current_ == nullptr) return;
  current_->steps_ += kBetweenQuestions;
  if (!current_->go_on_(current_->steps_)) throw Stopped();
}

}  // namespace clearway::matching
