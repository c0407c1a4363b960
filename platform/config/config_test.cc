#include "platform/config/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "platform/base/error.h"

namespace copper {
namespace {

class ConfigTest : public testing::Test {
 protected:
  void TearDown() override {
    std::filesystem::remove(file_);
    for (const char* name : {"COPPER_TEST_A", "COPPER_TEST_B", "PORT"}) {
      ::unsetenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    }
  }

  static void set(const char* name, const char* value) {
    ::setenv(name, value, 1);  // NOLINT(concurrency-mt-unsafe): before any thread
  }

  Config with_file(std::string_view text) {
    std::ofstream(file_) << text;
    return Config::from_environment(file_);
  }

  template <class F>
  static std::string start_error_of(F&& f) {
    try {
      f();
    } catch (const StartError& e) {
      return e.what();
    }
    return "no StartError";
  }

  std::filesystem::path file_ = testing::TempDir() + "config_test_" + std::to_string(::getpid()) + ".env";
};

TEST_F(ConfigTest, TheEnvironmentWinsOverTheFile) {
  set("COPPER_TEST_A", "from the environment");
  const Config config = with_file("COPPER_TEST_A=from the file\nCOPPER_TEST_B=b\n");
  EXPECT_EQ(config.text("TEST_A", ""), "from the environment");
  EXPECT_EQ(config.text("TEST_B", ""), "b");
  EXPECT_EQ(config.find("TEST_C"), std::nullopt);
}

TEST_F(ConfigTest, AnEmptyValueCountsAsNotSet) {
  set("COPPER_TEST_A", "");
  const Config config = with_file("COPPER_TEST_A=from the file\n");
  EXPECT_EQ(config.text("TEST_A", "fallback"), "fallback");
}

TEST_F(ConfigTest, TheFileMayBeAbsent) {
  EXPECT_EQ(Config::from_environment(file_).find("TEST_A"), std::nullopt);
}

TEST_F(ConfigTest, ReadsQuotesCommentsAndExports) {
  const Config config = with_file(
      "\xEF\xBB\xBF# settings\r\n"
      "export COPPER_TEST_A = \"a \\\"quoted\\\" # value\\n\"  # why\r\n"
      "\r\n"
      "COPPER_TEST_B='C:\\new #1'\n"
      "COPPER_TEST_C=postgresql://a@b/c?d=e#f  # comment\n"
      "COPPER_TEST_D=\n"
      "OTHER=anything\n"
      "COPPER_TEST_E=last");
  EXPECT_EQ(config.text("TEST_A", ""), "a \"quoted\" # value\n");
  EXPECT_EQ(config.text("TEST_B", ""), "C:\\new #1");
  EXPECT_EQ(config.text("TEST_C", ""), "postgresql://a@b/c?d=e#f");
  EXPECT_EQ(config.find("TEST_D"), std::nullopt);
  EXPECT_EQ(config.text("TEST_E", ""), "last");
}

TEST_F(ConfigTest, ALineThatIsNoSettingIsNamed) {
  for (const char* line : {"COPPER_TEST_A", "COPPER_TEST_A=\"open", "COPPER_TEST_A='a' b", "COPPER TEST=a", "=a"}) {
    EXPECT_EQ(start_error_of([&] { with_file("# one\n" + std::string(line) + "\n"); }),
              file_.string() + ":2 is not a setting: write COPPER_KEY=value or COPPER_KEY=\"value\" on one line.")
        << line;
  }
}

TEST_F(ConfigTest, PortIsReadWithoutThePrefixToo) {
  set("PORT", "5000");
  EXPECT_EQ(with_file("").integer("PORT", 8080, 1, 65535), 5000);
  EXPECT_EQ(with_file("COPPER_PORT=6000\n").integer("PORT", 8080, 1, 65535), 6000);
}

TEST_F(ConfigTest, ErrorsNameTheKeyAndWhatItAccepts) {
  const Config config({{"COPPER_PORT", "80a"}, {"COPPER_LEVEL", "7"}, {"COPPER_ON", "yes"}});
  EXPECT_EQ(start_error_of([&] { config.integer("PORT", 8080, 1, 65535); }),
            "COPPER_PORT is '80a': it must be a whole number from 1 to 65535.");
  EXPECT_EQ(start_error_of([&] { config.integer("LEVEL", 1, 1, 6); }),
            "COPPER_LEVEL is '7': it must be a whole number from 1 to 6.");
  EXPECT_EQ(start_error_of([&] { config.flag("ON", false); }), "COPPER_ON is 'yes': it must be true or false.");
  EXPECT_EQ(start_error_of([&] { config.required("MAIL_FROM", "the sender of mails, e.g. gallery@example.org"); }),
            "COPPER_MAIL_FROM is not set: it must be the sender of mails, e.g. gallery@example.org.");
}

TEST_F(ConfigTest, AbsentValuesTakeTheFallback) {
  const Config config({});
  EXPECT_EQ(config.integer("PORT", 8080, 1, 65535), 8080);
  EXPECT_TRUE(config.flag("ON", true));
  EXPECT_EQ(config.text("CDN_URL", "http://localhost"), "http://localhost");
}

}  // namespace
}  // namespace copper
