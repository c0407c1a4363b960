#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "platform/http/middleware.h"
#include "platform/image/versions.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

using std::chrono_literals::operator""h;

class UploadsTest : public testing::Test {
 protected:
  http::Response begin(const json::Value& body) { return content_.call("POST", "/api/v1/artist/uploads", body); }

  // The one field an error is about.
  static std::string field_named(const http::Response& response) {
    const auto details = TestContent::object(response).at("error").at("details").as_array();
    return details.size() == 1 ? std::string(details[0].at("field").as_string()) : "";
  }
  // Sends and completes a file that must be rejected, and says why it was; nothing of it may be left.
  std::string rejection(const std::string& file_name, const std::string& bytes, int status) {
    const auto response = content_.complete(content_.send_file(file_name, bytes));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(content_.count("upload"), 0);
    EXPECT_EQ(content_.count("blob_removal"), 0);
    EXPECT_TRUE(content_.objects().empty());
    return TestContent::message(response);
  }

  // The answers to two calls that began before either could go on; `lock` is a statement that holds up both.
  template <class F>
  std::pair<http::Response, http::Response> at_once(const std::string& lock, const F& call) {
    std::future<http::Response> first;
    std::future<http::Response> second;
    content_.pool.transaction([&](pqxx::work& tx) {
      tx.exec(lock);
      first = std::async(std::launch::async, call);
      second = std::async(std::launch::async, call);
      const std::string waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      while (content_.count(waiting) < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    return {first.get(), second.get()};
  }

  TestContent content_;
};

TEST_F(UploadsTest, ACompleteUploadTellsWhatTheFileIs) {
  const auto id = content_.send_file("Kvæde 1.JPG", jpeg_bytes(600, 400));
  const auto response = content_.complete(id);
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(TestContent::object(response), (json::Object{{"uploadId", id},
                                                         {"baseImageId", id},
                                                         {"contentType", "image/jpeg"},
                                                         {"width", 600},
                                                         {"height", 400},
                                                         {"fileName", "Kvæde 1.JPG"}}));
  EXPECT_EQ(content_.objects(), std::vector<std::string>{"temporary/uploads/original/" + id + ".jpg"});
}

TEST_F(UploadsTest, CompletingTwiceGivesTheSameAnswer) {
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  const auto first = content_.complete(id);
  EXPECT_EQ(content_.complete(id).body.text(), first.body.text());
}

TEST_F(UploadsTest, CompletingTwiceAtOnceGivesTheSameAnswer) {
  const auto id = content_.send_file("plate.jpg", png_bytes(600, 400));  // will be named .png
  http::Response first;
  WatchedStore store(content_.root, [&] { first = content_.complete(id); });
  const Content other(content_.options(store));
  const auto second =
      http::observed("content", other.handler())({.method = "POST",
                                                  .target = "/api/v1/artist/uploads/" + id + "/complete",
                                                  .headers = {{"Authorization", "Bearer " + content_.artist_token}}});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(second.body.text(), first.body.text());
  EXPECT_EQ(content_.objects(), std::vector<std::string>{"temporary/uploads/original/" + id + ".png"});
}

TEST_F(UploadsTest, OfOneUploadOnePrintIsMadeAlsoAtOnce) {
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  content_.complete(id);
  const auto print = [&] { return content_.call("POST", "/api/v1/artist/prints", {{"uploadId", id}, {"title", "Q"}}); };
  const auto [one, other] = at_once("SELECT FROM upload FOR UPDATE", print);
  EXPECT_EQ(std::minmax(one.status, other.status), std::minmax(202, 409));
  EXPECT_TRUE(TestContent::message(one.status == 409 ? one : other).starts_with("This upload is the image of print "));
}

TEST_F(UploadsTest, AnImageIsReplacedOnceByOneUploadAlsoAtOnce) {
  const auto print = content_.make_print("Quinces");
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(300, 600, 77));
  content_.complete(id);
  const std::string target = "/api/v1/artist/prints/" + std::to_string(print) + "/image";
  const auto replace = [&] { return content_.call("POST", target, {{"uploadId", id}}); };
  const auto [one, other] = at_once("SELECT FROM print FOR UPDATE", replace);
  EXPECT_EQ(one.status, 202);
  EXPECT_EQ(other.status, 202);
  EXPECT_EQ(TestContent::object(one).at("baseImageId").as_string(), id);
  EXPECT_EQ(TestContent::object(other).at("baseImageId").as_string(), id);
  EXPECT_EQ(content_.count("audit_log WHERE kind = 'image_replaced'"), 1);
  EXPECT_EQ(replace().status, 202);
}

TEST_F(UploadsTest, TheContentDecidesAboutTheKind) {
  const auto id = content_.send_file("plate.jpg", png_bytes(600, 400));
  EXPECT_EQ(TestContent::object(content_.complete(id)).at("contentType").as_string(), "image/png");
  EXPECT_EQ(content_.objects(), std::vector<std::string>{"temporary/uploads/original/" + id + ".png"});
}

TEST_F(UploadsTest, AFileOfSeveralPartsIsResumable) {
  const std::string image = jpeg_bytes(600, 400);
  const std::string bytes = image + std::string(9 << 20, '\0');  // what follows the image is the camera's
  const auto begun = TestContent::object(begin({{"fileName", "plate.jpg"}, {"size", bytes.size()}}));
  EXPECT_EQ(begun.at("partCount").as_int64(), 2);
  EXPECT_EQ(begun.at("partSize").as_int64(), 8 << 20);
  EXPECT_EQ(begun.at("maxBytes").as_int64(), image::kOriginalBytesMax);
  ASSERT_EQ(begun.at("partUrls").as_array().size(), 2u);
  EXPECT_EQ(begun.at("partUrls").at(1).at("number").as_int64(), 2);
  EXPECT_EQ(begun.at("partUrls").at(1).at("size").to_number<std::size_t>(), bytes.size() - (8 << 20));
  const std::string id(begun.at("uploadId").as_string());
  const std::string target = "/api/v1/artist/uploads/" + id;

  const auto part = TestContent::object(content_.get(target + "/parts/2"));
  EXPECT_EQ(part.at("method").as_string(), "PUT");
  const std::string url(part.at("url").as_string());
  content_.store.routes()({.method = "PUT", .target = url.substr(url.find("/storage")), .body = bytes.substr(8 << 20)});
  EXPECT_EQ(content_.complete(id).status, 409);
  const auto state = TestContent::object(content_.get(target));
  ASSERT_EQ(state.at("parts").as_array().size(), 1u);
  EXPECT_EQ(state.at("parts").at(0).at("number").as_int64(), 2);
  EXPECT_EQ(content_.get(target + "/parts/3").status, 404);
}

TEST_F(UploadsTest, AnEmptyFileIsRefusedAtOnce) {
  const auto response = begin({{"fileName", "plate.jpg"}, {"size", 0}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(field_named(response), "size");
  EXPECT_TRUE(TestContent::message(response).starts_with(
      "size must be at least 1: plate.jpg is empty. Copy it again from the camera or scanner."));
}

TEST_F(UploadsTest, ATooLargeFileIsRefusedAtOnce) {
  const auto response = begin({{"fileName", "plate.jpg"}, {"size", image::kOriginalBytesMax + 1}});
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(TestContent::message(response), "plate.jpg has 101 MB; at most 100 MB are accepted.");
  EXPECT_EQ(begin({{"fileName", "plate.jpg"}, {"size", image::kOriginalBytesMax}}).status, 201);
}

TEST_F(UploadsTest, BadFieldsAreNamed) {
  EXPECT_EQ(begin({{"fileName", ""}, {"size", 1}}).status, 400);
  EXPECT_EQ(begin({{"fileName", "plates/"}, {"size", 1}}).status, 400);
  EXPECT_EQ(begin({{"fileName", "a\nb.jpg"}, {"size", 1}}).status, 400);
  EXPECT_EQ(begin({{"fileName", "a.jpg"}, {"size", -1}}).status, 400);
  EXPECT_EQ(begin({{"fileName", "a.jpg"}, {"size", "12"}}).status, 400);
  EXPECT_EQ(begin({{"size", 1}}).status, 400);
  EXPECT_EQ(content_.count("upload"), 0);
}

TEST_F(UploadsTest, OnlyTypesThatMayBeAPictureCanBeDeclared) {
  const auto declare = [&](const json::Value& type) {
    return begin({{"fileName", "plate.jpg"}, {"size", 1}, {"contentType", type}});
  };
  for (const char* type : {"image/jpeg", "image/png", "image/heic", "image/heif", "application/octet-stream"}) {
    EXPECT_EQ(declare(type).status, 201) << type;
  }
  EXPECT_EQ(declare(nullptr).status, 201);
  for (const char* type : {"text/html", "image/svg+xml", "image/jpeg; charset=utf-8", "IMAGE/JPEG", ""}) {
    const auto response = declare(type);
    EXPECT_EQ(response.status, 400) << type;
    EXPECT_EQ(field_named(response), "contentType");
  }
}

TEST_F(UploadsTest, OnlyTheFilesOwnNameIsKept) {
  const auto id = content_.send_file("C:\\plates\\quinces.jpg", jpeg_bytes(600, 400));
  EXPECT_EQ(TestContent::object(content_.complete(id)).at("fileName").as_string(), "quinces.jpg");
}

TEST_F(UploadsTest, WhatIsNoImageIsRejectedByName) {
  EXPECT_EQ(rejection("notes.jpg", "Print forty of the third plate.", 415),
            "notes.jpg is not an image: it is a text file. Send JPEG, PNG or HEIC.");
  EXPECT_EQ(rejection("scan.tif", std::string("II*\0", 4), 415),
            "scan.tif is not an image: it is a TIFF or camera raw file. Send JPEG, PNG or HEIC.");
  EXPECT_EQ(rejection("anim.gif", "GIF89a", 415),
            "anim.gif cannot be used: it is a GIF image. Send JPEG, PNG or HEIC.");
}

TEST_F(UploadsTest, TooManyPixelsAreRejected) {
  EXPECT_EQ(rejection("large.jpg", jpeg_bytes(6000, 4000), 413),
            "large.jpg has 24.0 megapixels (6000 × 4000); at most 20.0 are accepted. Make it smaller and "
            "send it again.");
  EXPECT_EQ(rejection("bomb.png", png_bytes(4'000'000'000, 4'000'000'000), 413).substr(0, 12), "bomb.png has");
  EXPECT_EQ(content_.complete(content_.send_file("just.jpg", jpeg_bytes(5000, 4000))).status, 200);
}

TEST_F(UploadsTest, AFileThatEndsTooEarlyIsRejected) {
  const std::string bytes = jpeg_bytes(600, 400);
  EXPECT_EQ(rejection("plate.jpg", bytes.substr(0, bytes.size() - 2), 400),
            "plate.jpg is incomplete: the file ends too early. Copy it again from the camera or scanner.");
  const std::string png = png_bytes(600, 400);
  EXPECT_EQ(rejection("plate.png", png.substr(0, png.size() - 12), 400),
            "plate.png is incomplete: the file ends too early. Copy it again from the camera or scanner.");
}

TEST_F(UploadsTest, TheSameFileTwiceIsAConflictThatNamesThePrint) {
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  content_.complete(id);
  const auto print =
      TestContent::object(content_.call("POST", "/api/v1/artist/prints", {{"uploadId", id}, {"title", "Quinces"}}));
  const auto again = content_.complete(content_.send_file("copy.jpg", jpeg_bytes(600, 400)));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(TestContent::message(again), "copy.jpg is here already: it is the image of “Quinces” (print " +
                                             std::to_string(print.at("id").as_int64()) + ").");
  EXPECT_EQ(content_.count("upload"), 0);
}

TEST_F(UploadsTest, AnotherArtistMayHaveTheSameFile) {
  content_.make_print("Quinces");
  content_.artist_token = token_of("second", "artist");
  EXPECT_EQ(content_.complete(content_.send_file("plate.jpg", jpeg_bytes(600, 400, 1))).status, 200);
}

TEST_F(UploadsTest, AnAbortedUploadLeavesNothing) {
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/uploads/" + id).status, 204);
  EXPECT_EQ(content_.get("/api/v1/artist/uploads/" + id).status, 404);
  EXPECT_TRUE(content_.objects().empty());
}

TEST_F(UploadsTest, AnotherArtistsUploadIsForbidden) {
  const auto id = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  content_.artist_token = token_of("second", "artist");
  EXPECT_EQ(content_.get("/api/v1/artist/uploads/" + id).status, 403);
  EXPECT_EQ(content_.complete(id).status, 403);
  EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/uploads/" + id).status, 403);
}

TEST_F(UploadsTest, AbandonedUploadsAreSweptAfterADay) {
  content_.send_file("begun.jpg", jpeg_bytes(600, 400, 1));
  content_.complete(content_.send_file("complete.jpg", jpeg_bytes(600, 400, 2)));
  content_.now += 24h;
  content_.content.sweep();
  EXPECT_EQ(content_.count("upload"), 2);
  content_.now += 1h;
  content_.content.sweep();
  EXPECT_EQ(content_.count("upload"), 0);
  EXPECT_TRUE(content_.objects().empty());
}

}  // namespace
}  // namespace copper::content
