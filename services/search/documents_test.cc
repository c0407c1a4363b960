#include "services/search/documents.h"

#include <gtest/gtest.h>

#include <map>

#include "platform/base/embedded.h"
#include "platform/db/test_database.h"
#include "services/search/facets.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::search {
namespace {

constexpr const char* kRevise = "UPDATE content_revision SET revision = revision + 1";

class SearchDocumentsTest : public testing::Test {
 protected:
  SearchDocumentsTest() {
    change(
        "INSERT INTO artist (username, email, first_name, last_name) "
        "VALUES ('karen', 'karen@example.org', 'Karen', 'Lind')");
  }

  void change(const std::string& sql) {
    pool_.transaction([&](pqxx::work& tx) {
      tx.exec(sql);
      tx.exec(kRevise);
    });
  }

  static std::string published(int id, const std::string& technique, const std::string& price,
                               const std::string& tags) {
    return "INSERT INTO search_document (kind, id, artist_id, is_public, technique, price, tags_en) VALUES ('print', " +
           std::to_string(id) + ", 1, true, '" + technique + "', " + price + ", '" + tags + "');";
  }

  Selection selected(const std::vector<Filter>& filters = {}) {
    documents_.refresh(false);
    Question question{.filters = filters};
    for (const char* field : {"technique", "price", "tags"}) question.facets.push_back({.field = find_field(field)});
    return documents_.read([&](const Table& table) { return select(table, question, std::nullopt, std::nullopt); });
  }

  // As "Drypoint 2, Aquatint 1".
  static std::string counted(const Selection& selection, std::size_t facet) {
    std::string text;
    for (const auto& bucket : selection.facets[facet].at("buckets").as_array()) {
      text += (text.empty() ? "" : ", ") + std::string(bucket.at("key").as_string()) + " " +
              std::to_string(bucket.at("docCount").to_number<int>());
    }
    return text;
  }

  db::TestDatabase database_{schema()};
  db::Pool pool_{database_.url()};
  Documents documents_{pool_};
};

TEST_F(SearchDocumentsTest, AreCountedWithoutTheFilterOfTheFieldItself) {
  change(published(1, "Drypoint", "1800.00", "{sea,boat}") + published(2, "Drypoint", "2400.50", "{sea}") +
         published(3, "Aquatint", "2999.99", "{wood}") + published(4, "Mezzotint", "NULL", "{}"));
  const auto all = selected();
  EXPECT_EQ(all.passing.size(), 4u);
  EXPECT_EQ(counted(all, 0), "Drypoint 2, Aquatint 1, Mezzotint 1");
  EXPECT_EQ(counted(all, 1), "2000-2999 2, 1000-1999 1");
  EXPECT_EQ(counted(all, 2), "sea 2, boat 1, wood 1");
  const auto filtered = selected(
      {{.field = find_field("technique"), .values = {"Drypoint"}}, {.field = find_field("price"), .from = 2400.5}});
  EXPECT_EQ(filtered.passing.size(), 1u);
  EXPECT_EQ(counted(filtered, 0), "Aquatint 1, Drypoint 1");
  EXPECT_EQ(counted(filtered, 1), "1000-1999 1, 2000-2999 1");
  EXPECT_EQ(counted(filtered, 2), "sea 1");
  const auto two_ends = selected({{.field = find_field("price"), .from = 1800, .from_open = true},
                                  {.field = find_field("price"), .to = 2999.99, .to_open = true}});
  EXPECT_EQ(two_ends.passing.size(), 1u);
  const auto both_tags = selected(
      {{.field = find_field("tags"), .values = {"sea"}}, {.field = find_field("tags"), .values = {"boat", "none"}}});
  EXPECT_EQ(both_tags.passing.size(), 1u);
}

TEST_F(SearchDocumentsTest, AreThoseOfNow) {
  change(published(1, "Drypoint", "NULL", "{}") + published(2, "Aquatint", "NULL", "{}"));
  EXPECT_EQ(counted(selected(), 0), "Aquatint 1, Drypoint 1");
  change("UPDATE search_document SET technique = 'Etching' WHERE id = 1;" + published(3, "Etching", "NULL", "{}"));
  EXPECT_EQ(counted(selected(), 0), "Etching 2, Aquatint 1");
  change("UPDATE search_document SET is_public = false WHERE id = 3; DELETE FROM search_document WHERE id = 2");
  EXPECT_EQ(counted(selected(), 0), "Etching 1");
}

TEST_F(SearchDocumentsTest, AreReadInPieces) {
  Documents documents(pool_, 2);
  const auto techniques = [&] {
    documents.refresh(false);
    std::map<std::int64_t, char> by_id;
    documents.read([&](const Table& table) {
      const std::size_t field = index_of(*find_field("technique"));
      for (const auto& [id, slot] : table.slots[0]) {
        const bool is_public = table.documents[slot].is_public;
        by_id[id] = is_public ? table.values[field].text(table.codes[field][slot])[0] : '-';
      }
    });
    std::string all;
    for (const auto& [id, technique] : by_id) all += technique;
    return all;
  };
  std::string sql;
  for (int id = 1; id <= 7; ++id) sql += published(id, "Etching", "NULL", "{}");
  change(sql);
  EXPECT_EQ(techniques(), "EEEEEEE");
  change("UPDATE search_document SET technique = 'Drypoint' WHERE id > 1; DELETE FROM search_document WHERE id = 4");
  EXPECT_EQ(techniques(), "EDD-DDD");
}

TEST_F(SearchDocumentsTest, AreReadAgainOnlyWhenTheyChanged) {
  pqxx::connection connection(database_.url());
  pqxx::work slow(connection);
  slow.exec("SELECT pg_current_xact_id()");
  change(published(1, "Drypoint", "NULL", "{}"));
  documents_.refresh(true);
  documents_.refresh(true);  // learns by which transaction
  const auto version = documents_.version();
  documents_.refresh(true);
  EXPECT_EQ(documents_.version(), version);
}

TEST_F(SearchDocumentsTest, AreNotReadAgainWhenWrittenAnewAsTheyWere) {
  change(published(1, "Drypoint", "NULL", "{}"));
  documents_.refresh(true);
  documents_.refresh(true);
  const auto version = documents_.version();
  change("UPDATE search_document SET technique = 'Drypoint', indexed_at = now() + interval '1 hour'");
  documents_.refresh(true);
  EXPECT_EQ(documents_.version(), version);
}

TEST_F(SearchDocumentsTest, AreLearnedBeforeAnybodyAsks) {
  change(published(1, "Drypoint", "NULL", "{}"));
  Documents documents(pool_);
  EXPECT_FALSE(documents.are_known());
  documents.keep_learning();
  documents.wait_until_known(std::chrono::seconds(60));
  EXPECT_TRUE(documents.are_known());
  EXPECT_EQ(documents.read([](const Table& table) { return table.slots[0].size(); }), 1u);
}

TEST_F(SearchDocumentsTest, AreNotWaitedForWhenTheDatabaseDoesNotAnswer) {
  db::Pool nowhere("postgresql://nobody@127.0.0.1:1/nothing");
  Documents documents(nowhere);
  documents.keep_learning();
  const auto begun = std::chrono::steady_clock::now();
  documents.wait_until_known(std::chrono::minutes(10));
  EXPECT_FALSE(documents.are_known());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::minutes(5));
}

TEST_F(SearchDocumentsTest, KnowTheWordsOfThePublicFromTheArtists) {
  change(published(1, "Drypoint", "NULL", "{}") + published(2, "Drypoint", "NULL", "{}") +
         "UPDATE search_document SET words_en = 'harbour:1A', internal_words = 'cellar:1' WHERE id = 1;"
         "UPDATE search_document SET words_en = 'draft:1A', is_public = false WHERE id = 2");
  documents_.refresh(true);
  documents_.read([](const Table& table) {
    EXPECT_TRUE(table.knows("harbour", false, true));
    EXPECT_TRUE(table.knows("harb", true, true));
    EXPECT_FALSE(table.knows("harb", false, true));
    for (const char* word : {"cellar", "draft"}) {
      EXPECT_FALSE(table.knows(word, false, true)) << word;
      EXPECT_FALSE(table.knows(word, true, true)) << word;
      EXPECT_TRUE(table.knows(word, false, false)) << word;
    }
  });
  change("DELETE FROM search_document WHERE id = 2");
  documents_.refresh(true);
  EXPECT_FALSE(documents_.read([](const Table& table) { return table.knows("draft", false, false); }));
}

TEST_F(SearchDocumentsTest, OfADatabaseInThePlaceOfAnotherAreItsOwn) {
  change(published(1, "Drypoint", "NULL", "{}") + published(2, "Aquatint", "NULL", "{}"));
  EXPECT_EQ(counted(selected(), 0), "Aquatint 1, Drypoint 1");
  const auto version = documents_.version();
  change(
      "ALTER TABLE search_document DISABLE TRIGGER USER; DELETE FROM search_document WHERE id = 2;"
      "UPDATE content_revision SET revision = revision - 2");
  EXPECT_EQ(counted(selected(), 0), "Drypoint 1");
  EXPECT_GT(documents_.version(), version);
}

TEST_F(SearchDocumentsTest, OfATransactionThatEndsAfterLaterOnesAreNotMissed) {
  pqxx::connection connection(database_.url());
  pqxx::work slow(connection);
  slow.exec(published(1, "Drypoint", "NULL", "{}"));
  change(published(2, "Aquatint", "NULL", "{}"));
  EXPECT_EQ(counted(selected(), 0), "Aquatint 1");
  slow.exec(kRevise);
  slow.commit();
  EXPECT_EQ(counted(selected(), 0), "Aquatint 1, Drypoint 1");
}

}  // namespace
}  // namespace copper::search
