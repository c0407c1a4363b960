#include "hosts/storage.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "platform/base/crypto.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

namespace fs = std::filesystem;

class StorageTest : public testing::Test {
 protected:
  void SetUp() override { credentials("key", "secret"); }
  void TearDown() override {
    credentials("", "");
    fs::remove_all(root_);
  }
  static void credentials(const char* id, const char* secret) {
    ::setenv("AWS_ACCESS_KEY_ID", id, 1);          // NOLINT(concurrency-mt-unsafe)
    ::setenv("AWS_SECRET_ACCESS_KEY", secret, 1);  // NOLINT(concurrency-mt-unsafe)
  }
  std::map<std::string, std::string> values_ = {{"COPPER_STORAGE", "s3:"},
                                                {"COPPER_S3_REGION", "eu-north-1"},
                                                {"COPPER_S3_BUCKET_TEMP", "temp"},
                                                {"COPPER_S3_BUCKET_IMAGES", "images"},
                                                {"COPPER_S3_BUCKET_BACKUPS", "backups"}};
  fs::path root_ = fs::path(testing::TempDir()) / ("blobs-" + base::uuid4());

  Storage storage() {
    return storage_from(Config(values_),
                        {.root = root_, .public_url = "http://localhost:8082/storage", .signing_key = "key"});
  }
  // What is said when the values cannot be used.
  std::string refusal() {
    try {
      storage();
    } catch (const StartError& e) {
      return e.what();
    }
    return "(none)";
  }
};

TEST_F(StorageTest, WithoutAKeyItIsTheDirectoryGiven) {
  values_.clear();
  const Storage found = storage();
  EXPECT_TRUE(fs::exists(root_ / "images"));
  EXPECT_TRUE(found.routes);
  EXPECT_EQ(found.origins, "http://localhost:8082");
  EXPECT_EQ(found.spool_directory, root_);
  EXPECT_EQ(storage_directory(Config(values_), root_), root_);
}

TEST_F(StorageTest, AnotherDirectoryCanBeNamed) {
  values_ = {{"COPPER_STORAGE", "file:" + (root_ / "other").string()}};
  storage();
  EXPECT_TRUE(fs::exists(root_ / "other/images"));
}

TEST_F(StorageTest, WhoMakesNoUrlsAnswersNone) {
  EXPECT_FALSE(storage_from(Config({}), {.root = root_}).routes);
}

TEST_F(StorageTest, OnS3UrlsLeadToTheBuckets) {
  const Storage found = storage();
  EXPECT_FALSE(found.routes);
  EXPECT_TRUE(found.public_routes);
  EXPECT_EQ(found.origins, "https://temp.s3.eu-north-1.amazonaws.com https://images.s3.eu-north-1.amazonaws.com");
}

TEST_F(StorageTest, ACdnShowsTheImagesInstead) {
  values_["COPPER_CDN_URL"] = "https://images.example.com/prints/";
  const Storage found = storage();
  EXPECT_FALSE(found.public_routes);
  EXPECT_EQ(found.cdn_url, "https://images.example.com/prints");
  EXPECT_TRUE(found.origins.ends_with(" https://images.example.com"));
}

TEST_F(StorageTest, WhatIsMissingIsNamed) {
  for (const char* key :
       {"COPPER_S3_REGION", "COPPER_S3_BUCKET_TEMP", "COPPER_S3_BUCKET_IMAGES", "COPPER_S3_BUCKET_BACKUPS"}) {
    const auto kept = values_.extract(key);
    EXPECT_TRUE(refusal().starts_with(std::string(key) + " is not set")) << refusal();
    values_.emplace(kept.key(), kept.mapped());
  }
  credentials("key", "");
  EXPECT_TRUE(refusal().starts_with("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")) << refusal();
}

TEST_F(StorageTest, WhatCannotBeMeantIsRefused) {
  const auto with = [&](const std::string& key, const std::string& value) {
    const auto before = values_;
    values_[key] = value;
    std::string said = refusal();
    values_ = before;
    return said;
  };
  for (const char* text : {"file:", "s3:prints", "/var/blobs", "S3:"}) {
    EXPECT_TRUE(with("COPPER_STORAGE", text).starts_with("COPPER_STORAGE is '")) << text;
  }
  EXPECT_TRUE(with("COPPER_S3_ENDPOINT", "localhost:9000").starts_with("COPPER_S3_ENDPOINT is '"));
  EXPECT_TRUE(with("COPPER_CDN_URL", "images").starts_with("COPPER_CDN_URL is '"));
  EXPECT_TRUE(with("COPPER_S3_SSE", "kms").starts_with("COPPER_S3_SSE is 'kms'"));
  EXPECT_TRUE(with("COPPER_S3_KMS_KEY_ID", "key").starts_with("COPPER_S3_KMS_KEY_ID is set"));
  EXPECT_NE(with("COPPER_S3_BUCKET_BACKUPS", "temp").find("must be three buckets"), std::string::npos);
}

TEST_F(StorageTest, AProgramBesideThisOneUsesTheSame) {
  const auto pairs = storage_environment(Config(values_));
  const std::map<std::string, std::string> passed(pairs.begin(), pairs.end());
  for (const auto& [name, value] : values_) EXPECT_EQ(passed.at(name), value);
  EXPECT_FALSE(storage_directory(Config(values_), root_));
  for (const auto& [name, value] : passed) EXPECT_TRUE(values_.contains(name) || !name.starts_with("COPPER_")) << name;
}

}  // namespace
}  // namespace copper::hosts
