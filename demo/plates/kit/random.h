// Random numbers that are the same on every machine: std:: distributions are not, so none is used.
#pragma once

#include <cstdint>

namespace copper::demo {

inline std::uint64_t scramble(std::uint64_t v) {  // splitmix64 finaliser
  v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9ULL;
  v = (v ^ (v >> 27)) * 0x94d049bb133111ebULL;
  return v ^ (v >> 31);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(scramble(seed + 0x9e3779b97f4a7c15ULL)) {}

  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  double range(double from, double to) { return from + (to - from) * uniform(); }
  double bell() { return (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508; }  // about normal, sd 1
  bool chance(double probability) { return uniform() < probability; }
  int below(int n) { return static_cast<int>(uniform() * n); }

 private:
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    return scramble(state_);
  }
  std::uint64_t state_;
};

}  // namespace copper::demo
