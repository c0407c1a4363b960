#include <gtest/gtest.h>

#include "platform/image/versions.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

constexpr auto kImages = storage::Area::images;

class PublishingTest : public testing::Test {
 protected:
  http::Response set_status(std::int64_t print, const std::string& status) {
    return content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"status", status}});
  }
  int public_status(std::int64_t print) {
    return content_.call_as("", "GET", "/api/v1/prints/" + std::to_string(print)).status;
  }
  std::size_t public_objects() { return content_.store.list(kImages, "public/").size(); }
  std::string base_image(std::int64_t print) {
    return std::string(content_.print(print).at("baseImageId").as_string());
  }
  std::string revision() { return content_.get("/api/v1/revision").body.text(); }

  TestContent content_;
};

TEST_F(PublishingTest, ADraftIsInvisibleAndItsImagesPrivate) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(content_.process_requests.back());
  EXPECT_EQ(public_status(print), 404);
  EXPECT_EQ(public_objects(), 0u);
}

TEST_F(PublishingTest, PublishingCopiesEveryVersionAndShowsThePrint) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(content_.process_requests.back());
  const auto before = revision();
  EXPECT_EQ(set_status(print, "published").status, 200);
  EXPECT_EQ(public_status(print), 200);
  EXPECT_EQ(public_objects(), image::kVersions.size());
  EXPECT_NE(revision(), before);
  EXPECT_EQ(content_.print(print).at("thumbnailUrl").as_string(),
            "https://cdn.test/" + base_image(print) + "/thumbnail-0123456789.webp");
}

TEST_F(PublishingTest, UnpublishingRemovesTheCopies) {
  const auto print = content_.publish_print("Quinces");
  const auto before = revision();
  set_status(print, "draft");
  EXPECT_EQ(public_status(print), 404);
  EXPECT_EQ(public_objects(), 0u);
  EXPECT_NE(revision(), before);
  set_status(print, "published");
  EXPECT_EQ(public_status(print), 200);
}

TEST_F(PublishingTest, APrintPublishedWhileProcessingAppearsWhenItIsDone) {
  const auto print = content_.make_print("Quinces", {{"status", "published"}});
  EXPECT_EQ(public_status(print), 404);
  content_.finish_image(content_.process_requests.back());
  EXPECT_EQ(public_status(print), 200);
}

TEST_F(PublishingTest, ACrashBeforeTheCopiesIsMadeGoodBySweep) {
  const auto print = content_.publish_print("Quinces");
  // What a crash between the commit and the copies leaves.
  content_.execute("UPDATE print SET public_image_id = NULL");
  content_.execute("UPDATE image SET publication = 'publishing'");
  for (const auto& object : content_.store.list(kImages, "public/")) content_.store.remove(kImages, object.key);
  EXPECT_EQ(public_status(print), 404);
  content_.content.sweep();
  EXPECT_EQ(public_status(print), 200);
  EXPECT_EQ(public_objects(), image::kVersions.size());
}

TEST_F(PublishingTest, ACrashBeforeTheRemovalIsMadeGoodBySweep) {
  content_.publish_print("Quinces");
  content_.execute("UPDATE print SET public_image_id = NULL, status = 'draft'");
  content_.execute("UPDATE image SET publication = 'withdrawing'");
  content_.content.sweep();
  EXPECT_EQ(public_objects(), 0u);
}

TEST_F(PublishingTest, WithoutItsVersionsInTheStoreNothingIsShown) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(content_.process_requests.back());
  const auto key = base_image(print) + "/medium-0123456789.webp";
  content_.store.remove(kImages, key);
  set_status(print, "published");
  EXPECT_EQ(public_status(print), 404);
  content_.store.put(kImages, key, std::string("webp"), "image/webp");
  content_.content.sweep();
  EXPECT_EQ(public_status(print), 200);
}

TEST_F(PublishingTest, AReplacementIsShownWithoutAGap) {
  const auto print = content_.publish_print("Quinces");
  const auto old_id = base_image(print);
  const auto upload = content_.send_file("new.jpg", jpeg_bytes(300, 600, 77));
  content_.complete(upload);
  content_.call("POST", "/api/v1/artist/prints/" + std::to_string(print) + "/image", {{"uploadId", upload}});
  EXPECT_EQ(public_status(print), 200);
  EXPECT_NE(content_.get("/api/v1/prints/" + std::to_string(print)).body.text().find(old_id), std::string::npos);
  content_.finish_image(content_.process_requests.back());
  const auto shown = content_.get("/api/v1/prints/" + std::to_string(print)).body.text();
  EXPECT_NE(shown.find(upload), std::string::npos);
  EXPECT_EQ(shown.find(old_id), std::string::npos);
  for (const auto& object : content_.objects()) EXPECT_EQ(object.find(old_id), std::string::npos) << object;
}

TEST_F(PublishingTest, OnlyWhatThePublicSeesChangesTheRevision) {
  const auto draft = content_.make_print("Draft");
  const auto shown = content_.publish_print("Shown");
  const auto gallery = content_.make_gallery("Sea", "draft");
  const auto path = [](std::int64_t print) { return "/api/v1/artist/prints/" + std::to_string(print); };
  const std::string gallery_path = "/api/v1/artist/galleries/" + std::to_string(gallery);
  auto last = revision();
  const auto changes = [&] {
    const auto before = std::exchange(last, revision());
    return last != before;
  };
  content_.call("PUT", path(draft), {{"title", "Other"}});
  content_.call("PUT", gallery_path, {{"title", "Shore"}});
  EXPECT_FALSE(changes());
  content_.call("PUT", path(shown), {{"title", "Other"}});
  EXPECT_TRUE(changes());
  content_.call("PUT", gallery_path, {{"status", "published"}});
  EXPECT_TRUE(changes());
  content_.call("POST", gallery_path + "/prints/" + std::to_string(shown), json::Object{});
  EXPECT_TRUE(changes());
  content_.call("DELETE", path(shown));
  EXPECT_TRUE(changes());
}

}  // namespace
}  // namespace copper::content
