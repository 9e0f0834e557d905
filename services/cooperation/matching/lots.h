// Lots, which choose among plans that are equally good in everything else.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_LOTS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_LOTS_H_

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

namespace clearway::matching {

// The lot of an offer for a need in a year: the first 32 bits, the most significant byte first, of
// SHA-256 over
//
//   text(seed) text(offer) text(request) text(need id) year
//
// where text(s) is the length of s in bytes as 4 bytes, then the bytes of s (UTF-8), and year is 4
// bytes; both numbers with the most significant byte first. No two different pairs are written
// alike.
//
// Not thread-safe; one a thread.
class LotDrawer {
 public:
  explicit LotDrawer(absl::string_view seed);
  ~LotDrawer();

  uint32_t Draw(absl::string_view offer, absl::string_view request, absl::string_view need_id,
                int32_t year);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_LOTS_H_
