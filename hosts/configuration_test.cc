#include "hosts/configuration.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "hosts/account.h"
#include "platform/aws/test_moto.h"
#include "platform/base/crypto.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

class ConfigurationTest : public testing::Test {
 protected:
  void SetUp() override {
    set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    set("AWS_SECRET_ACCESS_KEY", "secret");
    set("AWS_REGION", "us-east-1");
    set("AWS_ENDPOINT_URL_SSM", aws::moto_url());
    set("COPPER_CONFIG_SOURCE", "ssm:" + path_);
  }
  void TearDown() override {
    for (const auto& name : names_) ::unsetenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): no other thread
  }
  void set(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no other thread
    names_.push_back(name);
  }
  void put(const std::string& name, const std::string& value) {
    const auto answer = aws::call(
        aws_service(Config(std::map<std::string, std::string>{}), "ssm", std::chrono::seconds(10)),
        {.method = "POST",
         .headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "AmazonSSM.PutParameter"}},
         .body = boost::json::serialize(
             boost::json::object{{"Name", path_ + name}, {"Value", value}, {"Type", "SecureString"}})});
    ASSERT_TRUE(answer.ok()) << answer.message;
  }
  static std::string refusal() {
    try {
      configuration();
    } catch (const StartError& e) {
      return e.what();
    }
    return "accepted";
  }

  std::string path_ = "/" + base::uuid4() + "/";
  std::vector<std::string> names_;
};

TEST_F(ConfigurationTest, ParameterStoreIsReadAfterTheEnvironment) {
  put("MAIL_FROM", "gallery@example.org");
  put("CDN_URL", "https://there.example.com");
  set("COPPER_CDN_URL", "https://here.example.com");
  const Config config = configuration();
  EXPECT_EQ(config.text("MAIL_FROM", ""), "gallery@example.org");
  EXPECT_EQ(config.text("CDN_URL", ""), "https://here.example.com");
}

TEST_F(ConfigurationTest, AnUnreachableParameterStoreIsNamedWithPathAndReason) {
  set("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:1");
  const std::string said = refusal();
  EXPECT_TRUE(said.starts_with("COPPER_CONFIG_SOURCE is 'ssm:" + path_ + "', which cannot be read: ")) << said;
  EXPECT_NE(said.find("http://127.0.0.1:1"), std::string::npos) << said;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

TEST_F(ConfigurationTest, APathWithoutParametersIsNoConfiguration) {
  EXPECT_EQ(refusal(), "COPPER_CONFIG_SOURCE is 'ssm:" + path_ + "', where there are no parameters.");
}

TEST_F(ConfigurationTest, AParameterThatIsNoSettingIsNamed) {
  put("cdn-url", "https://example.com");
  EXPECT_EQ(refusal(), "COPPER_CONFIG_SOURCE is 'ssm:" + path_ +
                           "': the parameter cdn-url there is no setting; those are named like CDN_URL.");
}

TEST_F(ConfigurationTest, AnotherSourceIsRefused) {
  for (const char* source : {"vault", "ssm:", "ssm:copper", "ENV"}) {
    set("COPPER_CONFIG_SOURCE", source);
    EXPECT_EQ(refusal(), "COPPER_CONFIG_SOURCE is '" + std::string(source) +
                             "': it must be ssm: and a path, as in ssm:/copper/prod/.");
  }
}

TEST_F(ConfigurationTest, ARoleThatIsNoneIsNamed) {
  set("COPPER_ROLE_ARN", "copper-gateway");
  EXPECT_TRUE(refusal().starts_with("COPPER_ROLE_ARN is 'copper-gateway': it must be like arn:")) << refusal();
}

TEST_F(ConfigurationTest, ARolesCredentialsAreUsed) {
  set("AWS_ENDPOINT_URL_STS", aws::moto_url());
  const Config config(std::map<std::string, std::string>{{"COPPER_ROLE_ARN", "arn:aws:iam::123456789012:role/copper"}});
  EXPECT_TRUE(credentials_from(config)().access_key_id.starts_with("ASIA"));
}

}  // namespace
}  // namespace copper::hosts
