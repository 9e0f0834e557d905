#include "common/rpc/call.h"

#include <string>

#include "absl/numeric/int128.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace clearway::rpc {
namespace {

constexpr int kIdLength = 20;
constexpr uint64_t kLow48 = (uint64_t{1} << 48) - 1;

// SplitMix64's finaliser: seeds that differ in one bit give ids that differ in many.
uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

// 52 bits of microseconds, then 48 bits that differ from call to call (the seed) and within one
// call (nth): 100 bits, which fit the 26 * 36^19 (102.9 bits) of such a string.
std::string Call::NewId(int nth) const {
  uint64_t micros = static_cast<uint64_t>(absl::ToUnixMicros(time)) & ((uint64_t{1} << 52) - 1);
  uint64_t rest = (Mix(seed) + static_cast<uint64_t>(nth)) & kLow48;
  absl::uint128 value = (absl::uint128(micros) << 48) | rest;
  std::string id(kIdLength, 'a');
  for (int i = kIdLength - 1; i > 0; --i) {
    // Digits before letters, as in ASCII, so that ids sort as their numbers do.
    id[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<int>(value % 36)];
    value /= 36;
  }
  id[0] = static_cast<char>('a' + static_cast<int>(value));
  return id;
}

google::type::Date Call::Today() const {
  absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

}  // namespace clearway::rpc
