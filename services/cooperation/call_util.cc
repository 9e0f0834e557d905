#include "services/cooperation/call_util.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {

absl::CivilDay TodayOf(const rpc::Call& call) {
  return absl::ToCivilDay(call.time, absl::UTCTimeZone());
}

google::type::Date DayOf(const rpc::Call& call, bool given, const google::type::Date& as_of) {
  return given ? as_of : call.Today();
}

google::protobuf::Timestamp TimeOf(const rpc::Call& call) {
  const int64_t micros = absl::ToUnixMicros(call.time);
  google::protobuf::Timestamp time;
  time.set_seconds(micros / 1000000);
  time.set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  return time;
}

absl::CivilDay DayOf(const google::protobuf::Timestamp& time) {
  return absl::ToCivilDay(absl::FromUnixSeconds(time.seconds()), absl::UTCTimeZone());
}

rpc::Call SystemCall(absl::Time now, absl::string_view what) {
  rpc::Call call;
  call.method = absl::StrCat("clearway.cooperation/", what);
  call.actor = "actors/clearway";
  call.time = now;
  call.seed = static_cast<uint64_t>(absl::ToUnixNanos(now));
  return call;
}

absl::Status CheckEtag(absl::string_view name, absl::string_view given, absl::string_view current) {
  if (given.empty() || given == current) return absl::OkStatus();
  return rpc::EtagMismatch(name, given, current);
}

}  // namespace clearway::cooperation
