// Shares the rows 0..rows-1 of an image among the cores. `row(y)` must write only what belongs to row y; then
// the result does not depend on how many cores there are.
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace copper::demo {

template <class Row>
void parallel_rows(int rows, Row row, int rows_at_a_time = 8) {
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int from = next.fetch_add(rows_at_a_time); from < rows; from = next.fetch_add(rows_at_a_time)) {
      for (int y = from; y < std::min(rows, from + rows_at_a_time); ++y) row(y);
    }
  };
  std::vector<std::thread> helpers;
  const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  for (unsigned i = 1; i < cores; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace copper::demo
