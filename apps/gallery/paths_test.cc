#include "apps/gallery/paths.h"

#include <gtest/gtest.h>

namespace copper::gallery {
namespace {

TEST(Paths, SlugsSpellDanishLettersOutAndKeepWordsApart) {
  EXPECT_EQ(slug_of("Ørredens gråd, nr. 2"), "oerredens-graad-nr-2");
  EXPECT_EQ(slug_of("  The Crow's «Æbler» – état III "), "the-crows-aebler-etat-iii");
  EXPECT_EQ(slug_of("日本"), "");
  EXPECT_LE(slug_of(std::string(5000, 'a')).size(), 80U);
}

TEST(Paths, EachLanguageHasItsOwnWords) {
  EXPECT_EQ(path_of(Language::en, PageKind::home), "/en/");
  EXPECT_EQ(path_of(Language::da, PageKind::print, 12, "Trappen"), "/da/tryk/12-trappen");
  EXPECT_EQ(path_of(Language::en, PageKind::print, 12, "The Stair"), "/en/print/12-the-stair");
  EXPECT_EQ(path_of(Language::da, PageKind::gallery, 3, "日本"), "/da/galleri/3");
}

TEST(Paths, ReadBackWhatTheyWrite) {
  for (const Language language : {Language::en, Language::da}) {
    for (int kind = 0; kind <= static_cast<int>(PageKind::search); ++kind) {
      const auto page = static_cast<PageKind>(kind);
      const auto ref = parse_page(path_of(language, page, 7, "A b"), "");
      ASSERT_TRUE(ref) << path_of(language, page, 7, "A b");
      EXPECT_EQ(ref->kind, page);
      EXPECT_EQ(ref->language, language);
      const bool has_id = page == PageKind::gallery || page == PageKind::print;
      EXPECT_EQ(ref->id, has_id ? 7 : 0);
      EXPECT_EQ(ref->slug, has_id ? "a-b" : "");
    }
  }
}

TEST(Paths, RefuseWhatNoPageHas) {
  for (const char* path : {"/", "/en", "/de/", "/en/gallery/", "/en/gallery/0", "/en/gallery/-1", "/en/gallery/01",
                           "/en/galleri/3", "/da/gallery/3", "/en/print/9999999999999999999", "/en/print/1/2", "//",
                           "/en//", "/en/unknown", "/en/prints/", "/en/print/1x"}) {
    EXPECT_FALSE(parse_page(path, "")) << path;
  }
}

TEST(Paths, OnlyTheQueryAPageKnowsIsPartOfItsKey) {
  const auto key = [](std::string_view path, std::string_view query) { return parse_page(path, query)->cache_key(); };
  EXPECT_EQ(key("/en/", "utm=1&page=4"), key("/en/", ""));
  EXPECT_EQ(key("/en/prints", "page=1"), key("/en/prints", "x=y"));
  EXPECT_NE(key("/en/prints", "page=2"), key("/en/prints", ""));
  EXPECT_NE(key("/en/print/1-a", "gallery=2"), key("/en/print/1-a", ""));
  EXPECT_EQ(key("/en/print/1-a", "gallery=two"), key("/en/print/1-a", ""));
  EXPECT_NE(key("/en/prints", ""), key("/da/tryk", ""));
  EXPECT_FALSE(parse_page("/en/prints", "page=0"));
  EXPECT_FALSE(parse_page("/en/prints", "page=-1"));
}

}  // namespace
}  // namespace copper::gallery
