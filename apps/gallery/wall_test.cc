#include "apps/gallery/wall.h"

#include <gtest/gtest.h>

#include <numeric>

#include "apps/gallery/images.h"
#include "apps/gallery/reading.h"

namespace copper::gallery {
namespace {

namespace json = boost::json;

json::array prints_of(const std::vector<double>& ratios) {
  json::array prints;
  for (const double ratio : ratios) prints.push_back(json::object{{"image", json::object{{"ratio", ratio}}}});
  return prints;
}

TEST(Wall, RowsHoldThreeOrFourAndEveryPrintOnce) {
  for (std::size_t count = 3; count < 60; ++count) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < count; ++i) ratios.push_back(0.7 + static_cast<double>(i * 7 % 5) * 0.2);
    const auto rows = rows_of(ratios, {});
    EXPECT_EQ(std::accumulate(rows.begin(), rows.end(), std::size_t{0}), count);
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) EXPECT_TRUE(rows[i] == 3 || rows[i] == 4) << count;
    EXPECT_LE(rows.back(), 4U);
  }
}

TEST(Wall, PortraitsHangInFoursAndLandscapesInThrees) {
  EXPECT_EQ(rows_of(std::vector<double>(8, 0.75), {}), (std::vector<std::size_t>{4, 4}));
  EXPECT_EQ(rows_of(std::vector<double>(6, 1.3), {}), (std::vector<std::size_t>{3, 3}));
}

TEST(Wall, FewPrintsMakeOneShortRow) {
  EXPECT_EQ(rows_of({1.0}, {}), (std::vector<std::size_t>{1}));
  EXPECT_EQ(rows_of({1.0, 1.0}, {}), (std::vector<std::size_t>{2}));
  EXPECT_TRUE(rows_of({}, {}).empty());
}

TEST(Wall, MarksRowEndsForBothWidthsAndFillsAShortRow) {
  json::array prints = prints_of({1.2, 1.2, 1.2, 1.2, 1.2});
  const json::object filler = hang(prints, true);
  std::string two;
  std::string wide;
  for (const json::value& print : prints) {
    two += print.at("two_end").as_bool() ? '|' : '.';
    wide += print.at("wide_end").as_bool() ? '|' : '.';
  }
  EXPECT_EQ(two, ".|.|.");
  EXPECT_EQ(wide, "..|..");
  EXPECT_TRUE(filler.at("two").is_object());
  EXPECT_TRUE(filler.at("wide").is_object());
  EXPECT_TRUE(prints[0].at("first").as_bool());
  EXPECT_FALSE(prints[2].at("eager").as_bool());
}

TEST(Wall, AFullWallNeedsNoFiller) {
  json::array prints = prints_of({1.0, 1.0, 1.0, 1.0});
  const json::object filler = hang(prints, false);
  EXPECT_TRUE(filler.at("two").is_null());
  EXPECT_TRUE(filler.at("wide").is_null());
  EXPECT_FALSE(prints[0].at("first").as_bool());
}

TEST(Images, ProportionsAreSaidDigitByDigit) {
  EXPECT_EQ(digit_classes(0.778), "o0 t7 h7 m8");
  EXPECT_EQ(digit_classes(2.4444), "o2 t4 h4 m4");
  EXPECT_EQ(digit_classes(1), "o1 t0 h0 m0");
  EXPECT_EQ(digit_classes(25), "o9 t9 h9 m9");
}

TEST(Images, EveryWidthIsOfferedOnceAndThumbnailsNever) {
  const json::value print = json::parse(R"({"images":[
    {"version":"thumbnail","url":"t","width":200,"height":200},{"version":"large_2x","url":"c","width":3200,"height":1600},
    {"version":"medium","url":"a","width":800,"height":400},{"version":"medium_2x","url":"b","width":1600,"height":800},
    {"version":"large","url":"b2","width":1600,"height":800},{"version":"broken","url":null,"width":9,"height":9}]})");
  const json::value image = image_view(print.as_object());
  EXPECT_EQ(image.at("srcset"), "a 800w, b 1600w, c 3200w");
  EXPECT_EQ(image.at("src"), "a");
  EXPECT_EQ(image.at("middle").at("url"), "b");
  EXPECT_EQ(image.at("largest").at("url"), "c");
  EXPECT_EQ(image.at("digits"), "o2 t0 h0 m0");
  EXPECT_TRUE(image.at("placeholder").is_null());
  EXPECT_TRUE(image_view(json::object{}).is_null());
}

TEST(Images, APlaceholderIsAPictureAndNothingElse) {
  json::object print = json::parse(R"({"images":[{"version":"medium","url":"a","width":800,"height":400}],
    "placeholder":{"colour":"#ffffff","image":"data:image/webp;base64,UklGRg=="}})")
                           .as_object();
  EXPECT_EQ(image_view(print).at("placeholder"), "data:image/webp;base64,UklGRg==");
  print["placeholder"].as_object()["image"] = "https://elsewhere.example/";
  EXPECT_TRUE(image_view(print).at("placeholder").is_null());
}

TEST(Images, ZoomTilesAreDescribedInThePage) {
  const json::value print =
      json::parse(R"({"zoom":{"url":"https://cdn.test/x/zoom-1/info.json","width":900,"height":600}})");
  const json::value info = json::parse(zoom_view(print.as_object()).get_string());
  EXPECT_EQ(info.at("id"), "https://cdn.test/x/zoom-1");
  EXPECT_EQ(info.at("width"), 900);
  EXPECT_TRUE(zoom_view(json::object{{"zoom", nullptr}}).is_null());
}

TEST(Reading, ParagraphsFollowEmptyLinesAndSummariesEndAtWords) {
  const i18n::Messages messages(i18n::Language::en, R"({"fallback_note":"In Danish only","untitled":"Untitled"})");
  const json::value text = text_view(json::object{{"d", "One\r\ntwo\n\n\n\nthree\n"}}, "d", messages);
  ASSERT_EQ(text.at("paragraphs").as_array().size(), 2U);
  EXPECT_EQ(text.at("paragraphs").at(0).at("lines").as_array().size(), 2U);
  EXPECT_EQ(summary_of("one two three", 10), "one two…");
  EXPECT_EQ(summary_of("one\ntwo"), "one two");
  EXPECT_EQ(title_of(json::object{{"title", nullptr}}, messages), "Untitled");
}

}  // namespace
}  // namespace copper::gallery
