#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/image/versions.h"
#include "services/content/originals.h"
#include "services/content/publishing.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

constexpr auto kArea = storage::Area::images;

class PublishingTest : public testing::Test {
 protected:
  http::Response set_status(std::int64_t print, const std::string& status) {
    return content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"status", status}});
  }
  int public_status(std::int64_t print) {
    return content_.call_as("", "GET", "/api/v1/prints/" + std::to_string(print)).status;
  }
  std::size_t public_objects() { return content_.store.list(kArea, "public/").size(); }
  std::string base_image(std::int64_t print) {
    return std::string(content_.print(print).at("baseImageId").as_string());
  }
  std::string revision() { return content_.get("/api/v1/revision").body.text(); }
  bool thumbnail_is_there(std::int64_t print) {
    const auto shown = TestContent::object(content_.get("/api/v1/prints/" + std::to_string(print)));
    const std::string url(shown.at("thumbnailUrl").as_string());
    return content_.store.head(kArea, "public/" + url.substr(std::string("https://cdn.test/").size())).has_value();
  }

  struct Anew {
    std::string token;
    json::Object body;
  };
  // The print's image about to be made with another thumbnail, its last copies not settled yet, as after a crash.
  Anew make_anew(std::int64_t print) {
    content_.call("PUT", "/api/v1/artist/site", {{"watermarkText", "M. H."}});
    content_.content.sweep();
    content_.execute("UPDATE image SET publication = 'publishing'");
    const auto& request = content_.process_requests.back();
    Anew anew{std::string(request.at("callbackToken").as_string()), content_.completed_body(request)};
    const std::string thumbnail = base_image(print) + "/thumbnail-abcdefabcd.webp";
    anew.body["versions"].at(0).at("storagePath") = thumbnail;
    content_.store.put(kArea, thumbnail, std::string("new"), "image/webp");
    return anew;
  }

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
  EXPECT_EQ(public_objects(), content_.store.list(kArea, base_image(print) + "/").size());
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

TEST_F(PublishingTest, TheCdnForgetsWhatIsWithdrawn) {
  const auto print = content_.publish_print("Quinces");
  const auto image = base_image(print);
  EXPECT_TRUE(content_.forgotten.empty());
  set_status(print, "draft");
  EXPECT_EQ(content_.forgotten, std::vector{image});
  set_status(print, "published");
  content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(print));
  EXPECT_EQ(content_.forgotten, (std::vector{image, image}));
  EXPECT_EQ(content_.count("blob_removal WHERE area = 'cdn'"), 0);
}

TEST_F(PublishingTest, ACdnThatDoesNotAnswerIsToldLaterAndHoldsNothingUp) {
  const auto print = content_.publish_print("Quinces");
  const auto other = content_.publish_print("Apples");
  content_.cdn_answer = [] { throw Error(ErrorCode::unavailable, "The CDN does not answer."); };
  EXPECT_EQ(set_status(print, "draft").status, 200);
  EXPECT_EQ(public_status(print), 404);
  content_.content.sweep();
  content_.now += std::chrono::seconds(1);
  EXPECT_EQ(set_status(other, "draft").status, 200);
  EXPECT_EQ(public_objects(), 0u);
  content_.cdn_answer = [] {};
  content_.now += std::chrono::minutes(2);
  content_.content.sweep();
  EXPECT_EQ(content_.forgotten, (std::vector{base_image(print), base_image(other)}));
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
  for (const auto& object : content_.store.list(kArea, "public/")) content_.store.remove(kArea, object.key);
  EXPECT_EQ(public_status(print), 404);
  content_.content.sweep();
  EXPECT_EQ(public_status(print), 200);
  EXPECT_EQ(public_objects(), content_.store.list(kArea, base_image(print) + "/").size());
}

TEST_F(PublishingTest, ACrashBeforeTheRemovalIsMadeGoodBySweep) {
  content_.publish_print("Quinces");
  content_.execute("UPDATE print SET public_image_id = NULL, status = 'draft'");
  content_.execute("UPDATE image SET publication = 'withdrawing'");
  content_.content.sweep();
  EXPECT_EQ(public_objects(), 0u);
}

TEST_F(PublishingTest, TwoAtATimeCopyAndTheRestIsLeftToTheSweep) {
  std::vector<std::int64_t> prints;
  for (const char* title : {"Quinces", "Apples", "Pears"}) {
    prints.push_back(content_.make_print(title));
    content_.finish_image(content_.process_requests.back());
  }
  content_.execute("UPDATE print SET status = 'published'");
  content_.execute("UPDATE image SET publication = 'publishing'");
  WatchedStore second(content_.root, [&] {
    content_.content.sweep();
    EXPECT_EQ(public_status(prints[2]), 404);
  });
  WatchedStore first(content_.root, [&] { settle_publications(content_.options(second), prints[1]); });
  settle_publications(content_.options(first), prints[0]);
  EXPECT_EQ(public_status(prints[0]), 200);
  EXPECT_EQ(public_status(prints[1]), 200);
  EXPECT_EQ(public_status(prints[2]), 404);
  content_.content.sweep();
  EXPECT_EQ(public_status(prints[2]), 200);
}

TEST_F(PublishingTest, AStorageThatIsAwayIsWaitedForOnce) {
  for (const char* title : {"Quinces", "Apples"}) {
    content_.make_print(title);
    content_.finish_image(content_.process_requests.back());
  }
  content_.execute("UPDATE image SET publication = 'publishing', original_area = 'temporary'");
  int waited = 0;
  class Away : public storage::FileStore {
   public:
    Away(const std::filesystem::path& root, int& waited) : FileStore({.root = root}), waited_(waited) {}
    void copy(storage::Area, const std::string&, storage::Area, const std::string&) override {
      ++waited_;
      throw Error(ErrorCode::unavailable, "The storage does not answer.");
    }

   private:
    int& waited_;
  } away(content_.root, waited);
  settle_publications(content_.options(away));
  EXPECT_EQ(waited, 1);
  keep_originals(content_.options(away));
  EXPECT_EQ(waited, 2);
}

TEST_F(PublishingTest, WithoutItsVersionsInTheStoreNothingIsShown) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(content_.process_requests.back());
  const auto key = base_image(print) + "/medium-0123456789.webp";
  content_.store.remove(kArea, key);
  set_status(print, "published");
  EXPECT_EQ(public_status(print), 404);
  content_.store.put(kArea, key, std::string("webp"), "image/webp");
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

TEST_F(PublishingTest, AnImageMadeAnewBeforeItsCopiesWereSettledIsShownWithoutAGap) {
  const auto print = content_.publish_print("Quinces");
  const auto anew = make_anew(print);
  bool is_shown = false;
  WatchedStore store(content_.root, [&] { is_shown = thumbnail_is_there(print); });
  const Content other(content_.options(store));
  http::Request request{.method = "POST",
                        .target = "/api/v1/images/callback",
                        .headers = {{"Authorization", "Bearer " + anew.token}, {"Content-Type", "application/json"}}};
  request.body = boost::json::serialize(anew.body);
  EXPECT_EQ(other.handler()(request).status, 200);
  EXPECT_TRUE(is_shown);
  content_.content.learn_revision();
  EXPECT_TRUE(thumbnail_is_there(print));
}

TEST_F(PublishingTest, AnImageMadeAnewWaitsForWhoCopiesIt) {
  const auto print = content_.publish_print("Quinces");
  const auto anew = make_anew(print);
  int early = 0;
  WatchedStore store(content_.root, [&] { early = content_.call_back(anew.token, anew.body).status; });
  settle_publications(content_.options(store), print);
  EXPECT_EQ(early, 503);
  EXPECT_TRUE(thumbnail_is_there(print));
  EXPECT_EQ(content_.call_back(anew.token, anew.body).status, 200);
  EXPECT_TRUE(thumbnail_is_there(print));
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
  content_.call("POST", gallery_path + "/prints/" + std::to_string(draft), {{"order", 1}});
  EXPECT_TRUE(changes());
  content_.call("DELETE", path(draft));  // and the print after it has another number
  EXPECT_TRUE(changes());
  content_.call("DELETE", path(shown));
  EXPECT_TRUE(changes());
}

TEST_F(PublishingTest, AnImageMadeAsBeforeKeepsWhatWaitedToBeRemoved) {
  content_.publish_print("Quinces");
  content_.execute(
      "INSERT INTO blob_removal (area, key, due_at) "
      "SELECT 'images', unnest(ARRAY[storage_key, 'public/' || storage_key]), now() + interval '1 hour' FROM "
      "image_version "
      "UNION ALL SELECT 'images', '00000000-0000-4000-8000-000000000000/medium.webp', now() + interval '1 hour'");
  content_.call("PUT", "/api/v1/artist/site", {{"watermarkText", "M. H."}});
  content_.content.sweep();
  content_.finish_image(content_.process_requests.back());
  EXPECT_EQ(content_.count("blob_removal"), 1);
}

}  // namespace
}  // namespace copper::content
