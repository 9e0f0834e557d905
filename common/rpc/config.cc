#include "common/rpc/config.h"

#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::rpc {
namespace {

using config::v1::ServerConfig;

// Keeps the first mistake.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty())
      text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Takes over a limit that is set.
template <typename T>
absl::Status Take(const char* name, int64_t value, int64_t most, T* limit) {
  if (value < 0 || value > most) {
    return absl::InvalidArgumentError(
        absl::StrCat("limits.", name, " must be between 1 and ", most, ", not ", value));
  }
  if (value > 0) *limit = static_cast<T>(value);
  return absl::OkStatus();
}

absl::Status Take(const char* name, bool is_set, const google::protobuf::Duration& value,
                  absl::Duration* limit) {
  if (!is_set) return absl::OkStatus();
  const absl::Duration duration = absl::Seconds(value.seconds()) + absl::Nanoseconds(value.nanos());
  if (duration < absl::Milliseconds(10) || duration > absl::Hours(24)) {
    return absl::InvalidArgumentError(
        absl::StrCat("limits.", name, " must be between 10 ms and 24 h"));
  }
  *limit = duration;
  return absl::OkStatus();
}

absl::Status ParseMessage(absl::string_view text, absl::string_view name,
                          google::protobuf::Message* message) {
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{")) {
    const auto status =
        google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, message);
    if (status.ok()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message().as_string()));
  }
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(std::string(text), message)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", error.text()));
}

absl::Status ReadMessage(const std::string& path, google::protobuf::Message* message) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read the configuration ", path));
  return ParseMessage(text.str(), path, message);
}

}  // namespace

absl::StatusOr<ServerConfig> ParseConfig(absl::string_view text, absl::string_view name) {
  ServerConfig config;
  RETURN_IF_ERROR(ParseMessage(text, name, &config));
  return config;
}

absl::StatusOr<ServerConfig> ReadConfig(const std::string& path) {
  ServerConfig config;
  RETURN_IF_ERROR(ReadMessage(path, &config));
  return config;
}

absl::StatusOr<config::v1::AuthConfig> ReadAuthConfig(const std::string& path) {
  config::v1::AuthConfig config;
  RETURN_IF_ERROR(ReadMessage(path, &config));
  return config;
}

absl::StatusOr<Limits> LimitsFrom(const config::v1::Limits& config) {
  constexpr int64_t kGiB = int64_t{1} << 30;
  Limits limits;
  RETURN_IF_ERROR(
      Take("max_message_bytes", config.max_message_bytes(), 256 << 20, &limits.max_message_bytes));
  RETURN_IF_ERROR(Take("max_calls", config.max_calls(), 1000000, &limits.max_calls));
  RETURN_IF_ERROR(Take("max_streams", config.max_streams(), 1000000, &limits.max_streams));
  RETURN_IF_ERROR(Take("stream_threads", config.stream_threads(), 1024, &limits.stream_threads));
  RETURN_IF_ERROR(Take("stream_backlog", config.stream_backlog(), 1000000, &limits.stream_backlog));
  RETURN_IF_ERROR(
      Take("stream_queue_bytes", config.stream_queue_bytes(), kGiB, &limits.stream_queue_bytes));
  RETURN_IF_ERROR(
      Take("total_queue_bytes", config.total_queue_bytes(), 64 * kGiB, &limits.total_queue_bytes));
  RETURN_IF_ERROR(Take("reader_patience", config.has_reader_patience(), config.reader_patience(),
                       &limits.reader_patience));
  RETURN_IF_ERROR(Take("watch_heartbeat", config.has_watch_heartbeat(), config.watch_heartbeat(),
                       &limits.watch_heartbeat));
  return limits;
}

namespace {

// One number of a quota: 0 keeps the default, -1 lifts the limit.
template <typename T>
absl::Status TakeQuota(const std::string& name, int64_t value, int64_t most, T* limit) {
  if (value < -1 || value > most) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " must be between 1 and ", most, ", or -1 for no limit, not ", value));
  }
  if (value != 0) *limit = value == -1 ? 0 : static_cast<T>(value);
  return absl::OkStatus();
}

absl::Status TakeClass(const std::string& name, const config::v1::ClassQuota& config,
                       ClassQuota* quota) {
  constexpr int64_t kMost = 1000000;
  RETURN_IF_ERROR(TakeQuota(name + ".per_second", config.per_second(), kMost, &quota->per_second));
  RETURN_IF_ERROR(TakeQuota(name + ".burst", config.burst(), kMost, &quota->burst));
  RETURN_IF_ERROR(TakeQuota(name + ".concurrent", config.concurrent(), kMost, &quota->concurrent));
  RETURN_IF_ERROR(TakeQuota(name + ".max_request_bytes", config.max_request_bytes(), 256 << 20,
                            &quota->max_request_bytes));
  return TakeQuota(name + ".max_stream_bytes", config.max_stream_bytes(), int64_t{1} << 50,
                   &quota->max_stream_bytes);
}

absl::Status TakeQuotas(const std::string& name, const config::v1::Quota& config, Quota* quota) {
  RETURN_IF_ERROR(TakeClass(name + ".reads", config.reads(), &quota->of(CallClass::kRead)));
  RETURN_IF_ERROR(TakeClass(name + ".writes", config.writes(), &quota->of(CallClass::kWrite)));
  RETURN_IF_ERROR(
      TakeClass(name + ".long_calls", config.long_calls(), &quota->of(CallClass::kLong)));
  return TakeClass(name + ".watches", config.watches(), &quota->of(CallClass::kWatch));
}

}  // namespace

absl::StatusOr<QuotaOptions> QuotasFrom(const config::v1::Quotas& config) {
  QuotaOptions options;
  RETURN_IF_ERROR(TakeQuotas("quotas.standard", config.standard(), &options.standard));
  for (const auto& [actor, quota] : config.actors()) {
    Quota& special = options.special.emplace(actor, options.standard).first->second;
    RETURN_IF_ERROR(TakeQuotas(absl::StrCat("quotas.actors[\"", actor, "\"]"), quota, &special));
  }
  return options;
}

}  // namespace clearway::rpc
