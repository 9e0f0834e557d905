#include "clients/cli/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/table.h"

namespace clearway::cli {
namespace {

constexpr int kBarWidth = 24;

int Columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string ProgressText(int per_mille, absl::string_view text, int seconds, int columns) {
  const int filled = std::min(std::max(per_mille, 0), 1000) * kBarWidth / 1000;
  std::string line;
  for (int i = 0; i < kBarWidth; ++i) line += i < filled ? "█" : "·";
  absl::StrAppend(&line, "  ", text, text.empty() ? "" : "  ", seconds, " s");
  // The last column stays free: a terminal may begin a new line there.
  return CutToWidth(line, static_cast<size_t>(std::max(columns - 1, 1)));
}

ProgressLine::ProgressLine(std::ostream& out) : out_(out), terminal_(isatty(STDERR_FILENO) != 0) {
  if (terminal_) ticker_ = std::thread([this] { Tick(); });
}

ProgressLine::~ProgressLine() {
  if (!terminal_) return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_one();
  ticker_.join();
  out_ << "\r\033[K" << std::flush;
}

void ProgressLine::Set(int per_mille, absl::string_view text) {
  if (!terminal_) return;
  std::lock_guard<std::mutex> lock(mutex_);
  per_mille_ = per_mille;
  text_ = std::string(text);
  Draw();
}

void ProgressLine::Draw() {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
  out_ << "\r\033[K"
       << ProgressText(per_mille_, text_, static_cast<int>(seconds.count()), Columns())
       << std::flush;
}

void ProgressLine::Tick() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopped_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) Draw();
}

}  // namespace clearway::cli
