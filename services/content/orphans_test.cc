#include "services/content/orphans.h"

#include <gtest/gtest.h>

#include "platform/base/crypto.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr auto kTemporary = storage::Area::temporary;
constexpr auto kImages = storage::Area::images;

class OrphansTest : public testing::Test {
 protected:
  void put(storage::Area area, const std::string& key) { content_.store.put(area, key, std::string("x"), ""); }
  // Every shard is looked at; the removals of a day ago come due too.
  void search_for_a_day() {
    content_.now += 48h;
    for (int shard = 0; shard < 256; ++shard) {
      content_.content.sweep();
      content_.now += 5min;
    }
  }

  TestContent content_;
};

TEST_F(OrphansTest, ObjectsNothingNamesAreRemoved) {
  const auto id = base::uuid4();
  put(kTemporary, "uploads/original/" + id + ".jpg");
  put(kImages, id + "/medium-0123456789.webp");
  put(kImages, "originals/" + id + ".jpg");
  put(kImages, "public/" + id + "/medium-0123456789.webp");
  search_for_a_day();
  EXPECT_TRUE(content_.objects().empty());
}

TEST_F(OrphansTest, YoungObjectsAreLeftAlone) {
  put(kImages, base::uuid4() + "/medium-0123456789.webp");
  for (int shard = 0; shard < 256; ++shard) {
    content_.content.sweep();
    content_.now += 5min;
  }
  EXPECT_EQ(content_.objects().size(), 1u);
}

TEST_F(OrphansTest, WhatIsNotOursIsLeftAlone) {
  put(kImages, "abc/notes.txt");
  put(kImages, "originals/abc.txt");
  search_for_a_day();
  EXPECT_EQ(content_.objects().size(), 2u);
}

TEST_F(OrphansTest, EverythingOfPrintsStays) {
  content_.publish_print("Quinces");
  const auto draft = content_.make_print("Draft");
  content_.finish_image(content_.process_requests.back());
  content_.make_print("Failed");
  content_.fail_image(content_.process_requests.back(), "It is damaged.");
  content_.content.sweep();
  const auto before = content_.objects();
  search_for_a_day();
  EXPECT_EQ(content_.objects(), before);
  EXPECT_EQ(content_.print(draft).at("imageProcessingStatus").as_string(), "completed");
}

TEST_F(OrphansTest, WhatAnEarlierAttemptLeftIsRemovedOnceTheImageIsLeftAlone) {
  content_.publish_print("Quinces");
  const std::string id(content_.process_requests.back().at("baseImageId").as_string());
  put(kImages, id + "/medium-ffffffffff.webp");
  put(kImages, "public/" + id + "/medium-ffffffffff.webp");
  content_.execute("UPDATE image SET updated_at = now() - interval '1 week'");
  const auto before = content_.objects();
  search_for_a_day();
  EXPECT_EQ(content_.objects().size(), before.size() - 2);
}

TEST_F(OrphansTest, AnObjectThatIsMissingIsSaid) {
  content_.publish_print("Quinces");
  const std::string id(content_.process_requests.back().at("baseImageId").as_string());
  content_.execute("UPDATE image SET updated_at = now() - interval '1 week'");
  content_.store.remove(kImages, "originals/" + id + ".jpg");
  testing::internal::CaptureStdout();
  search_for_a_day();
  const auto log = testing::internal::GetCapturedStdout();
  EXPECT_NE(log.find("images/originals/" + id + ".jpg"), std::string::npos) << log;
}

}  // namespace
}  // namespace copper::content
