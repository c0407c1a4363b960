#include <gtest/gtest.h>

#include "identity/test_browser.h"
#include "platform/base/error.h"

namespace copper::identity {
namespace {

using AccountsTest = ProviderTest;

NewAccount new_account() {
  return {.username = "niels",
          .email = "niels@example.com",
          .display_name = "Niels Bo",
          .password = kPassword,
          .roles = {"admin"}};
}

ErrorCode refusal(Identity& identity, const NewAccount& account) {
  try {
    identity.create_user(account);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "accepted";
  return ErrorCode::internal;
}

template <class Change>
NewAccount but(Change change) {
  NewAccount account = new_account();
  change(account);
  return account;
}

TEST_F(AccountsTest, ASecondOneOfTheSameNameOrMailIsAConflictWhateverItsCase) {
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.username = "KAREN"; })), ErrorCode::conflict);
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.email = "Karen@Example.com"; })), ErrorCode::conflict);
  EXPECT_TRUE(base::is_uuid(identity.create_user(new_account())));
}

TEST_F(AccountsTest, EveryFieldIsChecked) {
  for (const char* name : {"ab", "with space", "søren", "a/b", ""}) {
    EXPECT_EQ(refusal(identity, but([&](auto& a) { a.username = name; })), ErrorCode::bad_request) << name;
  }
  for (const char* mail : {"", "x", "@x", "x@", "a@b@c", "a@b\r\nBcc: d", "a b@c"}) {
    EXPECT_EQ(refusal(identity, but([&](auto& a) { a.email = mail; })), ErrorCode::bad_request) << mail;
  }
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.roles = {}; })), ErrorCode::bad_request);
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.roles = {"artist", "root"}; })), ErrorCode::bad_request);
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.display_name = "a\nb"; })), ErrorCode::bad_request);
  EXPECT_EQ(refusal(identity, but([](auto& a) { a.password = "short"; })), ErrorCode::bad_request);
}

TEST_F(AccountsTest, ANewPasswordReplacesTheOldOneAndEndsWhatItOpened) {
  Browser browser(handler);
  const auto issued = json_of(exchange(code_for(browser)));
  identity.set_password("karen", "burin and burnisher", false);
  EXPECT_EQ(refresh(issued.at("refresh_token").as_string()).status, 400);
  EXPECT_EQ(userinfo(issued.at("access_token").as_string()).status, 401);
  EXPECT_TRUE(browser.get("/authorize?" + query_with({})).headers.get("Location").starts_with("/login?"));
  EXPECT_EQ(log_in(browser, "karen", kPassword).status, 403);
  EXPECT_EQ(log_in(browser, "karen", "burin and burnisher").status, 303);
  EXPECT_THROW(identity.set_password("nobody", "burin and burnisher", false), Error);
}

TEST_F(AccountsTest, IssuedTokensAreThoseOfTheAccountAndGoodAtTheApi) {
  const auth::Verifier verifier(
      {.issuer = kIssuer, .audience = "copper-api", .issuer_http = handler, .clock = [this] { return now; }});
  const auto claims = verifier.verify(identity.issue_token("artist", std::chrono::minutes(5)));
  EXPECT_EQ(claims.subject, subject);
  EXPECT_EQ(claims.roles, std::vector<std::string>{"artist"});
  EXPECT_EQ(claims.expires, now + std::chrono::minutes(5));
  EXPECT_EQ(verifier.verify(identity.issue_token(subject, std::chrono::hours(1))).subject, subject);
  EXPECT_THROW(identity.issue_token("admin", std::chrono::hours(1)), Error);
  EXPECT_THROW(identity.issue_token("artist", std::chrono::hours(2)), Error);
  EXPECT_THROW(identity.issue_token("artist", std::chrono::seconds(0)), Error);
}

TEST_F(AccountsTest, ATokenForARoleHasThatRoleAlone) {
  const auto both = identity.create_user(but([](auto& a) { a.roles = {"artist", "admin"}; }));
  const auth::Verifier verifier(
      {.issuer = kIssuer, .audience = "copper-api", .issuer_http = handler, .clock = [this] { return now; }});
  const auto roles_for = [&](const std::string& whom) {
    return verifier.verify(identity.issue_token(whom, std::chrono::minutes(5))).roles;
  };
  EXPECT_EQ(roles_for("admin"), std::vector<std::string>{"admin"});
  EXPECT_EQ(roles_for(both), (std::vector<std::string>{"artist", "admin"}));
}

TEST_F(AccountsTest, TheSigningKeyOutlivesTheProcess) {
  const std::string keys = Browser(handler).get("/.well-known/jwks.json").body.text();
  Identity second({.db = db, .issuer = kIssuer, .clients = {}, .audience = "copper-api"});
  EXPECT_EQ(Browser(second.handler()).get("/.well-known/jwks.json").body.text(), keys);
  EXPECT_TRUE(second.has_users());
}

TEST_F(AccountsTest, AnIssuerWithAPathCannotStart) {
  for (const char* issuer : {"http://localhost:8083/", "http://localhost:8083/id", "localhost", ""}) {
    EXPECT_THROW(Identity({.db = db, .issuer = issuer, .clients = {}, .audience = "a"}), StartError) << issuer;
  }
}

}  // namespace
}  // namespace copper::identity
