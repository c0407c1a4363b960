#include "services/content/backups.h"

#include <gtest/gtest.h>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "services/content/backup_making.h"
#include "services/content/restoring.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr auto kBackups = storage::Area::backups;
constexpr const char* kPath = "/api/v1/artist/backups";

class BackupsTest : public testing::Test {
 protected:
  // A worker of its own; `meanwhile` happens in the middle of its first step.
  void work(std::function<void()> meanwhile) {
    WatchedStore store(content_.root, std::move(meanwhile));
    make_backups(content_.options(store));
  }
  void sweep() {
    content_.content.sweep();
    content_.content.make_backups();
  }
  json::Object begin() { return TestContent::object(content_.call("POST", kPath)); }
  json::Object report(const std::string& id) { return TestContent::object(content_.get(kPath + ("/" + id))); }
  static std::string id_of(const json::Object& backup) { return std::string(backup.at("id").as_string()); }
  // A complete one's id.
  std::string make() {
    const auto id = id_of(begin());
    sweep();
    EXPECT_EQ(report(id).at("state").as_string(), "completed");
    content_.now += 1min;
    return id;
  }
  void restore(const std::string& id, const Part& part) {
    content::restore(content_.pool, content_.store, id, part, [](const std::string&) {});
  }
  // Everything a backup holds, as text: rows in order, without when they were last changed, and objects.
  std::string state() {
    std::string text;
    content_.pool.read([&](pqxx::transaction_base& tx) {
      for (const char* table : {"artist", "site", "site_translation", "print", "print_translation", "tag", "print_tag",
                                "gallery", "gallery_translation", "gallery_print", "image", "image_version"}) {
        text += std::string(table) + "\n";
        for (const auto& row :
             tx.exec(std::string("SELECT (to_jsonb(t) - 'updated_at')::text FROM ") + table + " t ORDER BY 1")) {
          text += std::string(row[0].c_str()) + "\n";
        }
      }
    });
    for (const auto& object : content_.objects()) text += object + "\n";
    return text;
  }
  std::int64_t hung_print(const std::string& title, std::int64_t gallery) {
    const auto print = content_.publish_print(title);
    content_.call("POST", "/api/v1/artist/galleries/" + std::to_string(gallery) + "/prints/" + std::to_string(print));
    return print;
  }
  void remove_print(std::int64_t print) {
    EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(print)).status, 204);
    content_.now += 20min;
    sweep();
  }

  TestContent content_;
};

TEST_F(BackupsTest, ABackupIsMadeAndReported) {
  content_.execute("DELETE FROM artist WHERE id <> (SELECT min(id) FROM artist)");
  const auto gallery = content_.make_gallery("Etchings");
  hung_print("Quinces", gallery);
  const auto begun = begin();
  EXPECT_EQ(begun.at("state").as_string(), "running");
  sweep();
  const auto done = report(id_of(begun));
  EXPECT_EQ(done.at("state").as_string(), "completed");
  EXPECT_EQ(done.at("imagesTotal").as_int64(), 1);
  EXPECT_EQ(done.at("imagesSaved").as_int64(), 1);
  EXPECT_TRUE(done.at("missingObjects").as_array().empty());
  EXPECT_EQ(done.at("files").as_array().size(), 3u);
  for (const auto& file : done.at("files").as_array()) {
    EXPECT_TRUE(content_.store.head(kBackups, id_of(begun) + "/" + std::string(file.at("name").as_string())));
  }
}

TEST_F(BackupsTest, OneAtATime) {
  begin();
  EXPECT_EQ(content_.call("POST", kPath).status, 409);
}

TEST_F(BackupsTest, AWeekWithoutOneIsRemindedOfEveryWeek) {
  const auto letters = [&] {
    sweep();
    return content_.count("outgoing_mail WHERE subject LIKE '%backup%' OR subject LIKE '%sikkerhedskopi%'");
  };
  content_.now += 24h * 8;
  EXPECT_EQ(letters(), 0);  // there is nothing to lose yet
  content_.publish_print("Quinces");
  const auto artists = content_.count("artist");
  EXPECT_EQ(letters(), artists);
  content_.now += 24h * 6;
  EXPECT_EQ(letters(), artists);
  content_.now += 24h * 2;
  EXPECT_EQ(letters(), 2 * artists);
  make();
  content_.now += 24h * 6;
  EXPECT_EQ(letters(), 2 * artists);
}

TEST_F(BackupsTest, TheThreeLatestAreKept) {
  const auto first = make();
  const auto second = make();
  make();
  EXPECT_EQ(content_.call("DELETE", kPath + ("/" + second)).status, 409);
  make();
  sweep();
  EXPECT_EQ(content_.get(kPath + ("/" + first)).status, 404);
  EXPECT_TRUE(content_.store.list(kBackups, first + "/").empty());
  EXPECT_EQ(content_.get(kPath + ("/" + second)).status, 200);
}

TEST_F(BackupsTest, OneThatIsBeingMadeCanBeGivenUp) {
  const auto id = id_of(begin());
  EXPECT_EQ(content_.call("DELETE", kPath + ("/" + id)).status, 204);
  EXPECT_EQ(content_.get(kPath + ("/" + id)).status, 404);
  EXPECT_EQ(content_.call("DELETE", kPath + ("/" + id)).status, 404);
}

TEST_F(BackupsTest, AnAttemptCountsBeforeItEnds) {
  begin();
  std::int64_t counted = 0;
  work([&] { counted = content_.count("backup WHERE attempts = 1"); });
  EXPECT_EQ(counted, 1);
}

TEST_F(BackupsTest, OneThatDiesAtEveryAttemptFails) {
  const auto id = id_of(begin());
  content_.execute("UPDATE backup SET attempts = 10");  // what ten deaths leave
  sweep();
  const auto given_up = report(id);
  EXPECT_EQ(given_up.at("state").as_string(), "failed");
  EXPECT_EQ(given_up.at("error").as_string(),
            "The storage, the database or the program failed 10 times in a row. Start another.");
  make();
}

// It takes three seconds to read an image; while it is away nothing can be written.
class SlowStore : public storage::FileStore {
 public:
  explicit SlowStore(TestContent& content) : FileStore({.root = content.root}), content_(content) {}
  std::vector<storage::BlobInfo> list(storage::Area area, const std::string& prefix) override {
    content_.now += std::chrono::seconds(3);
    return FileStore::list(area, prefix);
  }
  bool put_new(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) override {
    if (is_away && key.ends_with("0001.tar")) throw Error(ErrorCode::unavailable, "The storage does not answer.");
    return FileStore::put_new(area, key, body, type);
  }
  bool is_away = false;

 private:
  TestContent& content_;
};

TEST_F(BackupsTest, AVolumeIsClosedAfterFiveSecondsAndSoonerWhenItFailed) {
  for (const char* title : {"Quinces", "Apples", "Pears", "Plums"}) content_.publish_print(title);
  SlowStore store(content_);
  const auto images_by_volume = [&](const std::string& id) {
    const auto manifest = boost::json::parse(content_.store.get(kBackups, id + "/manifest.json")->text());
    std::vector<std::pair<std::string, std::size_t>> volumes;
    for (const auto& volume : manifest.at("volumes").as_array()) {
      volumes.emplace_back(volume.at("name").as_string(), volume.at("images").as_array().size());
    }
    return volumes;
  };
  using Volumes = std::vector<std::pair<std::string, std::size_t>>;
  const auto first = id_of(begin());
  make_backups(content_.options(store));
  EXPECT_EQ(images_by_volume(first), (Volumes{{"0000.tar", 0}, {"0001.tar", 2}, {"0002.tar", 2}}));
  const auto second = id_of(begin());
  store.is_away = true;
  make_backups(content_.options(store));
  store.is_away = false;
  content_.now += 1min;
  make_backups(content_.options(store));
  EXPECT_EQ(images_by_volume(second), (Volumes{{"0000.tar", 0}, {"0001-2.tar", 1}, {"0002.tar", 2}, {"0003.tar", 1}}));
}

TEST_F(BackupsTest, WhatOneVolumeHoldsComesBackThoughAnotherIsDamaged) {
  for (const char* title : {"Quinces", "Apples", "Pears", "Plums"}) content_.publish_print(title);
  SlowStore store(content_);
  const auto id = id_of(begin());
  make_backups(content_.options(store));
  const auto last = content_.store.get(kBackups, id + "/0002.tar")->text();
  content_.store.put(kBackups, id + "/0002.tar", last.substr(0, last.size() - 1), "");

  const auto manifest = boost::json::parse(content_.store.get(kBackups, id + "/manifest.json")->text());
  const std::string image(manifest.at("volumes").at(1).at("images").at(0).as_string());
  const auto print = content_.pool.read([&](pqxx::transaction_base& tx) {
    return tx.exec_params1("SELECT id FROM print WHERE image_id = $1", image)[0].as<std::int64_t>();
  });
  remove_print(print);
  restore(id, OnePrint{print});
  EXPECT_EQ(content_.count("print"), 4);
  const auto before = state();
  EXPECT_THROW(restore(id, ImageFiles{}), StartError);
  EXPECT_EQ(state(), before);
}

TEST_F(BackupsTest, AWorkerThatIsOvertakenReplacesNothing) {
  content_.make_gallery("Etchings");
  const auto id = id_of(begin());
  work([&] {
    content_.now += 2min;  // its lease is over
    content_.make_gallery("Later");
    sweep();
    EXPECT_EQ(report(id).at("state").as_string(), "completed");
  });
  EXPECT_EQ(content_.store.list(kBackups, id + "/").size(), 2u);  // what is not in the manifest is gone
  restore(id, WholeBackup{.replace = true});
  EXPECT_EQ(content_.count("gallery"), 2);
}

TEST_F(BackupsTest, AVolumeThatIsThereIsNotReplaced) {
  const auto id = id_of(begin());
  content_.store.put(kBackups, id + "/0000.tar", std::string("another's"), "");
  sweep();
  EXPECT_EQ(report(id).at("state").as_string(), "running");
  content_.now += 1min;
  sweep();
  EXPECT_EQ(report(id).at("state").as_string(), "completed");
  EXPECT_EQ(content_.store.get(kBackups, id + "/0000.tar")->text(), "another's");
  EXPECT_TRUE(content_.store.head(kBackups, id + "/0000-2.tar"));
}

// Whose answer to the first manifest is lost.
class ForgetfulStore : public storage::FileStore {
 public:
  using FileStore::FileStore;
  bool put_new(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) override {
    const bool is_new = FileStore::put_new(area, key, body, type);
    if (key.ends_with("manifest.json") && is_new) throw Error(ErrorCode::unavailable, "The storage does not answer.");
    return is_new;
  }
};

TEST_F(BackupsTest, AManifestWhoseAnswerWasLostIsNotWrittenAgain) {
  const auto id = id_of(begin());
  ForgetfulStore store({.root = content_.root});
  make_backups(content_.options(store));
  EXPECT_EQ(report(id).at("state").as_string(), "running");
  const auto written = content_.store.head(kBackups, id + "/manifest.json")->modified;
  content_.now += 1min;
  sweep();
  EXPECT_EQ(report(id).at("state").as_string(), "completed");
  EXPECT_EQ(content_.store.head(kBackups, id + "/manifest.json")->modified, written);
  restore(id, WholeBackup{.replace = true});
}

TEST_F(BackupsTest, WhatIsMissingIsReported) {
  const auto print = content_.publish_print("Quinces");
  for (const auto& object : content_.store.list(storage::Area::images, "originals/")) {
    content_.store.remove(storage::Area::images, object.key);
  }
  const auto id = make();
  EXPECT_EQ(report(id).at("missingObjects").as_array().size(), 1u) << print;
}

TEST_F(BackupsTest, NothingIsRemovedWhileOneIsBeingMade) {
  const auto print = content_.publish_print("Quinces");
  sweep();
  const auto id = id_of(begin());
  EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(print)).status, 204);
  EXPECT_TRUE(content_.store.list(storage::Area::images, "public/").empty());  // the public's copies go at once
  EXPECT_EQ(content_.store.list(storage::Area::images, "originals/").size(), 1u);
  sweep();
  EXPECT_EQ(report(id).at("state").as_string(), "completed");
  content_.now += 20min;
  sweep();
  EXPECT_TRUE(content_.objects().empty());
}

TEST_F(BackupsTest, OthersMayNotDownloadWhatTheyDoNotOwn) {
  ASSERT_GT(content_.count("artist"), 1);
  const auto id = make();
  EXPECT_TRUE(report(id).at("files").as_array().empty());
}

TEST_F(BackupsTest, EverythingComesBack) {
  const auto gallery = content_.make_gallery("Etchings");
  hung_print("Quinces", gallery);
  hung_print("Æbler", gallery);
  content_.make_print("Waiting");
  sweep();
  const auto before = state();
  const auto id = make();
  content_.execute("TRUNCATE artist, tag CASCADE");
  content_.execute("UPDATE site SET artist_name = 'somebody else'");
  for (const auto& object : content_.store.list(storage::Area::images, "")) {
    content_.store.remove(storage::Area::images, object.key);
  }
  restore(id, WholeBackup{});
  sweep();  // public copies are made again
  EXPECT_EQ(state(), before);
  EXPECT_EQ(content_.get("/api/v1/galleries/" + std::to_string(gallery)).status, 200);
  const auto next = content_.make_gallery("Another");  // numbers go on
  EXPECT_GT(next, gallery);
}

TEST_F(BackupsTest, AWholeRestoreReplacesOnlyWhenAsked) {
  content_.make_gallery("Etchings");
  const auto id = make();
  content_.make_gallery("Later");
  EXPECT_THROW(restore(id, WholeBackup{}), StartError);
  restore(id, WholeBackup{.replace = true});
  EXPECT_EQ(content_.count("gallery"), 1);
}

TEST_F(BackupsTest, BackupsInStorageAreKnownAgainAfterARestore) {
  const auto id = make();
  content_.execute("TRUNCATE backup CASCADE");
  restore(id, WholeBackup{});
  EXPECT_EQ(report(id).at("state").as_string(), "completed");
}

TEST_F(BackupsTest, OnePrintComesBackWithItsImageAndItsPlace) {
  const auto gallery = content_.make_gallery("Etchings");
  const auto print = hung_print("Quinces", gallery);
  hung_print("Apples", gallery);
  const auto before = content_.print(print);
  const auto id = make();
  remove_print(print);
  restore(id, OnePrint{print});
  content_.now += 20min;
  sweep();
  const auto after = content_.print(print);
  EXPECT_EQ(after.at("title"), before.at("title"));
  EXPECT_EQ(after.at("images").as_array().size(), before.at("images").as_array().size());
  EXPECT_EQ(content_.get("/api/v1/prints/" + std::to_string(print)).status, 200);
  EXPECT_EQ(content_.count("gallery_print WHERE gallery_id = " + std::to_string(gallery)), 2);
  EXPECT_EQ(content_.store.list(storage::Area::images, "originals/").size(), 2u);
}

TEST_F(BackupsTest, APrintThatIsThereIsNotOverwritten) {
  const auto print = content_.publish_print("Quinces");
  const auto id = make();
  EXPECT_THROW(restore(id, OnePrint{print}), StartError);
  EXPECT_THROW(restore(id, OnePrint{print + 1}), StartError);  // the backup has none
}

TEST_F(BackupsTest, OneGalleryComesBackWithItsOrderAndItsPrints) {
  const auto gallery = content_.make_gallery("Etchings");
  const auto first = hung_print("Quinces", gallery);
  const auto second = hung_print("Apples", gallery);
  const auto id = make();
  EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/galleries/" + std::to_string(gallery)).status, 204);
  remove_print(second);
  restore(id, OneGallery{gallery});
  sweep();
  const auto hanging =
      TestContent::object(content_.get("/api/v1/galleries/" + std::to_string(gallery))).at("prints").as_array();
  ASSERT_EQ(hanging.size(), 2u);
  EXPECT_EQ(hanging[0].at("id").as_int64(), first);
  EXPECT_EQ(hanging[1].at("id").as_int64(), second);
}

TEST_F(BackupsTest, FilesOfImagesComeBack) {
  const auto print = content_.publish_print("Quinces");
  sweep();
  const auto before = content_.objects();
  const auto id = make();
  for (const auto& object : content_.store.list(storage::Area::images, "")) {
    content_.store.remove(storage::Area::images, object.key);
  }
  restore(id, ImageFiles{});
  sweep();
  EXPECT_EQ(content_.objects(), before) << print;
}

TEST_F(BackupsTest, ADamagedBackupChangesNothing) {
  const auto print = content_.publish_print("Quinces");
  const auto id = make();
  auto bytes = content_.store.get(kBackups, id + "/0001.tar")->text();
  bytes[600] ^= 1;
  content_.store.put(kBackups, id + "/0001.tar", bytes, "");
  remove_print(print);
  const auto before = state();
  EXPECT_THROW(restore(id, OnePrint{print}), StartError);
  EXPECT_EQ(state(), before);
  EXPECT_THROW(restore(base::uuid4(), ImageFiles{}), StartError);
}

}  // namespace
}  // namespace copper::content
