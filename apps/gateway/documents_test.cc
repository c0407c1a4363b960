#include "apps/gateway/documents.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "platform/base/error.h"

namespace copper::gateway {
namespace {

http::Response ask(std::string target) {
  return documents()({.target = std::move(target)});
}

TEST(DocumentsTest, ProgramsGetOpenApi) {
  for (const std::string name : {"public", "search", "artist", "admin", "imaging"}) {
    const auto response = ask("/api/v1/openapi/" + name + ".json");
    EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_FALSE(response.headers.get("ETag").empty());
    const auto document = boost::json::parse(response.body.view()).as_object();
    EXPECT_TRUE(document.at("openapi").as_string().starts_with("3.1")) << name;
    EXPECT_FALSE(document.at("paths").as_object().empty()) << name;
  }
}

TEST(DocumentsTest, PeopleGetPagesWithoutScripts) {
  for (const char* path : {"/api/docs", "/api/docs/public", "/api/docs/search", "/api/docs/artist", "/api/docs/admin",
                           "/api/docs/imaging"}) {
    const auto response = ask(path);
    EXPECT_EQ(response.headers.get("Content-Type"), "text/html; charset=utf-8") << path;
    EXPECT_NE(response.body.view().find("<h1>"), std::string_view::npos) << path;
    EXPECT_EQ(response.body.view().find("<script"), std::string_view::npos) << path;
  }
}

TEST(DocumentsTest, TheirPolicyAllowsTheirOwnStyleAndFontsAndNothingElse) {
  const auto policy = std::string(ask("/api/docs").headers.get("Content-Security-Policy"));
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'self'; font-src 'self';")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(ask("/api/docs/docs.css").headers.get("Content-Type"), "text/css; charset=utf-8");
}

TEST(DocumentsTest, UnknownNamesAreNotFound) {
  for (const char* path : {"/api/docs/none", "/api/docs/index", "/api/docs/public.html", "/api/v1/openapi/none.json",
                           "/api/v1/openapi/public", "/api/docs/"}) {
    try {
      ask(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::not_found) << path;
    }
  }
}

}  // namespace
}  // namespace copper::gateway
