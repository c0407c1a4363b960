#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

class PublicCacheTest : public testing::Test {
 protected:
  std::optional<http::Response> cached(const std::string& target) {
    return content_.content.lookup()({.target = target, .headers = {}, .body = {}, .client_address = {}});
  }
  std::string title_of(std::int64_t print) {
    const auto response = content_.call_as("", "GET", "/api/v1/prints/" + std::to_string(print));
    return std::string(TestContent::object(response).at("title").as_string());
  }
  void set_title(std::int64_t print, const std::string& title) {
    const auto response =
        content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print) + "?language=en", {{"title", title}});
    ASSERT_EQ(response.status, 200) << response.body.text();
  }

  TestContent content_;
};

TEST_F(PublicCacheTest, GivesAnAnswerAgainWithItsETag) {
  const auto print = content_.publish_print("Quinces");
  const std::string target = "/api/v1/prints/" + std::to_string(print);
  EXPECT_FALSE(cached(target));
  const auto first = content_.call_as("", "GET", target);
  ASSERT_TRUE(cached(target));
  EXPECT_EQ(cached(target)->body.view(), first.body.view());
  EXPECT_EQ(cached(target)->headers.get("ETag"), first.headers.get("ETag"));
  EXPECT_FALSE(first.headers.get("ETag").empty());
}

TEST_F(PublicCacheTest, KeepsNeitherErrorsNorWhatIsTheArtists) {
  content_.publish_print("Quinces");
  for (const char* target : {"/api/v1/prints/999999", "/api/v1/prints?page=0", "/api/v1/artist/prints"}) {
    content_.call("GET", target);
    EXPECT_FALSE(cached(target)) << target;
  }
}

TEST_F(PublicCacheTest, ForgetsWhatAnotherProcessChangedWhenItHearsOfIt) {
  const auto print = content_.publish_print("Quinces");
  const std::string target = "/api/v1/prints/" + std::to_string(print);
  content_.call_as("", "GET", target);
  content_.pool.transaction([](pqxx::work& tx) { tx.exec("UPDATE content_revision SET revision = revision + 1"); });
  content_.content.learn_revision();
  EXPECT_FALSE(cached(target));
}

TEST_F(PublicCacheTest, WhoeverWroteReadsItWhileOthersReadAndWrite) {
  const auto print = content_.publish_print("Quinces 0");
  const auto other = content_.publish_print("Bowl 0");
  std::atomic<bool> done{false};
  std::vector<std::jthread> crowd;
  for (int i = 0; i < 3; ++i) {
    crowd.emplace_back([&] {
      while (!done) title_of(print);
    });
  }
  crowd.emplace_back([&] {
    for (int i = 1; !done; ++i) set_title(other, "Bowl " + std::to_string(i));
  });
  for (int i = 1; i <= 60; ++i) {
    const std::string title = "Quinces " + std::to_string(i);
    set_title(print, title);
    EXPECT_EQ(title_of(print), title);
    EXPECT_EQ(title_of(print), title);
  }
  done = true;
}

}  // namespace
}  // namespace copper::content
