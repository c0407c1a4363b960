#include "services/imaging/imaging.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/storage/file_store.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using std::chrono_literals::operator""ms;
using storage::Area;

// A store that does not answer for the first `faults` calls.
class UnsteadyStore : public storage::FileStore {
 public:
  using FileStore::FileStore;
  std::optional<http::Body> get(Area area, const std::string& key) override {
    if (faults-- > 0) throw Error(ErrorCode::unavailable, "storage does not answer");
    return FileStore::get(area, key);
  }
  std::atomic<int> faults{0};
};

// The content service as imaging sees it: keeps what it is told, may hold the answer back or refuse.
class Content {
 public:
  http::Response operator()(const http::Request& request) {
    std::unique_lock lock(mutex_);
    requests_.push_back(request);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    if (statuses_.empty()) return {.status = 200};
    const int status = statuses_.front();
    statuses_.erase(statuses_.begin());
    if (status == 0) throw Error(ErrorCode::unavailable, "content does not answer");
    return {.status = status};
  }
  // The nth callback from 0, once it has come.
  http::Request callback(std::size_t n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() > n; });
    return requests_[n];
  }
  json::Object report(std::size_t n) { return boost::json::parse(callback(n).body.text()).as_object(); }
  std::string text(std::size_t n, std::string_view field) { return std::string(report(n).at(field).as_string()); }
  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  // What it answers first: statuses; 0 is no answer at all.
  void answer(std::vector<int> statuses) {
    const std::lock_guard lock(mutex_);
    statuses_ = std::move(statuses);
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return requests_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<http::Request> requests_;
  std::vector<int> statuses_;
  bool held_ = false;
};

class ImagingTest : public testing::Test {
 protected:
  void TearDown() override {
    content_.hold(false);
    imaging_.stop();
    std::filesystem::remove_all(root_);
  }

  std::string upload(const std::string& bytes) {
    const std::string id = base::uuid4();
    store_.put(Area::temporary, "uploads/original/" + id + ".jpg", bytes, "image/jpeg");
    return id;
  }

  static json::Object order(const std::string& id, int attempt = 1) {
    return {{"baseImageId", id},
            {"originalImageReference", "temp-storage://uploads/original/" + id + ".jpg"},
            {"fileName", "harbour.jpg"},
            {"attempt", attempt},
            {"callbackPath", "/api/v1/images/callback"},
            {"callbackToken", "token-" + std::to_string(attempt)},
            {"watermark", {{"text", "© Ida"}}},
            {"copyright", {{"creator", "Ida Holm"}, {"notice", "© Ida Holm"}, {"rightsUrl", nullptr}}},
            {"focus", nullptr}};
  }

  http::Response send(const std::string& method, const std::string& target, const std::string& body = {}) {
    return handler_(
        {.method = method, .target = target, .headers = {{"Content-Type", "application/json"}}, .body = body});
  }
  http::Response process(const json::Object& body) {
    return send("POST", "/api/v1/process", boost::json::serialize(body));
  }

  // An order whose callback is under way and held there.
  void occupy() {
    content_.hold(true);
    process(order(upload(small_)));
    content_.callback(0);
  }

  const std::string small_ = test::file_of(test::marked(300, 200), ".jpg");
  std::filesystem::path root_ = std::filesystem::path(testing::TempDir()) / ("imaging-" + base::uuid4());
  UnsteadyStore store_{{.root = root_}};
  Content content_;
  Imaging imaging_{{.store = store_,
                    .content = [this](const http::Request& request) { return content_(request); },
                    .queue_max = 2,
                    .retries = {.tries_max = 4, .base = 1ms}}};
  http::Handler handler_ = http::observed("imaging", imaging_.handler());
};

TEST_F(ImagingTest, MakesStoresAndReportsEveryVersion) {
  const std::string id = upload(small_);
  EXPECT_EQ(process(order(id)).status, 202);
  const http::Request callback = content_.callback(0);
  EXPECT_EQ(callback.method, "POST");
  EXPECT_EQ(callback.target, "/api/v1/images/callback");
  EXPECT_EQ(callback.headers.get("Authorization"), "Bearer token-1");
  const json::Object report = content_.report(0);
  EXPECT_EQ(content_.text(0, "baseImageId"), id);
  EXPECT_EQ(report.at("status"), "completed");
  EXPECT_EQ(report.at("originalWidth"), 300);
  EXPECT_EQ(report.at("originalHeight"), 200);
  EXPECT_GE(report.at("processingTimeMs").as_int64(), 0);
  ASSERT_EQ(report.at("versions").as_array().size(), 7U);
  for (const auto& value : report.at("versions").as_array()) {
    const json::Object& made = value.as_object();
    const std::string path(made.at("storagePath").as_string());
    const auto body = store_.get(Area::images, path);
    ASSERT_TRUE(body) << path;
    EXPECT_EQ(made.at("fileSize").to_number<std::uint64_t>(), body->size());
    EXPECT_EQ(made.at("storageBucket"), "images");
    EXPECT_EQ(made.at("format"), "webp");
    // Named by its own bytes: cacheable for ever.
    const std::string name = std::string(made.at("versionIdentifier").as_string()).substr(id.size() + 1);
    EXPECT_EQ(path, id + "/" + name + "-" + base::to_hex(base::sha256(body->text())).substr(0, 10) + ".webp");
  }
}

TEST_F(ImagingTest, ReadsAKeptOriginalToo) {
  const std::string id = base::uuid4();
  store_.put(Area::images, "originals/" + id + ".jpg", small_, "image/jpeg");
  json::Object body = order(id);
  body["originalImageReference"] = "permanent-storage://originals/" + id + ".jpg";
  process(body);
  EXPECT_EQ(content_.text(0, "status"), "completed");
}

TEST_F(ImagingTest, TellsTheArtistWhatIsWrongWithAFile) {
  process(order(upload(small_.substr(0, small_.size() / 2))));
  const json::Object report = content_.report(0);
  EXPECT_EQ(report.at("status"), "failed");
  EXPECT_EQ(report.at("error"), "harbour.jpg is incomplete: it ends before the picture does. Export it again.");
  EXPECT_TRUE(report.at("versions").as_array().empty());
}

TEST_F(ImagingTest, TellsTheArtistWhenTheFileIsGone) {
  process(order(base::uuid4()));
  EXPECT_EQ(content_.text(0, "error"), "The uploaded file of harbour.jpg is gone. Upload it again.");
}

TEST_F(ImagingTest, GoesOnAfterAFailure) {
  process(order(upload("no picture")));
  process(order(upload(small_)));
  EXPECT_EQ(content_.text(0, "status"), "failed");
  EXPECT_EQ(content_.text(1, "status"), "completed");
}

TEST_F(ImagingTest, TriesAgainWhileStorageDoesNotAnswer) {
  const std::string id = upload(small_);
  store_.faults = 3;
  process(order(id));
  EXPECT_EQ(content_.text(0, "status"), "completed");
}

TEST_F(ImagingTest, GivesUpWhenStorageStaysAway) {
  const std::string id = upload(small_);
  store_.faults = 1000;
  process(order(id));
  EXPECT_EQ(content_.text(0, "status"), "failed");
  EXPECT_EQ(content_.text(0, "error"),
            "harbour.jpg could not be processed because the picture storage does not answer. Try again later.");
}

TEST_F(ImagingTest, BringsTheResultAgainWhenContentFails) {
  content_.answer({0, 503, 500, 200});
  process(order(upload(small_)));
  EXPECT_EQ(content_.text(3, "status"), "completed");
  EXPECT_EQ(content_.callback(0).body.text(), content_.callback(3).body.text());
}

TEST_F(ImagingTest, DoesNotInsistWhenContentRefuses) {
  content_.answer({401});
  process(order(upload(small_)));
  process(order(upload(small_)));
  content_.callback(1);
  EXPECT_NE(content_.report(0).at("baseImageId"), content_.report(1).at("baseImageId"));
}

TEST_F(ImagingTest, AnswersTooManyRequestsWhenTheQueueIsFull) {
  occupy();
  EXPECT_EQ(process(order(upload(small_))).status, 202);
  EXPECT_EQ(process(order(upload(small_))).status, 202);
  const http::Response full = process(order(upload(small_)));
  EXPECT_EQ(full.status, 429);
  EXPECT_FALSE(full.headers.get("Retry-After").empty());
  content_.hold(false);
  content_.callback(2);
}

TEST_F(ImagingTest, TakesAnOrderOnceWhileItWaitsOrRuns) {
  content_.hold(true);
  const std::string running = upload(small_);
  process(order(running));
  content_.callback(0);
  EXPECT_EQ(process(order(running)).status, 202);
  const std::string waiting = upload(small_);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(process(order(waiting)).status, 202);
  const std::string last = upload(small_);
  EXPECT_EQ(process(order(last)).status, 202);
  content_.hold(false);
  EXPECT_EQ(content_.text(2, "baseImageId"), last);
  EXPECT_EQ(content_.count(), 3U);
}

TEST_F(ImagingTest, ANewerAttemptTakesThePlaceOfAWaitingOne) {
  occupy();
  const std::string id = upload(small_);
  process(order(id, 1));
  process(order(id, 2));
  process(order(upload(small_)));
  content_.hold(false);
  content_.callback(2);
  EXPECT_EQ(content_.callback(1).headers.get("Authorization"), "Bearer token-2");
}

TEST_F(ImagingTest, RefusesAnOrderItCannotRead) {
  const std::string id = upload(small_);
  const auto with = [&](const char* field, const json::Value& value) {
    json::Object body = order(id);
    body[field] = value;
    return body;
  };
  for (const json::Object& body :
       {json::Object(), with("baseImageId", "1"), with("originalImageReference", "file:///etc/passwd"),
        with("originalImageReference", "permanent-storage://public/x.webp"), with("attempt", 0),
        with("callbackPath", "http://elsewhere/"), with("focus", json::Object{{"x", 2}, {"y", 0}}),
        with("watermark", "text")}) {
    const http::Response response = process(body);
    EXPECT_EQ(response.status, 400) << boost::json::serialize(body);
    EXPECT_TRUE(boost::json::parse(response.body.text()).as_object().contains("error"));
  }
  EXPECT_EQ(send("POST", "/api/v1/process", "{").status, 400);
}

TEST_F(ImagingTest, AReferenceOutOfItsFolderFindsNothing) {
  json::Object body = order(base::uuid4());
  body["originalImageReference"] = "temp-storage://uploads/original/../../../secret";
  EXPECT_EQ(process(body).status, 202);
  EXPECT_EQ(content_.text(0, "status"), "failed");
}

TEST_F(ImagingTest, RemovesVersions) {
  const std::string id = upload(small_);
  process(order(id));
  content_.callback(0);
  EXPECT_EQ(send("DELETE", "/api/v1/images/" + id).status, 204);
  EXPECT_TRUE(store_.list(Area::images, id + "/").empty());
  EXPECT_EQ(send("DELETE", "/api/v1/images/" + base::uuid4()).status, 404);
}

TEST_F(ImagingTest, ForgetsAWaitingOrderThatIsRemoved) {
  occupy();
  const std::string id = upload(small_);
  process(order(id));
  EXPECT_EQ(send("DELETE", "/api/v1/images/" + id).status, 204);
  const std::string last = upload(small_);
  process(order(last));
  content_.hold(false);
  EXPECT_EQ(content_.text(1, "baseImageId"), last);
}

TEST_F(ImagingTest, SaysHowItIs) {
  EXPECT_EQ(send("GET", "/healthz").status, 200);
  EXPECT_EQ(send("GET", "/readyz").status, 200);
  EXPECT_EQ(send("GET", "/api/v1/process").status, 405);
  EXPECT_EQ(send("GET", "/api/v1/nothing").status, 404);
}

TEST_F(ImagingTest, StopsWhileItWaitsToTryAgain) {
  content_.answer(std::vector<int>(100, 503));
  Imaging patient({.store = store_,
                   .content = [this](const http::Request& request) { return content_(request); },
                   .retries = {.tries_max = 100, .base = std::chrono::hours(1)}});
  patient.handler()({.method = "POST",
                     .target = "/api/v1/process",
                     .headers = {{"Content-Type", "application/json"}},
                     .body = boost::json::serialize(order(upload(small_)))});
  content_.callback(0);
  patient.stop();  // returns at once
  EXPECT_EQ(content_.count(), 1U);
}

TEST_F(ImagingTest, AtOnceAnOrderIsWorkedOffBeforeItsAnswerAndTwiceWithTheSameResult) {
  handler_ = http::observed(
      "imaging",
      at_once({.store = store_, .content = [this](const http::Request& request) { return content_(request); }}));
  const std::string id = upload(small_);
  for (const std::size_t times : {1U, 2U}) {
    EXPECT_EQ(process(order(id)).status, 202);
    EXPECT_EQ(content_.count(), times);
  }
  EXPECT_EQ(content_.report(0).at("versions"), content_.report(1).at("versions"));
  EXPECT_EQ(send("DELETE", "/api/v1/images/" + id).status, 204);
  EXPECT_EQ(send("DELETE", "/api/v1/images/" + id).status, 404);
}

// Whoever is asked for the original never answers.
class StuckStore : public storage::FileStore {
 public:
  using FileStore::FileStore;
  std::optional<http::Body> get(Area, const std::string&) override {
    std::this_thread::sleep_for(std::chrono::hours(1));
    return std::nullopt;
  }
};

TEST(Imaging, EndsItsProcessWhenAPictureTakesTooLong) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a process begun anew, not a copy of one with threads
  EXPECT_EXIT(
      {
        const auto root = std::filesystem::path(testing::TempDir()) / base::uuid4();
        StuckStore store({.root = root});
        at_once({.store = store,
                 .content = [](const http::Request&) { return http::Response(); },
                 .processing_time_max = std::chrono::seconds(1)})(
            {.method = "POST",
             .target = "/api/v1/process",
             .headers = {{"Content-Type", "application/json"}},
             .body = boost::json::serialize(
                 json::Object{{"baseImageId", base::uuid4()},
                              {"originalImageReference", "temp-storage://uploads/original/a.jpg"}})});
      },
      testing::KilledBySignal(SIGALRM), "");
}

TEST(Imaging, NamesThePackageOfAMissingFont) {
  storage::FileStore store({.root = std::filesystem::path(testing::TempDir()) / base::uuid4()});
  ImagingOptions options{.store = store, .content = [](const http::Request&) { return http::Response(); }};
  options.settings.font_file = "/nowhere/font.otf";
  try {
    const Imaging imaging(options);
    FAIL() << "started without a font";
  } catch (const StartError& error) {
    EXPECT_NE(std::string(error.what()).find("fonts-ebgaramond"), std::string::npos);
  }
}

}  // namespace
}  // namespace copper::imaging
