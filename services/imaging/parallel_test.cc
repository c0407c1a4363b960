#include "services/imaging/parallel.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace copper::imaging {
namespace {

TEST(MemoryBudget, IsNeverOverspentAndSpentAsFarAsItGoes) {
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
  EXPECT_GE(most, 60) << "nothing ran side by side";
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
