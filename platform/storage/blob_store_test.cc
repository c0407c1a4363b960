// What every BlobStore does: one suite, run on each of them.
#include "platform/storage/blob_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "platform/base/error.h"
#include "platform/storage/test_stores.h"

namespace copper::storage {
namespace {

using namespace std::chrono_literals;

class BlobStoreTest : public testing::TestWithParam<TestStoreFactory> {
 protected:
  std::string text_of(Area area, const std::string& key) {
    const auto body = store().get(area, key);
    return body ? body->text() : "(absent)";
  }
  std::vector<std::string> keys_below(const std::string& prefix) {
    std::vector<std::string> keys;
    for (const auto& info : store().list(Area::images, prefix)) keys.push_back(info.key);
    return keys;
  }
  // Sends the parts by their signed URLs, as a browser does.
  void send_part(const std::string& key, const std::string& upload, int number, const std::string& bytes) {
    const auto url = store().presign_part(Area::temporary, key, upload, number, bytes.size(), 5min);
    const auto response = test_->send("PUT", url, bytes);
    EXPECT_EQ(response.status, 200) << response.body.text();
    EXPECT_NE(response.headers.get("ETag"), "");
  }
  static ErrorCode code_of(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& e) {
      return e.code();
    }
    ADD_FAILURE() << "no Error";
    return ErrorCode::internal;
  }

  BlobStore& store() { return test_->store(); }
  std::unique_ptr<TestStore> test_ = GetParam().make();
};

const std::vector<std::string> kAwkwardKeys = {
    "a", "with space/and+plus", "percent%41%2F",   "tørvemose/æøå Ø.jpg", "a&b=c?d#e", "日本/銅版画.png",
    "-", "quote'\"<>\\",        "~tilde!$*(),;:@", "b/c/d/e/f/g"};

TEST_P(BlobStoreTest, WhatIsPutIsThere) {
  for (const auto& key : kAwkwardKeys) {
    const std::string bytes = "bytes of " + key + std::string("\0\xFF", 2);
    store().put(Area::images, key, bytes, "image/webp");
    EXPECT_EQ(text_of(Area::images, key), bytes);
    EXPECT_EQ(store().head(Area::images, key)->size, bytes.size());
    EXPECT_EQ(text_of(Area::temporary, key), "(absent)") << "areas are apart";
  }
  auto sorted = kAwkwardKeys;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(keys_below(""), sorted);
}

TEST_P(BlobStoreTest, WhatIsNotThereIsNullopt) {
  EXPECT_FALSE(store().get(Area::images, "nothing"));
  EXPECT_FALSE(store().head(Area::images, "nothing/here"));
  store().put(Area::images, "a/b", std::string("x"), "");
  EXPECT_FALSE(store().get(Area::images, "a")) << "a prefix is not an object";
  EXPECT_FALSE(store().get(Area::images, "a/b/c"));
}

TEST_P(BlobStoreTest, APutReplacesWhatWasThere) {
  store().put(Area::images, "a", std::string("a long first text"), "");
  store().put(Area::images, "a", std::string("second"), "");
  EXPECT_EQ(text_of(Area::images, "a"), "second");
  store().put(Area::images, "a", std::string(), "");
  EXPECT_EQ(text_of(Area::images, "a"), "");
}

TEST_P(BlobStoreTest, ANewPutNeverReplaces) {
  EXPECT_TRUE(store().put_new(Area::images, "new/one", std::string("first"), "text/plain"));
  EXPECT_FALSE(store().put_new(Area::images, "new/one", std::string("second"), "text/plain"));
  EXPECT_EQ(text_of(Area::images, "new/one"), "first");
  store().remove(Area::images, "new/one");
  EXPECT_TRUE(store().put_new(Area::images, "new/one", std::string("third"), "text/plain"));
  EXPECT_EQ(text_of(Area::images, "new/one"), "third");
}

TEST_P(BlobStoreTest, OfSeveralNewPutsOneWins) {
  std::atomic<int> winners = 0;
  std::string winner;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, text = std::to_string(t)] {
        if (store().put_new(Area::images, "contested", text, "") && ++winners == 1) winner = text;
      });
    }
  }
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(text_of(Area::images, "contested"), winner);
}

TEST_P(BlobStoreTest, ABodyMayBePartOfAFile) {
  auto file = std::make_shared<base::FileDescriptor>(base::open_temporary(testing::TempDir()));
  const std::string large(600'000, 'x');
  base::write_all(file->get(), "before" + large + "after");
  store().put(Area::images, "part", http::FileSlice{file, 6, large.size()}, "");
  store().put(Area::images, "whole", http::FileSlice{file, 0, large.size() + 11}, "");
  EXPECT_EQ(text_of(Area::images, "part"), large);
  EXPECT_EQ(text_of(Area::images, "whole"), "before" + large + "after");
}

TEST_P(BlobStoreTest, APutThatFailsChangesNothing) {
  store().put(Area::images, "a", std::string("first"), "");
  auto file = std::make_shared<base::FileDescriptor>(base::open_temporary(testing::TempDir()));
  base::write_all(file->get(), "shorter than promised");
  EXPECT_THROW(store().put(Area::images, "a", http::FileSlice{file, 0, 1000}, ""), std::exception);
  EXPECT_THROW(store().put(Area::images, "b", http::FileSlice{file, 0, 1000}, ""), std::exception);
  EXPECT_EQ(text_of(Area::images, "a"), "first");
  EXPECT_EQ(keys_below(""), std::vector<std::string>{"a"});
}

TEST_P(BlobStoreTest, ReadersNeverSeeAMixture) {
  const std::string texts[] = {std::string(300'000, 'a'), std::string(200'000, 'b')};
  store().put(Area::images, "contested", texts[0], "");
  std::atomic<bool> done = false;
  std::vector<std::jthread> writers;
  writers.reserve(2);
  for (const auto& text : texts) {
    writers.emplace_back([&] {
      while (!done) store().put(Area::images, "contested", text, "");
    });
  }
  for (int i = 0; i < 20; ++i) {
    const std::string seen = text_of(Area::images, "contested");
    EXPECT_TRUE(seen == texts[0] || seen == texts[1]);
  }
  done = true;
}

TEST_P(BlobStoreTest, PutsAndRemovesBesideEachOtherDoNotDisturbEachOther) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, key = "deep/down/here/" + std::to_string(t)] {
      for (int i = 0; i < 20; ++i) {
        store().put(Area::images, key, key, "");
        EXPECT_EQ(text_of(Area::images, key), key);
        store().remove(Area::images, key);
      }
    });
  }
  threads.clear();
  EXPECT_TRUE(keys_below("").empty());
}

TEST_P(BlobStoreTest, ACopyLivesOnWithoutItsSource) {
  store().put(Area::temporary, "from", std::string("text"), "");
  store().put(Area::images, "to/here", std::string("older"), "");
  store().copy(Area::temporary, "from", Area::images, "to/here");
  store().put(Area::temporary, "from", std::string("newer"), "");
  EXPECT_EQ(text_of(Area::images, "to/here"), "text");
  store().remove(Area::temporary, "from");
  EXPECT_EQ(text_of(Area::images, "to/here"), "text");
  store().copy(Area::images, "to/here", Area::images, "to/here");
  EXPECT_EQ(text_of(Area::images, "to/here"), "text");
  EXPECT_EQ(keys_below(""), std::vector<std::string>{"to/here"});
}

TEST_P(BlobStoreTest, AwkwardNamesCanBeCopied) {
  for (const auto& key : kAwkwardKeys) {
    store().put(Area::temporary, key, key, "");
    store().copy(Area::temporary, key, Area::images, key);
    EXPECT_EQ(text_of(Area::images, key), key);
  }
}

TEST_P(BlobStoreTest, CopyingWhatIsNotThereIsNotFound) {
  EXPECT_EQ(code_of([&] { store().copy(Area::images, "nothing", Area::images, "b"); }), ErrorCode::not_found);
}

TEST_P(BlobStoreTest, RemovingTwiceIsNoError) {
  store().put(Area::images, "a/b/c", std::string("x"), "");
  store().remove(Area::images, "a/b/c");
  store().remove(Area::images, "a/b/c");
  store().remove(Area::images, "never/was");
  EXPECT_FALSE(store().head(Area::images, "a/b/c"));
  store().put(Area::images, "a", std::string("now a file"), "");
  EXPECT_EQ(text_of(Area::images, "a"), "now a file");
}

TEST_P(BlobStoreTest, ListsByPrefixInOrder) {
  for (const char* key : {"p/b", "p/a", "p-2", "q/a", "p/aa"}) {
    store().put(Area::images, key, std::string("12345"), "");
  }
  EXPECT_EQ(keys_below("p/"), (std::vector<std::string>{"p/a", "p/aa", "p/b"}));
  EXPECT_EQ(keys_below("p/a"), (std::vector<std::string>{"p/a", "p/aa"}));
  EXPECT_EQ(keys_below("p"), (std::vector<std::string>{"p-2", "p/a", "p/aa", "p/b"}));
  EXPECT_TRUE(keys_below("nothing/").empty());
  const auto info = store().list(Area::images, "q/").at(0);
  EXPECT_EQ(info.size, 5U);
  EXPECT_GT(info.modified, base::system_now() - 5min);
  EXPECT_LT(info.modified, base::system_now() + 5min);
}

TEST_P(BlobStoreTest, WhatIsNotAKeyIsRefused) {
  for (const std::string& key : {std::string("../a"), std::string("/etc/passwd"), std::string("a\0b", 3),
                                 std::string(600, 'a'), std::string()}) {
    EXPECT_EQ(code_of([&] { store().put(Area::images, key, std::string("x"), ""); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { store().put_new(Area::images, key, std::string("x"), ""); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { store().get(Area::images, key); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { store().remove(Area::images, key); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { store().presign(Area::images, key, 60s); }), ErrorCode::bad_request);
    EXPECT_EQ(code_of([&] { store().copy(Area::images, key, Area::images, "b"); }), ErrorCode::bad_request);
  }
  EXPECT_EQ(code_of([&] { store().list(Area::images, "../"); }), ErrorCode::bad_request);
}

TEST_P(BlobStoreTest, APresignedGetReadsThatObject) {
  for (const auto& key : kAwkwardKeys) {
    store().put(Area::images, key, key, "");
    const auto response = test_->send("GET", store().presign(Area::images, key, 5min), {});
    EXPECT_EQ(response.status, 200) << key;
    EXPECT_EQ(response.body.text(), key);
  }
  EXPECT_EQ(test_->send("GET", store().presign(Area::images, "absent", 5min), {}).status, 404);
}

TEST_P(BlobStoreTest, AnUploadInPartsBecomesOneObject) {
  const std::string first(5 * 1024 * 1024, 'a');
  const std::string key = "uploads/original/tørv.jpg";
  const auto upload = store().begin_upload(Area::temporary, key, "image/jpeg");
  send_part(key, upload, 2, "the end");
  send_part(key, upload, 1, first);
  EXPECT_FALSE(store().head(Area::temporary, key)) << "not before it is complete";
  EXPECT_TRUE(store().list(Area::temporary, "").empty());
  const auto parts = store().parts(Area::temporary, key, upload);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].number, 1);
  EXPECT_EQ(parts[1].number, 2);
  EXPECT_NE(parts[0].etag, parts[1].etag);
  store().complete_upload(Area::temporary, key, upload);
  EXPECT_EQ(text_of(Area::temporary, key), first + "the end");
  store().complete_upload(Area::temporary, key, upload);
  EXPECT_EQ(text_of(Area::temporary, key), first + "the end");
}

TEST_P(BlobStoreTest, APartMayBeSentAgain) {
  const auto upload = store().begin_upload(Area::temporary, "a", "image/png");
  send_part("a", upload, 1, "wrong");
  send_part("a", upload, 1, "right");
  store().complete_upload(Area::temporary, "a", upload);
  EXPECT_EQ(text_of(Area::temporary, "a"), "right");
}

TEST_P(BlobStoreTest, AMissingPartIsAConflict) {
  const auto upload = store().begin_upload(Area::temporary, "a", "image/png");
  EXPECT_EQ(code_of([&] { store().complete_upload(Area::temporary, "a", upload); }), ErrorCode::conflict);
  send_part("a", upload, 2, "second");
  EXPECT_EQ(code_of([&] { store().complete_upload(Area::temporary, "a", upload); }), ErrorCode::conflict);
  EXPECT_FALSE(store().head(Area::temporary, "a"));
}

TEST_P(BlobStoreTest, AnAbortedUploadIsGone) {
  const auto upload = store().begin_upload(Area::temporary, "a", "image/png");
  send_part("a", upload, 1, "text");
  const auto url = store().presign_part(Area::temporary, "a", upload, 2, 4, 5min);
  store().abort_upload(Area::temporary, "a", upload);
  store().abort_upload(Area::temporary, "a", upload);
  EXPECT_EQ(code_of([&] { store().parts(Area::temporary, "a", upload); }), ErrorCode::not_found);
  EXPECT_EQ(code_of([&] { store().complete_upload(Area::temporary, "a", upload); }), ErrorCode::not_found);
  EXPECT_GE(test_->send("PUT", url, "late").status, 400);
  EXPECT_FALSE(store().head(Area::temporary, "a"));
}

TEST_P(BlobStoreTest, AnUploadThatNeverWasIsNotFound) {
  for (const char* id : {"../../etc", "a b&c=d", "00000000-0000-4000-8000-000000000000"}) {
    EXPECT_EQ(code_of([&] { store().parts(Area::temporary, "mine", id); }), ErrorCode::not_found);
    EXPECT_EQ(code_of([&] { store().complete_upload(Area::temporary, "mine", id); }), ErrorCode::not_found);
    EXPECT_NO_THROW(store().abort_upload(Area::temporary, "mine", id));
  }
}

TEST_P(BlobStoreTest, IsHealthy) {
  EXPECT_TRUE(store().healthy());
}

INSTANTIATE_TEST_SUITE_P(Stores, BlobStoreTest, testing::ValuesIn(test_stores()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace copper::storage
