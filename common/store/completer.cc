#include "common/store/completer.h"

#include <iterator>
#include <utility>

#include "common/thread_name.h"

namespace clearway::store {

Completer::Completer() : thread_([this] { Run(); }) {}

Completer::~Completer() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    posted_.notify_one();
  }
  thread_.join();
}

void Completer::Post(std::vector<Answer>& answers) {
  if (answers.empty()) return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (answers_.empty()) {
      answers_.swap(answers);
    } else {
      std::move(answers.begin(), answers.end(), std::back_inserter(answers_));
    }
  }
  answers.clear();
  posted_.notify_one();
}

void Completer::Post(Answer answer) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  posted_.notify_one();
}

void Completer::Run() {
  NameThread("store-answers");
  std::vector<Answer> taken;
  for (;;) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      posted_.wait(lock, [this] { return stopping_ || !answers_.empty(); });
      if (answers_.empty()) return;
      taken.swap(answers_);
    }
    for (Answer& answer : taken) {
      if (answer.done) answer.done(std::move(answer.result));
      answer.done = nullptr;
    }
    taken.clear();
  }
}

}  // namespace clearway::store
