#include "services/imaging/parallel.h"

#include <gtest/gtest.h>

#include <barrier>
#include <stdexcept>

#include "services/imaging/engine.h"

namespace copper::imaging {
namespace {

TEST(MemoryBudget, IsNeverOverspent) {
  start_engine();  // which each thread leaves
  MemoryBudget budget(100);
  std::atomic<int> spent{0};
  std::atomic<int> most{0};
  std::atomic<int> done{0};
  in_parallel(40, 8, [&](std::size_t i) {
    const int bytes = i % 10 == 0 ? 70 : 30;
    budget.spend(static_cast<std::size_t>(bytes), [&] {
      const int now = spent += bytes;
      for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      spent -= bytes;
    });
    ++done;
  });
  EXPECT_EQ(done, 40);
  EXPECT_LE(most, 100);
}

TEST(MemoryBudget, LetsRunSideBySideWhatItHasRoomFor) {
  start_engine();
  MemoryBudget budget(100);
  std::barrier together(3);  // each waits for the others while it has its share
  in_parallel(3, 3, [&](std::size_t) { budget.spend(30, [&] { together.arrive_and_wait(); }); });
}

TEST(MemoryBudget, HasRoomForWorkLargerThanItselfAndAfterAFailure) {
  MemoryBudget budget(100);
  EXPECT_THROW(budget.spend(1000, [] { throw std::runtime_error("no"); }), std::runtime_error);
  int done = 0;
  budget.spend(1000, [&] { ++done; });
  budget.spend(100, [&] { ++done; });
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace copper::imaging
