#include "common/rpc/trace.h"

#include "absl/strings/str_cat.h"

namespace clearway::rpc {
namespace {

bool IsHex(absl::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

}  // namespace

absl::string_view TraceIdFrom(absl::string_view traceparent) {
  constexpr size_t kSize = 2 + 1 + 32 + 1 + 16 + 1 + 2;
  if (traceparent.size() < kSize) return {};
  const absl::string_view version = traceparent.substr(0, 2);
  const absl::string_view trace = traceparent.substr(3, 32);
  const absl::string_view parent = traceparent.substr(36, 16);
  const absl::string_view flags = traceparent.substr(53, 2);
  if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return {};
  if (version == "ff" || (version == "00" && traceparent.size() != kSize)) return {};
  if (traceparent.size() > kSize && traceparent[kSize] != '-') return {};
  if (!IsHex(version) || !IsHex(trace) || !IsHex(parent) || !IsHex(flags)) return {};
  if (trace.find_first_not_of('0') == absl::string_view::npos) return {};
  if (parent.find_first_not_of('0') == absl::string_view::npos) return {};
  return trace;
}

std::string NewTraceId(uint64_t seed) {
  // The second half is mixed from the first (SplitMix64), so that no two seeds share it.
  uint64_t x = seed + 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return absl::StrCat(absl::Hex(seed, absl::kZeroPad16), absl::Hex(x, absl::kZeroPad16));
}

}  // namespace clearway::rpc
