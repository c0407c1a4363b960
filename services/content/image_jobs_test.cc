#include <gtest/gtest.h>

#include "platform/image/versions.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

class ImageJobsTest : public testing::Test {
 protected:
  static std::string text(const json::Object& object, const char* name) {
    return std::string(object.at(name).as_string());
  }
  std::string state(std::int64_t print) { return text(content_.print(print), "imageProcessingStatus"); }
  http::Response retry(std::int64_t print) {
    return content_.call("POST", "/api/v1/artist/prints/" + std::to_string(print) + "/image/retry");
  }
  http::Response replace(std::int64_t print, const std::string& bytes) {
    const auto upload = content_.send_file("new.jpg", bytes);
    content_.complete(upload);
    return content_.call("POST", "/api/v1/artist/prints/" + std::to_string(print) + "/image", {{"uploadId", upload}});
  }
  const json::Object& newest() { return content_.process_requests.back(); }

  TestContent content_;
};

TEST_F(ImageJobsTest, ImagingIsToldEverythingItNeeds) {
  const auto print = content_.make_print("Quinces", {{"copyright", "© A"}, {"focus", {{"x", 0.5}, {"y", 0.25}}}});
  ASSERT_EQ(content_.process_requests.size(), 1u);
  auto request = newest();
  const auto id = text(request, "baseImageId");
  EXPECT_GE(text(request, "callbackToken").size(), 32u);
  request.erase("callbackToken");
  EXPECT_EQ(
      request,
      (json::Object{
          {"baseImageId", id},
          {"originalImageReference", "temp-storage://uploads/original/" + id + ".jpg"},
          {"fileName", "plate.jpg"},
          {"attempt", 1},
          {"callbackPath", "/api/v1/images/callback"},
          {"publicUrl", "https://cdn.test"},
          {"watermark", {{"text", "© Astrid Holm"}, {"position", "bottom_right"}, {"size", 2.2}, {"opacity", 60}}},
          {"copyright",
           {{"creator", "Astrid Holm"}, {"notice", "© A"}, {"rightsUrl", "https://gallery.test/en/terms"}}},
          {"focus", {{"x", 0.5}, {"y", 0.25}}}}));
  EXPECT_EQ(state(print), "processing");
}

TEST_F(ImageJobsTest, ACallbackCompletesTheImage) {
  const auto print = content_.make_print("Quinces");
  const auto id = text(newest(), "baseImageId");
  EXPECT_EQ(content_.finish_image(newest()).status, 200);
  const auto shown = content_.print(print);
  EXPECT_EQ(text(shown, "imageProcessingStatus"), "completed");
  EXPECT_EQ(shown.at("images").as_array().size(), image::kVersions.size());
  EXPECT_EQ(shown.at("exifData").at("camera").as_string(), "Nikon D850");
  EXPECT_EQ(shown.at("exifData").at("iso").as_int64(), 64);
  EXPECT_DOUBLE_EQ(shown.at("aspectRatio").to_number<double>(), 1.5);
  // The original moved; nothing is public; a draft's images are shown by presigned URLs.
  const auto objects = content_.objects();
  EXPECT_EQ(objects.size(), TestContent::objects_per_image() + 1);
  EXPECT_EQ(std::count(objects.begin(), objects.end(), "images/originals/" + id + ".jpg"), 1);
  EXPECT_NE(text(shown, "thumbnailUrl").find("signature="), std::string::npos);
}

TEST_F(ImageJobsTest, ACallbackThatComesTwiceChangesNothing) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(newest());
  const auto before = content_.print(print);
  const auto again = content_.finish_image(newest());
  EXPECT_EQ(again.status, 200);
  EXPECT_FALSE(TestContent::object(again).at("applied").as_bool());
  EXPECT_EQ(content_.fail_image(newest(), "no").status, 200);
  EXPECT_EQ(text(content_.print(print), "imageProcessingStatus"), "completed");
  EXPECT_EQ(content_.print(print).at("updatedAt"), before.at("updatedAt"));
}

TEST_F(ImageJobsTest, ACallbackNeedsTheJobsToken) {
  const auto print = content_.make_print("Quinces");
  const auto body = content_.completed_body(newest());
  EXPECT_EQ(content_.call_back("", body).status, 401);
  EXPECT_EQ(content_.call_back("guess", body).status, 401);
  content_.make_print("Other");
  EXPECT_EQ(content_.call_back(text(newest(), "callbackToken"), body).status, 401);
  EXPECT_EQ(state(print), "processing");
}

TEST_F(ImageJobsTest, ACallbackIsCheckedFieldByField) {
  const auto print = content_.make_print("Quinces");
  const auto token = text(newest(), "callbackToken");
  const auto good = content_.completed_body(newest());
  const auto refused = [&](const std::function<void(json::Object&)>& spoil) {
    json::Object body = good;
    spoil(body);
    return content_.call_back(token, body).status;
  };
  const auto version = [](json::Object& body) -> json::Object& { return body["versions"].at(0).as_object(); };
  const auto id = text(newest(), "baseImageId");
  EXPECT_EQ(refused([&](auto& b) { b["baseImageId"] = "7"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["status"] = "done"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b.erase("versions"); }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["versions"].as_array().pop_back(); }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["versions"].at(1) = b["versions"].at(0); }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["storagePath"] = "originals/" + id + ".webp"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["storagePath"] = id + "/../x.webp"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["storageBucket"] = "temporary"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["versionIdentifier"] = id + "_huge"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["width"] = 0; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["fileSize"] = "4"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { version(b)["format"] = "jpeg"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["zoom"].as_object()["storagePath"] = id + "/../zoom"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["zoom"].as_object()["storagePath"] = id + "/"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["zoom"].as_object()["width"] = 0; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["placeholder"].as_object()["colour"] = "red"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["placeholder"].as_object()["webp"] = "UklGR\"onload"; }), 400);
  EXPECT_EQ(refused([&](auto& b) { b["exifData"] = 7; }), 400);
  EXPECT_EQ(state(print), "processing");
}

TEST_F(ImageJobsTest, HostileExifIsStoredWithoutHarm) {
  const auto print = content_.make_print("Quinces");
  auto body = content_.completed_body(newest());
  body["exifRaw"] = {{"Make", std::string("a\0b", 3)}, {"List", {std::string(1, '\0'), 1, nullptr}}};
  content_.write_versions(newest());
  EXPECT_EQ(content_.call_back(text(newest(), "callbackToken"), body).status, 200);
  EXPECT_EQ(state(print), "completed");
  EXPECT_EQ(content_.count("exif WHERE raw ->> 'Make' = 'ab'"), 1);
}

TEST_F(ImageJobsTest, AFailureTellsTheArtistWhyAndKeepsTheOriginal) {
  const auto print = content_.make_print("Quinces");
  const auto id = text(newest(), "baseImageId");
  EXPECT_EQ(content_.fail_image(newest(), "The file is damaged.").status, 200);
  EXPECT_EQ(state(print), "failed");
  EXPECT_EQ(text(content_.print(print), "imageProcessingError"), "The file is damaged.");
  EXPECT_EQ(content_.objects(), std::vector<std::string>{"images/originals/" + id + ".jpg"});

  EXPECT_EQ(retry(print).status, 202);
  EXPECT_EQ(state(print), "processing");
  EXPECT_EQ(text(newest(), "originalImageReference"), "permanent-storage://originals/" + id + ".jpg");
  content_.finish_image(newest());
  EXPECT_EQ(state(print), "completed");
}

TEST_F(ImageJobsTest, OnlyWhatIsNotBeingProcessedCanBeRetried) {
  const auto print = content_.make_print("Quinces");
  EXPECT_EQ(retry(print).status, 409);
  EXPECT_EQ(retry(999).status, 404);
}

TEST_F(ImageJobsTest, AJobIsSentAgainWhenItsLeaseRanOut) {
  const auto print = content_.make_print("Quinces");
  content_.now += 59s;
  content_.content.sweep();
  EXPECT_EQ(content_.process_requests.size(), 1u);
  content_.now += 1s;
  content_.content.sweep();
  ASSERT_EQ(content_.process_requests.size(), 2u);
  EXPECT_EQ(newest().at("attempt").as_int64(), 2);
  EXPECT_NE(newest().at("callbackToken"), content_.process_requests[0].at("callbackToken"));
  EXPECT_EQ(state(print), "processing");
}

TEST_F(ImageJobsTest, ALateAttemptMayStillComplete) {
  const auto print = content_.make_print("Quinces");
  const auto first = newest();
  content_.now += 60s;
  content_.content.sweep();
  EXPECT_EQ(content_.fail_image(first, "late").status, 200);
  EXPECT_EQ(state(print), "processing");
  EXPECT_EQ(content_.finish_image(first).status, 200);
  EXPECT_EQ(state(print), "completed");
  EXPECT_EQ(content_.fail_image(newest(), "no").status, 200);
  EXPECT_EQ(state(print), "completed");
}

TEST_F(ImageJobsTest, FiveLostAttemptsFailTheImage) {
  const auto print = content_.make_print("Quinces");
  for (int minute = 0; minute < 10; ++minute) {
    content_.now += 1min;
    content_.content.sweep();
  }
  EXPECT_EQ(content_.process_requests.size(), 5u);
  EXPECT_EQ(state(print), "failed");
  EXPECT_EQ(text(content_.print(print), "imageProcessingError"),
            "The image service stopped 5 times while it worked on this image. Try again, or replace it with "
            "another "
            "export of it.");
  EXPECT_EQ(retry(print).status, 202);
  EXPECT_EQ(newest().at("attempt").as_int64(), 1);
}

TEST_F(ImageJobsTest, AnImagingServiceThatIsAwayCostsNoAttempt) {
  content_.imaging_answer = []() -> http::Response { throw Error(ErrorCode::unavailable, "away"); };
  const auto print = content_.make_print("Quinces");
  for (int round = 0; round < 20; ++round) {
    content_.now += 60s;
    content_.content.sweep();
  }
  EXPECT_EQ(state(print), "processing");
  content_.imaging_answer = [] { return http::text_response(429, ""); };
  content_.now += 60s;
  content_.content.sweep();
  content_.imaging_answer = [] { return http::text_response(202, ""); };
  content_.now += 60s;
  content_.content.sweep();
  EXPECT_EQ(newest().at("attempt").as_int64(), 1);
  content_.finish_image(newest());
  EXPECT_EQ(state(print), "completed");
}

TEST_F(ImageJobsTest, NoImageIsProcessedForEver) {
  content_.imaging_answer = []() -> http::Response { throw Error(ErrorCode::unavailable, "away"); };
  const auto print = content_.make_print("Quinces");
  for (int minute = 0; minute < 60; ++minute) {
    content_.now += 60s;
    content_.content.sweep();
  }
  EXPECT_EQ(state(print), "failed");
  EXPECT_EQ(content_.objects().size(), 1u);
}

TEST_F(ImageJobsTest, ARequestImagingCannotUseFailsAtOnce) {
  content_.imaging_answer = [] { return http::text_response(400, R"({"error":"no"})"); };
  EXPECT_EQ(state(content_.make_print("Quinces")), "failed");
}

TEST_F(ImageJobsTest, OnlyAFewAreInFlightAtATime) {
  for (int i = 0; i < 6; ++i) content_.make_print("P" + std::to_string(i));
  EXPECT_EQ(content_.process_requests.size(), 4u);
  content_.finish_image(content_.process_requests[0]);
  EXPECT_EQ(content_.process_requests.size(), 5u);
}

TEST_F(ImageJobsTest, AReplacementTakesOverWhenItIsCompleted) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(newest());
  const auto old_id = text(content_.print(print), "baseImageId");
  const auto response = replace(print, jpeg_bytes(300, 600, 77));
  ASSERT_EQ(response.status, 202);
  const auto new_id = text(TestContent::object(response), "baseImageId");
  EXPECT_NE(new_id, old_id);
  EXPECT_EQ(state(print), "processing");
  EXPECT_NE(text(content_.print(print), "thumbnailUrl").find(old_id), std::string::npos);

  content_.finish_image(newest());
  EXPECT_EQ(state(print), "completed");
  EXPECT_NE(text(content_.print(print), "thumbnailUrl").find(new_id), std::string::npos);
  for (const auto& object : content_.objects()) EXPECT_EQ(object.find(old_id), std::string::npos) << object;
  EXPECT_EQ(content_.count("image"), 1);
}

TEST_F(ImageJobsTest, AFailedReplacementLeavesTheOldImageAndCanBeReplacedAgain) {
  const auto print = content_.make_print("Quinces");
  content_.finish_image(newest());
  replace(print, jpeg_bytes(300, 600, 77));
  const auto failed_id = text(newest(), "baseImageId");
  content_.fail_image(newest(), "The file is damaged.");
  EXPECT_EQ(state(print), "failed");
  EXPECT_EQ(content_.print(print).at("images").as_array().size(), image::kVersions.size());
  EXPECT_EQ(replace(print, jpeg_bytes(300, 600, 78)).status, 202);
  for (const auto& object : content_.objects()) EXPECT_EQ(object.find(failed_id), std::string::npos) << object;
  content_.finish_image(newest());
  EXPECT_EQ(state(print), "completed");
  EXPECT_EQ(content_.count("image"), 1);
}

TEST_F(ImageJobsTest, TheCallbackOfADeletedPrintIsHarmless) {
  const auto print = content_.make_print("Quinces");
  content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(print));
  const auto response = content_.finish_image(newest());
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(TestContent::object(response).at("applied").as_bool());
  // What imaging wrote after the deletion is removed by a later sweep.
  EXPECT_EQ(content_.objects().size(), TestContent::objects_per_image());
  content_.now += 15min;
  content_.content.sweep();
  EXPECT_TRUE(content_.objects().empty());
  EXPECT_EQ(content_.count("blob_removal"), 0);
}

TEST_F(ImageJobsTest, ASecondWishWhileTheFirstIsMadeIsFulfilled) {
  const auto print = content_.publish_print("Quinces");
  const std::string path = "/api/v1/artist/prints/" + std::to_string(print);
  content_.call("PUT", path, {{"focus", {{"x", 0.1}, {"y", 0.1}}}});
  const auto first = newest();
  content_.call("PUT", path, {{"focus", {{"x", 0.9}, {"y", 0.9}}}});
  ASSERT_EQ(content_.process_requests.size(), 3u);
  EXPECT_EQ(content_.finish_image(first).status, 401);  // made for a wish that is no more
  EXPECT_EQ(newest().at("focus").at("x").to_number<double>(), 0.9);
  EXPECT_EQ(content_.finish_image(newest()).status, 200);
  EXPECT_EQ(content_.count("image_job WHERE state = 'done'"), 1);
}

TEST_F(ImageJobsTest, AnImageMadeAnewDoesNotTakeThePlaceOfItsReplacement) {
  const auto print = content_.publish_print("Quinces");
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"focus", {{"x", 0.1}, {"y", 0.9}}}});
  const auto redo = newest();
  replace(print, jpeg_bytes(300, 600, 77));
  const auto replacement = newest();
  const auto new_id = text(replacement, "baseImageId");
  content_.finish_image(replacement);
  content_.finish_image(redo);
  EXPECT_EQ(text(content_.print(print), "baseImageId"), new_id);
  EXPECT_EQ(content_.count("image"), 1);
}

TEST_F(ImageJobsTest, ImagesAreMadeAnewWhenTheirRightsOrTheWatermarkChange) {
  const auto print = content_.publish_print("Quinces");
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"year", 1999}});
  EXPECT_EQ(content_.process_requests.size(), 1u);
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"artistName", "Ida Holm"}});
  ASSERT_EQ(content_.process_requests.size(), 2u);
  EXPECT_EQ(newest().at("copyright").at("creator").as_string(), "Ida Holm");
  content_.finish_image(newest());
  content_.call("PUT", "/api/v1/artist/site", {{"watermarkText", "© Holm"}});
  content_.content.sweep();
  ASSERT_EQ(content_.process_requests.size(), 3u);
  EXPECT_EQ(newest().at("watermark").at("text").as_string(), "© Holm");
  content_.finish_image(newest());
  content_.call("PUT", "/api/v1/artist/site", {{"watermarkPosition", "centre"}, {"watermarkSize", 4.5}});
  content_.content.sweep();
  ASSERT_EQ(content_.process_requests.size(), 4u);
  EXPECT_EQ(newest().at("watermark"),
            (json::Object{{"text", "© Holm"}, {"position", "centre"}, {"size", 4.5}, {"opacity", 60}}));
}

TEST_F(ImageJobsTest, ThePublicSeesNoImageWhoseCopiesAreOfAnEarlierProcessing) {
  const auto print = content_.publish_print("Quinces");
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"focus", {{"x", 0.1}, {"y", 0.9}}}});
  content_.finish_image(newest());
  for (const auto& object : content_.objects()) {
    if (object.starts_with("images/public/")) continue;
    if (object.starts_with("images/originals/")) continue;
    const auto copy = "images/public/" + object.substr(std::string("images/").size());
    const auto objects = content_.objects();
    EXPECT_EQ(std::count(objects.begin(), objects.end(), copy), 1) << copy;
  }
}

TEST_F(ImageJobsTest, ZoomTilesOfAnEarlierProcessingGo) {
  const auto print = content_.publish_print("Quinces");
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"focus", {{"x", 0.1}, {"y", 0.9}}}});
  auto body = content_.completed_body(newest());
  body["zoom"] = nullptr;
  EXPECT_EQ(content_.call_back(text(newest(), "callbackToken"), body).status, 200);
  for (const auto& object : content_.objects()) EXPECT_EQ(object.find("/zoom-"), std::string::npos) << object;
  const auto shown = TestContent::object(content_.get("/api/v1/prints/" + std::to_string(print)));
  EXPECT_TRUE(shown.at("zoom").is_null());
}

TEST_F(ImageJobsTest, AJobIsSentAgainAtOnceWhenImagingsProcessEnded) {
  const auto print = content_.make_print("Quinces");
  content_.content.imaging_ended();
  content_.content.sweep();
  ASSERT_EQ(content_.process_requests.size(), 2u);
  EXPECT_EQ(newest().at("attempt").as_int64(), 2);
  content_.finish_image(newest());
  EXPECT_EQ(state(print), "completed");
}

TEST_F(ImageJobsTest, WhatImagingWasStoppedInLosesNoAttemptAndIsTheFirstAgain) {
  content_.make_print("Quinces");
  const auto stopped = newest();
  content_.content.imaging_stopped();
  content_.now += 1s;
  content_.make_print("Apples");
  ASSERT_EQ(content_.process_requests.size(), 3u);
  EXPECT_EQ(text(content_.process_requests[1], "baseImageId"), text(stopped, "baseImageId"));
  EXPECT_EQ(content_.process_requests[1].at("attempt").as_int64(), 1);
}

TEST_F(ImageJobsTest, ANewFocusPointHasTheImageMadeAnewWhileTheOldOneIsShown) {
  const auto print = content_.publish_print("Quinces");
  const std::string path = "/api/v1/artist/prints/" + std::to_string(print);
  content_.call("PUT", path, {{"focus", {{"x", 0.1}, {"y", 0.9}}}});
  ASSERT_EQ(content_.process_requests.size(), 2u);
  EXPECT_EQ(newest().at("focus").at("y").to_number<double>(), 0.9);
  EXPECT_EQ(content_.get("/api/v1/prints/" + std::to_string(print)).status, 200);
  content_.call("PUT", path, {{"focus", {{"x", 0.1}, {"y", 0.9}}}});
  EXPECT_EQ(content_.process_requests.size(), 2u);

  auto body = content_.completed_body(newest());
  const auto id = text(newest(), "baseImageId");
  body["versions"].at(0).at("storagePath") = id + "/thumbnail-abcdefabcd.webp";
  content_.store.put(storage::Area::images, id + "/thumbnail-abcdefabcd.webp", std::string("new"), "image/webp");
  EXPECT_EQ(content_.call_back(text(newest(), "callbackToken"), body).status, 200);
  const auto objects = content_.objects();
  const auto has = [&](const std::string& key) {
    return std::count(objects.begin(), objects.end(), "images/" + key) == 1;
  };
  EXPECT_TRUE(has(id + "/thumbnail-abcdefabcd.webp"));
  EXPECT_TRUE(has("public/" + id + "/thumbnail-abcdefabcd.webp"));
  EXPECT_FALSE(has(id + "/thumbnail-0123456789.webp"));
  EXPECT_FALSE(has("public/" + id + "/thumbnail-0123456789.webp"));
}

}  // namespace
}  // namespace copper::content
