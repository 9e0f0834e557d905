#include "common/rpc/log.h"

#include <atomic>
#include <cstdio>
#include <mutex>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"

namespace clearway::rpc {
namespace {

constexpr const char* kNames[] = {"debug", "info", "warning", "error"};

std::atomic<LogLevel> g_level{LogLevel::kInfo};

// Leaked, so that threads may log while the process ends.
struct Sink {
  std::mutex mutex;
  std::function<void(absl::string_view)> write;
};
Sink& GetSink() {
  static Sink* sink = new Sink;
  return *sink;
}

// Length of the well-formed UTF-8 character at the front of `text`; 0 when there is none.
size_t CharacterBytes(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;   // overlong
  if (first == 0xED && byte(1) >= 0xA0) return 0;  // surrogates
  if (first == 0xF0 && byte(1) < 0x90) return 0;   // overlong
  if (first == 0xF4 && byte(1) >= 0x90) return 0;  // beyond U+10FFFF
  return size;
}

void ProtobufLog(google::protobuf::LogLevel level, const char* file, int line,
                 const std::string& message) {
  // A request that is no UTF-8 makes protobuf complain; the caller is told, so the log need not be.
  const LogLevel mine =
      level >= google::protobuf::LOGLEVEL_FATAL ? LogLevel::kError : LogLevel::kDebug;
  Log(mine, "protobuf", {{"message", message}, {"file", file}, {"line", line}});
}

}  // namespace

absl::optional<LogLevel> ParseLogLevel(absl::string_view name) {
  for (int i = 0; i < 4; ++i) {
    if (name == kNames[i]) return static_cast<LogLevel>(i);
  }
  return absl::nullopt;
}

std::string JsonString(absl::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t size = CharacterBytes(text);
    const char c = text[0];
    if (size == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (size == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)) {
      absl::StrAppendFormat(&out, "\\u%04x", c);
    } else {
      out.append(text.data(), size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out += '"';
  return out;
}

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (!LogEnabled(level)) return;
  std::string line = absl::StrCat(
      "{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()),
      "\",\"level\":\"", kNames[static_cast<int>(level)], "\",\"event\":", JsonString(event));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",\"", field.key(), "\":", field.json());
  }
  line += '}';
  Sink& sink = GetSink();
  std::lock_guard<std::mutex> lock(sink.mutex);
  if (sink.write) {
    sink.write(line);
    return;
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void SetLogLevel(LogLevel level) { g_level.store(level, std::memory_order_relaxed); }

bool LogEnabled(LogLevel level) { return level >= g_level.load(std::memory_order_relaxed); }

void SetLogSink(std::function<void(absl::string_view line)> sink) {
  std::lock_guard<std::mutex> lock(GetSink().mutex);
  GetSink().write = std::move(sink);
}

void CaptureProtobufLog() { google::protobuf::SetLogHandler(ProtobufLog); }

}  // namespace clearway::rpc
