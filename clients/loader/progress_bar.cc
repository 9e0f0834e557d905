#include "clients/loader/progress_bar.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace clearway::loader {

void ProgressBar::Show(absl::string_view what, size_t done, size_t total) {
  if (!terminal_) return;
  constexpr size_t kWidth = 24;
  size_t filled = total == 0 ? kWidth : std::min(done, total) * kWidth / total;
  std::string bar;
  for (size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "·";
  std::string text = absl::StrFormat("%-24s %s %d of %d", what, bar, done, total);
  if (text == shown_) return;
  out_ << "\r\033[K" << text << std::flush;
  shown_ = std::move(text);
}

void ProgressBar::Clear() {
  if (shown_.empty()) return;
  out_ << "\r\033[K" << std::flush;
  shown_.clear();
}

}  // namespace clearway::loader
