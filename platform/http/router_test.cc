#include "platform/http/router.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::http {
namespace {

Handler says(std::string text) {
  return [text = std::move(text)](const Request& request) {
    std::string all = text;
    for (const auto& [name, value] : request.path_parameters) all.append(" ").append(name).append("=").append(value);
    return text_response(200, all);
  };
}

Router galleries() {
  Router router;
  router.on("GET", "/galleries/{galleryId:id}", says("one"));
  router.on("PUT", "/galleries/{galleryId:id}", says("changed"));
  router.on("GET", "/galleries/newest", says("newest"));
  router.on("GET", "/images/{image:uuid}", says("image"));
  router.on("GET", "/media/{key:path}", says("media"));
  router.on("GET", "/tags/{tag}", says("tag"));
  return router;
}

Response ask(const Router& router, std::string method, std::string target) {
  Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  return router(request);
}

TEST(Router, ParametersAreTypedAndDecoded) {
  const Router router = galleries();
  EXPECT_EQ(ask(router, "GET", "/galleries/17?page=2").body.view(), "one galleryId=17");
  EXPECT_EQ(ask(router, "GET", "/tags/kobber%C3%A6tsning").body.view(), "tag tag=kobberætsning");
  EXPECT_EQ(ask(router, "GET", "/media/a/b%20c.webp").body.view(), "media key=a/b c.webp");
  EXPECT_EQ(ask(router, "GET", "/images/0d9f3b1e-7a44-4c5b-9c0a-1d2e3f405162").status, 200);
}

TEST(Router, LiteralSegmentsWin) {
  EXPECT_EQ(ask(galleries(), "GET", "/galleries/newest").body.view(), "newest");
}

TEST(Router, ValuesOfTheWrongTypeAreNotFound) {
  for (const char* target : {"/galleries/0", "/galleries/-1", "/galleries/1x", "/galleries/99999999999999999999",
                             "/images/not-a-uuid", "/tags/%00", "/tags/%ff", "/galleries/17/", "/galleries", "/"}) {
    EXPECT_THROW(ask(galleries(), "GET", target), Error) << target;
  }
}

TEST(Router, WrongMethodNamesTheAllowedOnes) {
  const Response response = ask(galleries(), "DELETE", "/galleries/17");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(ask(galleries(), "OPTIONS", "/galleries/17").headers.get("Allow"), "GET, HEAD, PUT, OPTIONS");
}

TEST(Router, HeadIsAnsweredByGet) {
  EXPECT_EQ(ask(galleries(), "HEAD", "/galleries/17").status, 200);
}

TEST(Router, UnmatchedGoesToTheFallback) {
  Router router = galleries();
  router.otherwise(says("else"));
  EXPECT_EQ(ask(router, "GET", "/nothing").body.view(), "else");
}

}  // namespace
}  // namespace copper::http
