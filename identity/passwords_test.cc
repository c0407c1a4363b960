#include "identity/passwords.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::identity {
namespace {

TEST(PasswordsTest, MatchesOnlyItself) {
  const std::string hash = hash_password("drypoint on zinc");
  EXPECT_TRUE(password_matches(hash, "drypoint on zinc"));
  EXPECT_FALSE(password_matches(hash, "drypoint on zinc "));
  EXPECT_FALSE(password_matches(hash, std::string_view("drypoint on zinc\0", 17)));
  EXPECT_FALSE(password_matches(hash, ""));
  EXPECT_NE(hash, hash_password("drypoint on zinc"));
}

TEST(PasswordsTest, NobodysHashCostsWhatARealOneCosts) {
  const std::string real = hash_password("drypoint on zinc");
  const auto parameters = real.substr(0, real.find('$', real.find("m=")));
  EXPECT_EQ(parameters, "$argon2id$v=19$m=19456,t=2,p=1");
  EXPECT_TRUE(std::string(kNobodysHash).starts_with(parameters + "$"));
  EXPECT_EQ(std::string(kNobodysHash).size(), real.size());
}

TEST(PasswordsTest, CountsCharactersNotBytes) {
  EXPECT_NO_THROW(check_password_policy("twelve chars"));
  EXPECT_THROW(check_password_policy("eleven char"), Error);
  EXPECT_NO_THROW(check_password_policy("æøåæøåæøåæøå"));
  EXPECT_THROW(check_password_policy("æøåæøåæøåæø"), Error);
  EXPECT_THROW(check_password_policy(std::string(201, 'x')), Error);
  EXPECT_THROW(check_password_policy("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), Error);
}

}  // namespace
}  // namespace copper::identity
