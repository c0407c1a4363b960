#include "platform/http/cookies.h"

#include <gtest/gtest.h>

namespace copper::http {
namespace {

Request with_cookies(std::string_view header) {
  Request request;
  request.headers.set("Cookie", header);
  return request;
}

TEST(CookiesTest, FindsOneAmongOthersByItsWholeName) {
  const Cookies cookies(false);
  EXPECT_EQ(cookies.find(with_cookies("a=1; seat=7; b=2"), "seat"), "7");
  EXPECT_EQ(cookies.find(with_cookies("myseat=1;seat="), "seat"), "");
  EXPECT_FALSE(cookies.find(with_cookies("seatbelt=1; xseat=2"), "seat"));
  EXPECT_FALSE(cookies.find(Request(), "seat"));
}

TEST(CookiesTest, OnHttpsOnlyTheProtectedNameCounts) {
  const Cookies cookies(true);
  EXPECT_FALSE(cookies.find(with_cookies("seat=planted"), "seat"));
  EXPECT_EQ(cookies.find(with_cookies("__Host-seat=7"), "seat"), "7");
  Response response;
  cookies.set(response, "seat", "7");
  EXPECT_EQ(response.headers.get("Set-Cookie"), "__Host-seat=7; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(CookiesTest, ClearsByExpiry) {
  Response response;
  Cookies(false).clear(response, "seat");
  EXPECT_EQ(response.headers.get("Set-Cookie"), "seat=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(CookiesTest, RefusesLineBreaks) {
  Response response;
  EXPECT_THROW(Cookies(false).set(response, "seat", "7\r\nX: y"), std::invalid_argument);
}

}  // namespace
}  // namespace copper::http
