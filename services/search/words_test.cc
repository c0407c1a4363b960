#include "services/search/words.h"

#include <gtest/gtest.h>

#include "platform/base/embedded.h"
#include "platform/db/pool.h"
#include "platform/db/test_database.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::search {
namespace {

TEST(Words, AreComparedWithoutCaseAccentsAndPunctuation) {
  EXPECT_EQ(fold("  »Koldnåls-radering«, Ærø  "), "koldnaals radering aeroe");
  EXPECT_EQ(fold("L'été d’Émile"), "lete demile");
  EXPECT_EQ(fold("e\xCC\x81t\xC3\xA9"), "ete");
  EXPECT_EQ(fold("*?! -"), "");
}

TEST(Words, AreFoundInTheOriginal) {
  const std::string text = "En ætsning, d'or";
  const auto spans = spans_of(text);
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_EQ(text.substr(spans[1].begin, spans[1].end - spans[1].begin), "ætsning");
  EXPECT_EQ(spans[1].word, "aetsning");
  EXPECT_EQ(spans[2].word, "dor");
}

TEST(Words, AreTheSameInTheDatabase) {
  const db::TestDatabase database(schema());
  db::Pool pool(database.url());
  for (const std::string text :
       {"Koldnåls-radering fra Ærø", "The Artist's DRY-point, no. 7 (2nd state)", "L'été à Šibenik, ½ Œuvre",
        "STRASSE Straße", "5/50 №7", "ÆØÅ Ǿ", "日本 Ελλάδα", "A\xCC\x8Arhus"}) {
    EXPECT_EQ(pool.query("fold", "SELECT trim(search_fold($1))", text)[0][0].as<std::string>(), fold(text)) << text;
  }
}

}  // namespace
}  // namespace copper::search
