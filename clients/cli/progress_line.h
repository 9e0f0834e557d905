// The line of a terminal that shows how far long work is, and that it goes on.
//
//   ███████·················  explaining  3 s
#ifndef CLEARWAY_CLIENTS_CLI_PROGRESS_LINE_H_
#define CLEARWAY_CLIENTS_CLI_PROGRESS_LINE_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"

namespace clearway::cli {

// Draws on `out`, which is standard error, until it is destroyed, and then takes the line away.
// When standard error is no terminal it draws nothing. Nobody else may write to `out` meanwhile.
// Thread-safe.
class ProgressLine {
 public:
  explicit ProgressLine(std::ostream& out);
  ~ProgressLine();

  // `per_mille` of the whole is done, and `text` is being done.
  void Set(int per_mille, absl::string_view text);

 private:
  void Draw();
  void Tick();

  std::ostream& out_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  int per_mille_ = 0;
  std::string text_;
  std::thread ticker_;  // the seconds go on while nothing new is heard
};

// The line's text, cut to `columns`.
std::string ProgressText(int per_mille, absl::string_view text, int seconds, int columns);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_PROGRESS_LINE_H_
