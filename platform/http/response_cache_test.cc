#include "platform/http/response_cache.h"

#include <gtest/gtest.h>

namespace copper::http {
namespace {

std::shared_ptr<const Encodings> page(const std::string& text) {
  return std::make_shared<const Encodings>(encode(text_response(200, text)));
}

TEST(ResponseCache, GivesTheSameBytesWithoutCopyingThem) {
  ResponseCache cache;
  const auto stored = page(std::string(2000, 'x'));
  cache.insert("a", 1, stored);
  EXPECT_EQ(cache.find("a", 1, "")->body.view().data(), stored->plain.body.view().data());
  EXPECT_EQ(cache.find("a", 1, "gzip")->body.view().data(), stored->gzip->body.view().data());
}

TEST(ResponseCache, GivesAPageOnlyForItsRevisionUnlessStaleIsAskedFor) {
  ResponseCache cache;
  cache.insert("a", 1, page("old"));
  EXPECT_FALSE(cache.find("a", 2, ""));
  EXPECT_EQ(cache.find_stale("a", "")->body.view(), "old");
  cache.insert("a", 2, page("new"));
  EXPECT_EQ(cache.find("a", 2, "")->body.view(), "new");
  EXPECT_EQ(cache.size(), 1U);
}

TEST(ResponseCache, DropsTheLongestUnusedWhenFull) {
  ResponseCache cache({.entries = 10, .bytes = 1 << 20});
  for (int i = 0; i < 10; ++i) cache.insert("page " + std::to_string(i), 1, page("text"));
  ASSERT_TRUE(cache.find("page 0", 1, ""));
  cache.insert("one more", 1, page("text"));
  EXPECT_TRUE(cache.find("page 0", 1, ""));
  EXPECT_TRUE(cache.find("one more", 1, ""));
  EXPECT_FALSE(cache.find("page 1", 1, ""));
  EXPECT_LE(cache.size(), 10U);
}

TEST(ResponseCache, StaysWithinItsBytes) {
  ResponseCache cache({.entries = 1000, .bytes = 10'000});
  for (int i = 0; i < 100; ++i) cache.insert(std::to_string(i), 1, page(std::string(200, 'x')));
  EXPECT_LE(cache.bytes(), 10'000U);
  EXPECT_GT(cache.size(), 10U);
}

TEST(ResponseCache, ForgetsWhatWasBeforeAWithdrawal) {
  ResponseCache cache;
  cache.insert("a", 1, page("shown once"));
  cache.insert("b", 2, page("still shown"));
  cache.erase_before(2);
  EXPECT_FALSE(cache.find_stale("a", ""));
  EXPECT_TRUE(cache.find_stale("b", ""));
}

TEST(ResponseCache, ErasedPagesAreGoneAndTheirBytesWithThem) {
  ResponseCache cache;
  cache.insert("a", 1, page("text"));
  cache.erase("a");
  cache.erase("never there");
  EXPECT_FALSE(cache.find_stale("a", ""));
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace copper::http
