#include "platform/base/tar.h"

#include <gtest/gtest.h>

#include "platform/base/crypto.h"
#include "platform/base/file.h"

namespace copper::base {
namespace {

class TarTest : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& bytes) {
    writer_.add(name, bytes.size(), [&](const TarWriter::Write& write) { write(bytes); });
  }
  // Name and content of every entry.
  std::vector<std::pair<std::string, std::string>> read_back(std::uint64_t size) {
    std::vector<std::pair<std::string, std::string>> entries;
    TarReader reader(file_.get(), size);
    while (const auto entry = reader.next()) {
      entries.emplace_back(entry->name, read_at(file_.get(), entry->offset, entry->size));
    }
    return entries;
  }

  FileDescriptor file_ = open_temporary(std::filesystem::temp_directory_path());
  TarWriter writer_{file_.get()};
};

TEST_F(TarTest, WhatIsWrittenIsReadBack) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"a.txt", "one"},
      {"empty", ""},
      {"deep/" + std::string(90, 'x') + "/b", std::string(512, 'y')},
      {"c", random_bytes(1000)}};
  for (const auto& [name, bytes] : files) add(name, bytes);
  writer_.finish();
  EXPECT_EQ(read_back(writer_.size()), files);
}

TEST_F(TarTest, NamesThatDoNotFitAreRefused) {
  EXPECT_THROW(add("", "x"), std::invalid_argument);
  EXPECT_THROW(add(std::string(101, 'x'), "x"), std::invalid_argument);
  EXPECT_THROW(add(std::string(156, 'x') + "/" + std::string(100, 'y'), "x"), std::invalid_argument);
  EXPECT_NO_THROW(add(std::string(155, 'x') + "/" + std::string(100, 'y'), "x"));
}

TEST_F(TarTest, AnotherSizeThanAnnouncedIsRefused) {
  EXPECT_THROW(writer_.add("a", 2, [](const TarWriter::Write& write) { write("x"); }), std::logic_error);
}

TEST_F(TarTest, DamageIsNoticed) {
  add("a.txt", "one");
  writer_.finish();
  EXPECT_THROW(read_back(512), std::runtime_error);
  EXPECT_THROW(read_back(1024), std::runtime_error);
  ASSERT_EQ(::pwrite(file_.get(), "b", 1, 0), 1);
  EXPECT_THROW(read_back(writer_.size()), std::runtime_error);
}

}  // namespace
}  // namespace copper::base
