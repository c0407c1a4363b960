#include "identity/protocol.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::identity {
namespace {

const std::vector<Client> kClients = {
    {.id = "studio", .redirect_uris = {"https://studio.example/callback"}, .post_logout_uris = {}}};

std::string good(const std::string& more = {}) {
  return "client_id=studio&redirect_uri=https%3A%2F%2Fstudio.example%2Fcallback&response_type=code&scope="
         "openid"
         "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" +
         more;
}

std::string without(const std::string& name) {
  std::string text = good();
  const auto at = text.find(name + "=");
  text.erase(at, text.find('&', at) - at);
  return text;
}

bool has_address(const std::string& query) {
  try {
    return_address(http::Query::parse(query), kClients);
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_request);
    return false;
  }
}

std::string error_in(const std::string& query) {
  try {
    authorize_request(http::Query::parse(query), "copper-api");
    return {};
  } catch (const ProtocolError& error) {
    return error.code();
  }
}

TEST(ReturnAddressTest, TakesOnlyRegisteredAddressesLetterByLetter) {
  EXPECT_TRUE(has_address(good()));
  const auto with_uri = [](const std::string& uri) { return "client_id=studio&redirect_uri=" + uri; };
  for (const char* uri : {"https://studio.example/callback/", "https://studio.example/callback?x=1",
                          "https://studio.example/callback%23x", "https://studio.example/Callback",
                          "https://studio.example.evil.test/callback", "https://evil.test/callback",
                          "https://studio.example@evil.test/callback", "//evil.test", "javascript:alert(1)",
                          "https://studio.example/callback%0d%0aX:y", "https://studio.example/callback%00", ""}) {
    EXPECT_FALSE(has_address(with_uri(uri))) << uri;
  }
}

TEST(ReturnAddressTest, TakesOnlyKnownClients) {
  EXPECT_FALSE(has_address("client_id=other&redirect_uri=https%3A%2F%2Fstudio.example%2Fcallback"));
  EXPECT_FALSE(has_address("redirect_uri=https%3A%2F%2Fstudio.example%2Fcallback"));
}

TEST(ReturnAddressTest, RefusesRepeatedParametersAndControlCharacters) {
  EXPECT_FALSE(has_address(good("&client_id=studio")));
  EXPECT_FALSE(has_address(good("&state=a%00b")));
  EXPECT_FALSE(has_address(good("&nonce=%FF")));
  EXPECT_FALSE(has_address(good("&state=" + std::string(5000, 'a'))));
}

TEST(AuthorizeRequestTest, NeedsPkceWithS256) {
  EXPECT_EQ(error_in(good()), "");
  EXPECT_EQ(error_in(without("code_challenge")), "invalid_request");
  EXPECT_EQ(error_in(without("code_challenge_method")), "invalid_request");
  EXPECT_EQ(error_in("response_type=code&scope=openid&code_challenge_method=plain&code_challenge="
                     "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            "invalid_request");
  EXPECT_EQ(error_in("response_type=code&scope=openid&code_challenge_method=S256&code_challenge=short"),
            "invalid_request");
}

TEST(AuthorizeRequestTest, AnswersWhatItDoesNotDoWithTheProtocolsCodes) {
  EXPECT_EQ(error_in(without("response_type")), "invalid_request");
  EXPECT_EQ(error_in("response_type=token&" + without("response_type")), "unsupported_response_type");
  EXPECT_EQ(error_in("response_type=code+id_token&" + without("response_type")), "unsupported_response_type");
  EXPECT_EQ(error_in(good("&response_mode=fragment")), "invalid_request");
  EXPECT_EQ(error_in(good("&request=e30")), "request_not_supported");
  EXPECT_EQ(error_in(good("&request_uri=https://evil.test/")), "request_uri_not_supported");
  EXPECT_EQ(error_in("scope=profile&" + without("scope")), "invalid_scope");
  EXPECT_EQ(error_in(good("&audience=another")), "invalid_request");
  EXPECT_EQ(error_in(good("&audience=copper-api")), "");
}

TEST(AuthorizeRequestTest, ReadsPromptAndAge) {
  const auto read = [](const std::string& more) {
    return authorize_request(http::Query::parse(good(more)), "copper-api");
  };
  EXPECT_TRUE(read("&prompt=none").silent);
  EXPECT_TRUE(read("&prompt=login").fresh_login);
  EXPECT_FALSE(read("").silent);
  EXPECT_EQ(read("&max_age=60").age_max, std::chrono::seconds(60));
  EXPECT_EQ(error_in(good("&prompt=none+login")), "invalid_request");
  EXPECT_EQ(error_in(good("&max_age=-1")), "invalid_request");
  EXPECT_EQ(error_in(good("&max_age=99999999999999999999")), "invalid_request");
}

TEST(AuthorizeRequestTest, KeepsTheScopesItKnows) {
  const auto scope =
      authorize_request(http::Query::parse("scope=openid+admin+email+openid&" + without("scope")), "copper-api").scope;
  EXPECT_EQ(scope, "openid email");
}

TEST(WithParametersTest, EncodesEverythingAndKeepsAQuery) {
  EXPECT_EQ(with_parameters("https://a/b", {{"state", "x&y=\r\n<\""}}), "https://a/b?state=x%26y%3D%0D%0A%3C%22");
  EXPECT_EQ(with_parameters("https://a/b?c=d", {{"code", "1"}, {"state", ""}, {"iss", "i"}}),
            "https://a/b?c=d&code=1&iss=i");
}

TEST(FormTest, TakesOnlyFormsOfReasonableSize) {
  http::Request request;
  request.method = "POST";
  request.body = http::Body(std::string("a=1"));
  EXPECT_THROW(form_of(request), Error);
  request.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_EQ(form_of(request).get("a"), "1");
  request.body = http::Body(std::string(20'000, 'a'));
  EXPECT_THROW(form_of(request), Error);
}

}  // namespace
}  // namespace copper::identity
