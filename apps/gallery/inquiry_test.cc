#include "apps/gallery/inquiry.h"

#include <gtest/gtest.h>

namespace copper::gallery {
namespace {

Inquiry read(std::string_view query) {
  return Inquiry::read(http::Query::parse(query));
}

TEST(Inquiry, IsReadBackFromWhatItWrites) {
  const std::string query =
      "q=boats%20%26%20%22quay%22&technique=Drypoint&technique=Etching&yearFrom=2010&yearTo=2019&sort=title&page=3";
  EXPECT_EQ(read(query).query(), query);
}

TEST(Inquiry, LeavesOutWhatSearchesDoNotKnowAndWhatSaysNothing) {
  EXPECT_TRUE(read("utm=1&q=+++&technique=&page=2&sort=title").empty());
  EXPECT_EQ(read("x=1&q=+heron++&medium=&limit=1000&language=da&sort=beauty").query(), "q=heron");
  EXPECT_EQ(read("technique=Etching&technique=Etching").query(), "technique=Etching");
}

TEST(Inquiry, OneFilterMoreOrLessBeginsAtTheFirstPage) {
  const Inquiry inquiry = read("q=heron&technique=Etching&yearFrom=1990&yearTo=1999&page=4");
  EXPECT_EQ(inquiry.with("technique", "Drypoint").query(),
            "q=heron&technique=Etching&yearFrom=1990&yearTo=1999&technique=Drypoint");
  EXPECT_EQ(inquiry.without("technique", "Etching").query(), "q=heron&yearFrom=1990&yearTo=1999");
  EXPECT_EQ(inquiry.without({.name = "year", .is_range = true}).query(), "q=heron&technique=Etching");
}

TEST(Inquiry, APageThatIsNoneIsTold) {
  EXPECT_EQ(read("q=a").page, 1);
  for (const char* page : {"0", "-1", "two", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(read("q=a&page=" + std::string(page)).page, 0) << page;
  }
}

}  // namespace
}  // namespace copper::gallery
