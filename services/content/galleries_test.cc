#include <gtest/gtest.h>

#include <thread>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

class GalleriesTest : public testing::Test {
 protected:
  std::string path(std::int64_t gallery) { return "/api/v1/artist/galleries/" + std::to_string(gallery); }
  http::Response hang(std::int64_t gallery, std::int64_t print, const json::Value& body = json::Object{}) {
    return content_.call("POST", path(gallery) + "/prints/" + std::to_string(print), body);
  }
  // The prints of a gallery in their order; their positions must be 1..n.
  std::vector<std::int64_t> order(std::int64_t gallery) {
    std::vector<std::int64_t> ids;
    const auto list = TestContent::object(content_.get(path(gallery) + "/prints"));
    for (const auto& print : list.at("prints").as_array()) {
      ids.push_back(print.at("printId").as_int64());
      EXPECT_EQ(print.at("order").as_int64(), static_cast<std::int64_t>(ids.size()));
    }
    return ids;
  }

  TestContent content_;
};

TEST_F(GalleriesTest, AreCreatedReadChangedAndDeleted) {
  const auto created = content_.call("POST", "/api/v1/artist/galleries",
                                     {{"title", "Sea"}, {"description", "Two\nlines"}, {"status", "draft"}});
  ASSERT_EQ(created.status, 201);
  const auto gallery = TestContent::object(created);
  EXPECT_EQ(gallery.at("title").as_string(), "Sea");
  EXPECT_EQ(gallery.at("status").as_string(), "draft");
  EXPECT_TRUE(gallery.at("prints").as_array().empty());
  const auto id = gallery.at("id").as_int64();
  EXPECT_EQ(created.headers.get("Location"), path(id));

  const auto changed = content_.call("PUT", path(id), {{"translations", {{"da", {{"title", "Hav"}}}}}});
  ASSERT_EQ(changed.status, 200);
  const auto translations = TestContent::object(changed).at("translations").as_object();
  EXPECT_EQ(translations.at("da").at("title").as_string(), "Hav");
  EXPECT_EQ(translations.at("en").at("description").as_string(), "Two\nlines");

  EXPECT_EQ(content_.call("DELETE", path(id)).status, 204);
  EXPECT_EQ(content_.get(path(id)).status, 404);
}

TEST_F(GalleriesTest, TheLanguageDecidesWhichTextIsMeant) {
  const auto id = TestContent::object(content_.call("POST", "/api/v1/artist/galleries?language=da", {{"title", "Hav"}}))
                      .at("id")
                      .as_int64();
  content_.call("PUT", path(id) + "?language=en", {{"title", "Sea"}});
  EXPECT_EQ(TestContent::object(content_.get(path(id) + "?language=da")).at("title").as_string(), "Hav");
  EXPECT_EQ(TestContent::object(content_.get(path(id) + "?language=en")).at("title").as_string(), "Sea");
}

TEST_F(GalleriesTest, BadInputIsNamed) {
  const auto post = [&](const json::Value& body) { return content_.call("POST", "/api/v1/artist/galleries", body); };
  EXPECT_EQ(post(json::Object{}).status, 400);
  EXPECT_EQ(post({{"title", ""}}).status, 400);
  EXPECT_EQ(post({{"title", std::string(201, 'x')}}).status, 400);
  EXPECT_EQ(post({{"title", "a\u0007"}}).status, 400);
  EXPECT_EQ(post({{"title", "x"}, {"status", "hidden"}}).status, 400);
  EXPECT_EQ(post({{"title", "x"}, {"translations", {{"sv", {{"title", "x"}}}}}}).status, 400);
  EXPECT_EQ(post(json::Array{}).status, 400);
  EXPECT_EQ(content_.call("POST", "/api/v1/artist/galleries?language=sv", {{"title", "x"}}).status, 400);
  EXPECT_NE(TestContent::message(post({{"title", 7}})).find("\"title\""), std::string::npos);
  EXPECT_EQ(content_.count("gallery"), 0);
}

TEST_F(GalleriesTest, MustKeepATitleInOneLanguage) {
  const auto id = content_.make_gallery("Sea");
  EXPECT_EQ(content_.call("PUT", path(id), {{"title", nullptr}}).status, 400);
  EXPECT_EQ(content_.call("PUT", path(id), {{"title", nullptr}, {"translations", {{"da", {{"title", "Hav"}}}}}}).status,
            200);
}

TEST_F(GalleriesTest, OnlyTheirArtistSeesThem) {
  const auto id = content_.make_gallery("Sea");
  const auto as = [&](const std::string& token, const std::string& target) {
    return content_.call_as(token, "GET", target).status;
  };
  EXPECT_EQ(as("", path(id)), 401);
  EXPECT_EQ(as("nonsense", path(id)), 401);
  EXPECT_EQ(as(token_of("first", "admin"), path(id)), 403);
  EXPECT_EQ(as(token_of("nobody", "artist"), path(id)), 403);
  EXPECT_EQ(as(token_of("second", "artist"), path(id)), 403);
  EXPECT_EQ(as(token_of("second", "artist"), path(id + 1)), 404);
  const auto list = content_.call_as(token_of("second", "artist"), "GET", "/api/v1/artist/galleries");
  EXPECT_EQ(TestContent::object(list).at("totalCount").as_int64(), 0);
}

TEST_F(GalleriesTest, AnOldVersionIsNotOverwritten) {
  const auto id = content_.make_gallery("Sea");
  const auto tag = std::string(content_.get(path(id)).headers.get("ETag"));
  EXPECT_TRUE(tag.starts_with("\"1-")) << tag;
  const auto put = [&](const std::string& if_match) {
    return content_.call_as(content_.artist_token, "PUT", path(id), {{"title", "Shore"}}, {{"If-Match", if_match}});
  };
  EXPECT_EQ(put(tag).status, 200);
  EXPECT_EQ(put(tag).status, 412);
  for (const char* other : {"W/\"2\"", "2", "x\"2\"", "\"22\"", "\"22-2\"", "\"2-2", ""})
    EXPECT_EQ(put(other).status, 412) << other;
  EXPECT_EQ(put("\"1\", \"2\"").status, 200);
  EXPECT_EQ(put("*").status, 200);
}

TEST_F(GalleriesTest, AnOldVersionOfTheHangingIsNotOverwritten) {
  const auto id = content_.make_gallery("Sea");
  const auto print = content_.make_print("Quinces");
  const auto old = std::string(content_.get(path(id) + "/prints").headers.get("ETag"));
  hang(id, print);
  const auto change = [&](const std::string& method, const std::string& target, const json::Value& body,
                          const std::string& if_match) {
    return content_.call_as(content_.artist_token, method, path(id) + target, body, {{"If-Match", if_match}}).status;
  };
  const std::string place = "/prints/" + std::to_string(print);
  const json::Value order = {{"printOrders", {{{"printId", print}, {"newOrder", 1}}}}};
  EXPECT_EQ(change("PUT", "/prints", order, old), 412);
  EXPECT_EQ(change("POST", "/prints/" + std::to_string(content_.make_print("Apples")), nullptr, old), 412);
  EXPECT_EQ(change("DELETE", place, nullptr, old), 412);
  const auto now = std::string(content_.get(path(id) + "/prints").headers.get("ETag"));
  EXPECT_EQ(change("PUT", "/prints", order, now), 200);
}

TEST_F(GalleriesTest, TheTagFollowsWhatIsShownAndTheVersionWhatIsChanged) {
  const auto id = content_.make_gallery("Sea");
  const auto print = content_.make_print("Quinces");
  hang(id, print);
  const auto read = [&](const std::string& known) {
    return content_.call_as(content_.artist_token, "GET", path(id), nullptr, {{"If-None-Match", known}});
  };
  const auto one_tab = std::string(read("").headers.get("ETag"));
  EXPECT_EQ(read("").headers.get("ETag"), one_tab);
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(print), {{"title", "Apples"}});
  const auto other_tab = std::string(read("").headers.get("ETag"));
  EXPECT_NE(other_tab, one_tab);
  const auto put = [&](const std::string& if_match) {
    return content_.call_as(content_.artist_token, "PUT", path(id), {{"title", "Shore"}}, {{"If-Match", if_match}});
  };
  EXPECT_EQ(put(one_tab).status, 200);  // the gallery itself had not changed
  EXPECT_EQ(put(other_tab).status, 412);
}

TEST_F(GalleriesTest, ListsHavePages) {
  for (const char* title : {"One", "Two", "Three"}) content_.make_gallery(title);
  const auto page = TestContent::object(content_.get("/api/v1/artist/galleries?page=2&limit=2"));
  EXPECT_EQ(page.at("totalCount").as_int64(), 3);
  EXPECT_EQ(page.at("currentPage").as_int64(), 2);
  EXPECT_EQ(page.at("totalPages").as_int64(), 2);
  ASSERT_EQ(page.at("galleries").as_array().size(), 1u);
  EXPECT_EQ(page.at("galleries").at(0).at("title").as_string(), "Three");
  for (const char* bad : {"page=0", "limit=0", "limit=101", "page=x", "limit=1.5", "page=-1", "language=xx"}) {
    EXPECT_EQ(content_.get(std::string("/api/v1/artist/galleries?") + bad).status, 400) << bad;
  }
}

TEST_F(GalleriesTest, APrintHangsOnceWhereItIsPut) {
  const auto gallery = content_.make_gallery("Sea");
  const auto a = content_.make_print("A");
  const auto b = content_.make_print("B");
  const auto c = content_.make_print("C");
  EXPECT_EQ(hang(gallery, a).status, 201);
  EXPECT_EQ(hang(gallery, b, {{"order", 1}}).status, 201);
  EXPECT_EQ(TestContent::object(hang(gallery, c, {{"order", 99}})).at("order").as_int64(), 3);
  EXPECT_EQ(order(gallery), (std::vector{b, a, c}));
  EXPECT_EQ(hang(gallery, a, {{"order", 1}}).status, 409);
  EXPECT_EQ(order(gallery), (std::vector{b, a, c}));
  EXPECT_EQ(hang(gallery, 999).status, 404);
  EXPECT_EQ(hang(gallery, c, {{"order", 0}}).status, 400);
}

TEST_F(GalleriesTest, TakingDownClosesTheGap) {
  const auto gallery = content_.make_gallery("Sea");
  std::vector<std::int64_t> prints;
  for (const char* title : {"A", "B", "C"}) hang(gallery, prints.emplace_back(content_.make_print(title)));
  const std::string target = path(gallery) + "/prints/" + std::to_string(prints[1]);
  EXPECT_EQ(content_.call("DELETE", target).status, 204);
  EXPECT_EQ(content_.call("DELETE", target).status, 404);
  EXPECT_EQ(order(gallery), (std::vector{prints[0], prints[2]}));
}

TEST_F(GalleriesTest, DeletingAPrintClosesTheGapsItLeaves) {
  const auto one = content_.make_gallery("One");
  const auto two = content_.make_gallery("Two");
  const auto a = content_.make_print("A");
  const auto b = content_.make_print("B");
  for (const auto gallery : {one, two}) {
    hang(gallery, a);
    hang(gallery, b);
  }
  content_.call("PUT", path(one), {{"coverPrintId", a}});
  EXPECT_EQ(content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(a)).status, 204);
  EXPECT_EQ(order(one), std::vector{b});
  EXPECT_EQ(order(two), std::vector{b});
  EXPECT_TRUE(TestContent::object(content_.get(path(one))).at("coverPrintId").is_null());
}

TEST_F(GalleriesTest, TheCoverMustHangThere) {
  const auto gallery = content_.make_gallery("Sea");
  const auto print = content_.make_print("A");
  EXPECT_EQ(content_.call("PUT", path(gallery), {{"coverPrintId", print}}).status, 400);
  hang(gallery, print);
  EXPECT_EQ(content_.call("PUT", path(gallery), {{"coverPrintId", print}}).status, 200);
  EXPECT_EQ(content_.call("PUT", path(gallery), {{"coverPrintId", nullptr}}).status, 200);
  EXPECT_EQ(content_.call("DELETE", path(gallery)).status, 204);
}

TEST_F(GalleriesTest, NewOrdersMoveSomeAndKeepTheRest) {
  const auto gallery = content_.make_gallery("Sea");
  std::vector<std::int64_t> prints;
  for (const char* title : {"A", "B", "C", "D"}) hang(gallery, prints.emplace_back(content_.make_print(title)));
  const auto [a, b, c, d] = std::tuple(prints[0], prints[1], prints[2], prints[3]);
  const auto put = [&](const json::Value& orders) {
    return content_.call("PUT", path(gallery) + "/prints", {{"printOrders", orders}}).status;
  };
  const auto entry = [](std::int64_t print, std::int64_t place) -> json::Value {
    return {{"printId", print}, {"newOrder", place}};
  };
  EXPECT_EQ(put(json::Array{entry(d, 1)}), 200);
  EXPECT_EQ(order(gallery), (std::vector{d, a, b, c}));
  EXPECT_EQ(put(json::Array{entry(d, 4), entry(c, 1), entry(b, 2), entry(a, 3)}), 200);
  EXPECT_EQ(order(gallery), (std::vector{c, b, a, d}));
  EXPECT_EQ(put(json::Array{entry(a, 5)}), 400);
  EXPECT_EQ(put(json::Array{entry(a, 1), entry(b, 1)}), 400);
  EXPECT_EQ(put(json::Array{entry(a, 1), entry(a, 2)}), 400);
  EXPECT_EQ(put(json::Array{entry(999, 1)}), 400);
  EXPECT_EQ(put(json::Value("first")), 400);
  EXPECT_EQ(order(gallery), (std::vector{c, b, a, d}));
}

TEST_F(GalleriesTest, ManyAtOnceLeaveNoGaps) {
  const auto gallery = content_.make_gallery("Sea");
  std::vector<std::int64_t> prints;
  for (int i = 0; i < 8; ++i) prints.push_back(content_.make_print("P" + std::to_string(i)));
  std::vector<std::thread> threads;
  for (const auto print : prints) {
    threads.emplace_back([&, print] {
      hang(gallery, print, {{"order", 1}});
      content_.call("PUT", path(gallery) + "/prints",
                    {{"printOrders", json::Array{{{"printId", print}, {"newOrder", 1}}}}});
      if (print % 2 == 0) content_.call("DELETE", "/api/v1/artist/prints/" + std::to_string(print));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(order(gallery).size(), 4u);
}

}  // namespace
}  // namespace copper::content
