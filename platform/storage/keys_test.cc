#include "platform/storage/keys.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::storage {
namespace {

TEST(Keys, NamesOfPeopleAreKeys) {
  for (const char* key : {"a", "public/1b4e/large-0011223344.webp", "with space+plus %41 & ?", "tørvemose/æøå.jpg",
                          "a/b/c/d", "~", "a.b.c", "-rf"}) {
    EXPECT_TRUE(is_key(key)) << key;
    EXPECT_NO_THROW(check_key(key));
  }
}

TEST(Keys, WhatCouldLeaveTheStoreIsNot) {
  for (const std::string& key :
       {std::string(), std::string("/a"), std::string("a/"), std::string("a//b"), std::string(".."),
        std::string("a/../b"), std::string("./a"), std::string(".incoming/a"), std::string("a/.hidden"),
        std::string("a\0b", 3), std::string("a\nb"), std::string("a\x7F"), std::string("\xC0\xAE\xC0\xAE/a"),
        std::string("\xFF")}) {
    EXPECT_FALSE(is_key(key)) << key;
    EXPECT_THROW(check_key(key), Error);
  }
}

TEST(Keys, LengthsEndWhereFileNamesDo) {
  EXPECT_TRUE(is_key(std::string(200, 'a')));
  EXPECT_FALSE(is_key(std::string(201, 'a')));
  const std::string segment = std::string(127, 'a') + '/';
  EXPECT_TRUE(is_key(segment + segment + segment + std::string(128, 'a')));
  EXPECT_FALSE(is_key(segment + segment + segment + std::string(129, 'a')));
}

TEST(Keys, ContentTypeFollowsTheExtension) {
  EXPECT_EQ(content_type_of("public/x/large-0011223344.webp"), "image/webp");
  EXPECT_EQ(content_type_of("x.jpg"), "image/jpeg");
  EXPECT_EQ(content_type_of("backup.tar.gz"), "application/gzip");
  EXPECT_EQ(content_type_of("page.html"), "application/octet-stream");
  EXPECT_EQ(content_type_of("page.svg"), "application/octet-stream");
  EXPECT_EQ(content_type_of("webp"), "application/octet-stream");
}

}  // namespace
}  // namespace copper::storage
