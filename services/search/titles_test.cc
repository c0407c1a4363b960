#include "services/search/titles.h"

#include <gtest/gtest.h>

#include "platform/base/embedded.h"
#include "platform/db/test_database.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::search {
namespace {

TEST(Titles, AreSortedAsTheLanguageDoes) {
  db::TestDatabase database{schema()};
  db::Pool pool{database.url()};
  pool.transaction([](pqxx::work& tx) {
    tx.exec(
        "INSERT INTO artist (username, email, first_name, last_name) "
        "VALUES ('karen', 'karen@example.org', 'Karen', 'Lind');"
        "INSERT INTO search_document (kind, id, artist_id, is_public, title_en, title_da) VALUES "
        "('print', 1, 1, true, 'Zinc', NULL), ('print', 2, 1, true, 'Boat', 'Ørn'), ('print', 3, 1, true, 'Öland', "
        "'Åben'), "
        "('print', 4, 1, true, 'Boat', 'Ørn'), ('gallery', 1, 1, true, NULL, 'Boat'), ('print', 5, 1, true, 'Apple', "
        "'Apple')");
  });
  const auto ids = [&](const std::string& language, std::int64_t from, std::int64_t to) {
    std::string text;
    const std::vector<Key> keys = {{false, 4}, {false, 3}, {false, 2}, {false, 1}, {true, 1}};  // not 5
    for (const auto& key : sorted_by_title(pool, keys, language, from, to)) {
      text += (text.empty() ? "" : " ") + std::string(key.is_gallery ? "g" : "") + std::to_string(key.id);
    }
    return text;
  };
  EXPECT_EQ(ids("en", 0, 10), "2 4 g1 3 1");
  EXPECT_EQ(ids("da", 0, 10), "g1 1 2 4 3");
  EXPECT_EQ(ids("da", 1, 3), "1 2");
  EXPECT_EQ(ids("da", 5, 10), "");
}

}  // namespace
}  // namespace copper::search
