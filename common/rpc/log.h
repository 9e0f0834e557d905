// Logs for machines: one JSON object a line on stderr.
//
//   Log(LogLevel::kInfo, "listening", {{"service", name}, {"port", port}});
//   {"time":"2026-03-01T09:00:00.123Z","level":"info","event":"listening","service":"…","port":50053}
//
// Never log what a request says or who a person is: names of methods and resources, codes, counts,
// durations and trace ids are enough to find the rest. Thread-safe.
#ifndef CLEARWAY_COMMON_RPC_LOG_H_
#define CLEARWAY_COMMON_RPC_LOG_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace clearway::rpc {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning", "error"; nullopt for others.
absl::optional<LogLevel> ParseLogLevel(absl::string_view name);

// `text` as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
std::string JsonString(absl::string_view text);

// A key and its value, already JSON. Keys are plain identifiers.
class LogField {
 public:
  LogField(absl::string_view key, absl::string_view value) : key_(key), json_(JsonString(value)) {}
  LogField(absl::string_view key, const char* value) : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, const std::string& value)
      : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, bool value) : key_(key), json_(value ? "true" : "false") {}
  template <typename Number, typename = std::enable_if_t<std::is_arithmetic<Number>::value>>
  LogField(absl::string_view key, Number value) : key_(key), json_(absl::StrCat(value)) {}

  absl::string_view key() const { return key_; }
  absl::string_view json() const { return json_; }

 private:
  absl::string_view key_;
  std::string json_;
};

// Writes the line if `level` is at or above the process's level.
void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

// What Log writes at least; kInfo at start.
void SetLogLevel(LogLevel level);
bool LogEnabled(LogLevel level);

// Where lines (without the line feed) go instead of stderr; empty: back to stderr. For tests.
void SetLogSink(std::function<void(absl::string_view line)> sink);

// Sends protobuf's own log through this one. (gRPC's: server.cc.)
void CaptureProtobufLog();

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_LOG_H_
