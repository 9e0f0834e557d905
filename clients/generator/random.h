// Random numbers of our own, so that a seed gives the same scenario on every machine and with every
// standard library: SplitMix64 (Steele, Lea and Flood, 2014), integers only.
#ifndef CLEARWAY_CLIENTS_GENERATOR_RANDOM_H_
#define CLEARWAY_CLIENTS_GENERATOR_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clearway::generator {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0 to n - 1, equally likely to within 2⁻³² for n below 2³². REQUIRES: n > 0.
  int64_t Below(int64_t n) {
    return static_cast<int64_t>((static_cast<unsigned __int128>(Next()) * n) >> 64);
  }
  // `least` to `most`, both included. REQUIRES: least <= most.
  int64_t Between(int64_t least, int64_t most) { return least + Below(most - least + 1); }
  // True in `percent` of 100 cases.
  bool Chance(int percent) { return Below(100) < percent; }
  // REQUIRES: not empty.
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int64_t>(from.size())))];
  }

 private:
  uint64_t state_;
};

}  // namespace clearway::generator

#endif  // CLEARWAY_CLIENTS_GENERATOR_RANDOM_H_
