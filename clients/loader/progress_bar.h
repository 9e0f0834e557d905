// A progress bar on one line of a terminal.
#ifndef CLEARWAY_CLIENTS_LOADER_PROGRESS_BAR_H_
#define CLEARWAY_CLIENTS_LOADER_PROGRESS_BAR_H_

#include <cstddef>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"

namespace clearway::loader {

// Draws on `out` while `terminal`; otherwise it writes nothing at all. Not thread-safe.
class ProgressBar {
 public:
  ProgressBar(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  ~ProgressBar() { Clear(); }

  // "loading offers  ████████········  4 of 8"
  void Show(absl::string_view what, size_t done, size_t total);
  // Takes the bar away, so that text can follow.
  void Clear();

 private:
  std::ostream& out_;
  const bool terminal_;
  std::string shown_;
};

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_PROGRESS_BAR_H_
