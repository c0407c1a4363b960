#include "platform/storage/file_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/http/router.h"

namespace copper::storage {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class FileStoreTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(root_); }

  int status(std::string method, const std::string& url, const std::string& body = {}) {
    return status_of_target(std::move(method), url.substr(std::string("http://localhost:8082").size()), body);
  }
  int status_of_target(std::string method, std::string target, const std::string& body = {}) {
    try {
      return routes_({.method = std::move(method), .target = std::move(target), .body = body}).status;
    } catch (const Error& e) {
      return copper::status_of(e.code());
    }
  }
  http::Response get_public(const std::string& target) { return store_.public_routes()({.target = "/" + target}); }
  int public_status(const std::string& target) {
    try {
      return get_public(target).status;
    } catch (const Error& e) {
      return copper::status_of(e.code());
    }
  }

  fs::path root_ = fs::path(testing::TempDir()) / ("blobs-" + base::uuid4());
  base::TimePoint now_ = base::system_now();
  FileStore store_{
      {.root = root_, .public_url = "http://localhost:8082/storage", .signing_key = "key", .clock = [this] {
         return now_;
       }}};
  http::Handler routes_ = store_.routes();
};

TEST_F(FileStoreTest, APresignedUrlExpires) {
  store_.put(Area::images, "a", std::string("x"), "");
  const auto url = store_.presign(Area::images, "a", 60s);
  now_ += 59s;
  EXPECT_EQ(status("GET", url), 200);
  EXPECT_EQ(status("HEAD", url), 200);
  now_ += 1s;
  EXPECT_EQ(status("GET", url), 403);
}

TEST_F(FileStoreTest, AnAlteredUrlIsForbidden) {
  for (const char* key : {"a", "b"}) store_.put(Area::images, key, std::string("x"), "");
  store_.put(Area::temporary, "a", std::string("x"), "");
  const auto url = store_.presign(Area::images, "a", 60s);
  const auto altered = [&](const std::string& from, const std::string& to) {
    std::string text = url;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(status("PUT", url, "x"), 403);
  EXPECT_EQ(status("DELETE", url), 403);
  EXPECT_EQ(status("GET", altered("/a?", "/b?")), 403);
  EXPECT_EQ(status("GET", altered("images", "temporary")), 403);
  EXPECT_EQ(status("GET", altered("images/a", "images")), 403);
  EXPECT_EQ(status("GET", altered("images/a", "images/%2e%2e/images/a")), 403);
  EXPECT_EQ(status("GET", altered("expires=", "expires=9")), 403);
  EXPECT_EQ(status("GET", altered("expires=", "expires=-")), 403);
  EXPECT_EQ(status("GET", altered("&signature=", "&x=")), 403);
  EXPECT_EQ(status("GET", url + "A"), 403);
  EXPECT_EQ(status("GET", url.substr(0, url.size() - 1)), 403);
  EXPECT_EQ(status("GET", url + "&upload=" + base::uuid4() + "&part=1&bytes=1"), 403);
  EXPECT_EQ(status_of_target("GET", "/storage"), 403);
  EXPECT_EQ(status_of_target("GET", "/storage/images/a"), 403);
  EXPECT_EQ(status_of_target("GET", "/elsewhere/images/a"), 403);
}

TEST_F(FileStoreTest, AnotherKeyMakesOtherSignatures) {
  FileStore other({.root = root_, .public_url = "http://localhost:8082/storage", .signing_key = "other"});
  EXPECT_EQ(status("GET", other.presign(Area::images, "a", 60s)), 403);
}

TEST_F(FileStoreTest, APartMustHaveItsExactLength) {
  const auto upload = store_.begin_upload(Area::temporary, "a", "");
  const auto url = store_.presign_part(Area::temporary, "a", upload, 1, 4, 60s);
  EXPECT_EQ(status("PUT", url, "123"), 400);
  EXPECT_EQ(status("PUT", url, "12345"), 400);
  EXPECT_TRUE(store_.parts(Area::temporary, "a", upload).empty());
  EXPECT_EQ(status("PUT", url, "1234"), 200);
  EXPECT_EQ(status("GET", url), 403);
  std::string longer = url;
  EXPECT_EQ(status("PUT", longer.replace(longer.find("bytes=4"), 7, "bytes=5"), "12345"), 403);
  std::string second = url;
  EXPECT_EQ(status("PUT", second.replace(second.find("part=1"), 6, "part=2"), "1234"), 403);
  std::string whole = url;
  EXPECT_EQ(status("PUT", whole.replace(whole.find("&upload="), 8, "&x="), "1234"), 403);
}

TEST_F(FileStoreTest, PartsAreNumberedAsOnS3) {
  EXPECT_THROW(store_.presign_part(Area::temporary, "a", base::uuid4(), 0, 4, 60s), Error);
  EXPECT_THROW(store_.presign_part(Area::temporary, "a", base::uuid4(), 10'001, 4, 60s), Error);
}

// S3 holds this too; moto does not.
TEST_F(FileStoreTest, UploadsBelongToTheirKey) {
  const auto upload = store_.begin_upload(Area::temporary, "mine", "image/png");
  EXPECT_THROW(store_.parts(Area::temporary, "other", upload), Error);
  const auto url = store_.presign_part(Area::temporary, "mine", upload, 1, 4, 60s);
  store_.abort_upload(Area::temporary, "mine", upload);
  EXPECT_EQ(status("PUT", url, "late"), 404);
}

TEST_F(FileStoreTest, ForgottenUploadsAreRemovedAfterAWeek) {
  const auto old = store_.begin_upload(Area::temporary, "old", "");
  const auto young = store_.begin_upload(Area::temporary, "young", "");
  fs::last_write_time(root_ / "temporary/.uploads" / old,
                      fs::file_time_type::clock::now() - std::chrono::hours(8 * 24));
  store_.begin_upload(Area::temporary, "another", "");
  EXPECT_THROW(store_.parts(Area::temporary, "old", old), Error);
  EXPECT_NO_THROW(store_.parts(Area::temporary, "young", young));
}

TEST_F(FileStoreTest, OnlyWhatIsUnderPublicIsPublic) {
  store_.put(Area::images, "public/x/large 1.webp", std::string("seen"), "");
  store_.put(Area::images, "x/large.webp", std::string("not"), "");
  const auto response = get_public("x/large%201.webp");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.text(), "seen");
  EXPECT_EQ(response.headers.get("Content-Type"), "image/webp");
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_NE(response.headers.get("ETag"), "");
  for (const char* key : {"x/large.webp", "..%2fx/large.webp", "%2e%2e/x/large.webp", "../x/large.webp", "x", "x/",
                          "x/large%201.webp/", "x/large%201.webp%00", "x//large%201.webp", ".incoming", "%ff"}) {
    EXPECT_EQ(public_status(key), 404) << key;
  }
}

TEST_F(FileStoreTest, SymbolicLinksLeadNowhere) {
  store_.put(Area::images, "public/a.txt", std::string("x"), "");
  std::ofstream(root_ / "secret.txt") << "secret";
  fs::create_symlink(root_ / "secret.txt", root_ / "images/public/link.txt");
  fs::create_directory_symlink(root_, root_ / "images/public/tree");
  EXPECT_EQ(public_status("link.txt"), 404);
  EXPECT_EQ(public_status("tree/secret.txt"), 404);
  EXPECT_FALSE(store_.get(Area::images, "public/link.txt"));
  EXPECT_EQ(store_.list(Area::images, "").size(), 1U);
}

// Whoever owns what is in the store may make links there, and is not to read or write by our hand what is elsewhere.
TEST_F(FileStoreTest, NothingIsReadWrittenOrRemovedThroughASymbolicLink) {
  const fs::path elsewhere = root_ / "elsewhere";
  fs::create_directory(elsewhere);
  std::ofstream(elsewhere / "a") << "secret";
  fs::create_directory_symlink(elsewhere, root_ / "images/tree");
  store_.put(Area::images, "b", std::string("x"), "");
  EXPECT_ANY_THROW(store_.put(Area::images, "tree/b", std::string("x"), ""));
  EXPECT_ANY_THROW(store_.copy(Area::images, "b", Area::images, "tree/c/b"));
  EXPECT_ANY_THROW(store_.copy(Area::images, "tree/a", Area::images, "c"));
  store_.remove(Area::images, "tree/a");
  EXPECT_EQ(base::read_file(elsewhere / "a"), "secret");
  EXPECT_EQ(std::distance(fs::directory_iterator(elsewhere), {}), 1);

  fs::create_symlink(elsewhere / "a", root_ / "images/link");
  EXPECT_ANY_THROW(store_.copy(Area::images, "link", Area::images, "c"));
  store_.put(Area::images, "link", std::string("new"), "");
  EXPECT_EQ(base::read_file(elsewhere / "a"), "secret");
}

TEST_F(FileStoreTest, AnUploadIsNotOfWhatALinkLeadsTo) {
  std::ofstream(root_ / "secret.txt") << "secret";
  const auto upload = store_.begin_upload(Area::temporary, "a", "");
  const fs::path parts = root_ / "temporary/.uploads" / upload;
  fs::create_symlink(root_ / "secret.txt", parts / "00001");
  EXPECT_ANY_THROW(store_.complete_upload(Area::temporary, "a", upload));
  fs::remove(parts / "00001");
  fs::rename(parts, root_ / "moved");
  fs::create_directory_symlink(root_ / "moved", parts);
  std::ofstream(root_ / "moved/00001") << "secret";
  EXPECT_ANY_THROW(store_.complete_upload(Area::temporary, "a", upload));
  EXPECT_FALSE(store_.get(Area::temporary, "a"));
}

TEST_F(FileStoreTest, AWorkplaceThatIsALinkIsNotWorkedIn) {
  fs::create_directory(root_ / "elsewhere");
  fs::remove(root_ / "images/.incoming");
  fs::create_directory_symlink(root_ / "elsewhere", root_ / "images/.incoming");
  EXPECT_ANY_THROW(store_.put(Area::images, "a", std::string("x"), ""));
  EXPECT_THROW(FileStore({.root = root_}), StartError);
  EXPECT_TRUE(fs::is_empty(root_ / "elsewhere"));
}

TEST_F(FileStoreTest, RemovingTheLastObjectLeavesNoEmptyDirectories) {
  store_.put(Area::images, "a/b/c", std::string("x"), "");
  store_.put(Area::images, "a/d", std::string("x"), "");
  store_.remove(Area::images, "a/b/c");
  EXPECT_FALSE(fs::exists(root_ / "images/a/b"));
  EXPECT_TRUE(fs::exists(root_ / "images/a/d"));
  store_.remove(Area::images, "a/d");
  EXPECT_FALSE(fs::exists(root_ / "images/a"));
  EXPECT_TRUE(store_.healthy());
}

TEST_F(FileStoreTest, NothingIsLeftBehindInTheWorkplace) {
  auto file = std::make_shared<base::FileDescriptor>(base::open_temporary(testing::TempDir()));
  base::write_all(file->get(), "short");
  EXPECT_THROW(store_.put(Area::images, "a", http::FileSlice{file, 0, 100}, ""), std::exception);
  store_.put(Area::images, "a", std::string("x"), "");
  store_.copy(Area::images, "a", Area::images, "a");
  const auto upload = store_.begin_upload(Area::images, "b", "");
  store_.abort_upload(Area::images, "b", upload);
  EXPECT_TRUE(fs::is_empty(root_ / "images/.incoming"));
  EXPECT_TRUE(fs::is_empty(root_ / "images/.uploads"));
}

TEST_F(FileStoreTest, ASpooledBodyIsNamedNotCopied) {
  auto file = std::make_shared<base::FileDescriptor>(base::open_temporary(root_));
  base::write_all(file->get(), "spooled");
  store_.put(Area::images, "a", http::FileSlice{file, 0, 7}, "");
  EXPECT_EQ(store_.get(Area::images, "a")->text(), "spooled");
  base::write_all(file->get(), "!");
  EXPECT_EQ(store_.get(Area::images, "a")->text(), "spooled!") << "the same file";
}

TEST_F(FileStoreTest, AnInterruptedJoinCanBeDoneAgain) {
  const auto upload = store_.begin_upload(Area::temporary, "a", "");
  for (const int number : {1, 2}) {
    status("PUT", store_.presign_part(Area::temporary, "a", upload, number, 3, 60s), number == 1 ? "abc" : "def");
  }
  fs::copy(root_ / "temporary/.uploads" / upload, root_ / "kept");
  store_.complete_upload(Area::temporary, "a", upload);
  fs::rename(root_ / "kept", root_ / "temporary/.uploads" / upload);
  store_.complete_upload(Area::temporary, "a", upload);
  EXPECT_EQ(store_.get(Area::temporary, "a")->text(), "abcdef");
}

TEST_F(FileStoreTest, ARootThatCannotBeUsedIsAStartError) {
  std::ofstream(root_ / "file") << "x";
  EXPECT_THROW(FileStore({.root = root_ / "file", .public_url = "http://localhost/storage"}), StartError);
}

}  // namespace
}  // namespace copper::storage
