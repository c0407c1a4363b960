#include "platform/render/resources.h"

#include <gtest/gtest.h>

#include <array>

#include "platform/base/crypto.h"
#include "platform/base/file.h"

namespace copper::render {
namespace {

constexpr std::array<base::EmbeddedFile, 2> kFiles = {{{"a/one.txt", "one"}, {"two.txt", "two"}}};

TEST(Resources, GivesEmbeddedFilesByName) {
  const Resources resources(kFiles);
  EXPECT_EQ(resources.get("a/one.txt"), "one");
  EXPECT_EQ(resources.names(), (std::vector<std::string>{"a/one.txt", "two.txt"}));
  EXPECT_FALSE(resources.has("one.txt"));
  EXPECT_THROW(resources.get("one.txt"), std::out_of_range);
}

TEST(Resources, FingerprintFollowsTheBytes) {
  constexpr std::array<base::EmbeddedFile, 2> kChanged = {{{"a/one.txt", "One"}, {"two.txt", "two"}}};
  EXPECT_EQ(Resources(kFiles).fingerprint().size(), 10U);
  EXPECT_EQ(Resources(kFiles).fingerprint(), Resources(kFiles).fingerprint());
  EXPECT_NE(Resources(kFiles).fingerprint(), Resources(kChanged).fingerprint());
}

TEST(Resources, ReadsFromDiskWhatIsThereAndOnlyKnownNames) {
  const auto directory = std::filesystem::temp_directory_path() / base::uuid4();
  std::filesystem::create_directories(directory);
  base::write_file_atomically(directory / "two.txt", "edited");
  base::write_file_atomically(directory / "secret.txt", "not a resource");
  const Resources resources(kFiles, directory);
  EXPECT_EQ(resources.get("two.txt"), "edited");
  EXPECT_EQ(resources.get("a/one.txt"), "one");
  EXPECT_FALSE(resources.has("secret.txt"));
  EXPECT_THROW(resources.get("secret.txt"), std::out_of_range);
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace copper::render
