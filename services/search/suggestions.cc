#include "services/search/suggestions.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "services/search/text_query.h"
#include "services/search/words.h"

namespace copper::search {
namespace {

// Texts of documents with words that begin as typed. Only so many documents are looked at: what is suggested first must be
// there before the next letter is typed. The planner would read all vectors instead of asking their indexes.
constexpr const char* kBegin = "SET LOCAL enable_seqscan = off";
constexpr const char* kTexts = R"(
WITH found AS MATERIALIZED (
  SELECT d.title_en, d.title_da, d.technique, d.subject_en, d.subject_da, d.tags_en, d.tags_da
  FROM search_document d
  WHERE (CASE WHEN d.is_public AND d.kind = 'print' THEN d.words END) @@ $1::tsquery
     OR (CASE WHEN d.is_public AND d.kind = 'gallery' THEN d.words END) @@ $1::tsquery LIMIT 200)
SELECT text, min(type) AS type, count(*) FROM (
  SELECT CASE $2 WHEN 'da' THEN coalesce(title_da, title_en) ELSE coalesce(title_en, title_da) END AS text, 'title' AS type FROM found
  UNION ALL SELECT CASE $2 WHEN 'da' THEN title_en ELSE title_da END, 'title' FROM found
  UNION ALL SELECT technique, 'technique' FROM found
  UNION ALL SELECT CASE $2 WHEN 'da' THEN coalesce(subject_da, subject_en) ELSE coalesce(subject_en, subject_da) END, 'subject' FROM found
  UNION ALL SELECT t, 'tag' FROM found, unnest(CASE $2 WHEN 'da' THEN tags_da ELSE tags_en END) t) options
WHERE text IS NOT NULL GROUP BY text)";

// All of what is typed is in the text, the last of it perhaps as the beginning of a word.
bool has(const std::vector<std::string>& text, const std::vector<std::string>& typed) {
  return std::all_of(typed.begin(), typed.end(), [&](const std::string& word) {
    const bool last = &word == &typed.back();
    return std::any_of(text.begin(), text.end(),
                       [&](const std::string& one) { return last ? one.starts_with(word) : one == word; });
  });
}

constexpr std::size_t kSuggestionsMax = 20;

std::vector<Suggestion> find_suggestions(db::Pool& db, const std::string& text, const std::string& language) {
  const auto typed = words_of(text);
  if (typed.empty()) return {};
  std::string query;
  for (const auto& word : typed) query += (query.empty() ? "'" : " & '") + word + "'";
  query += ":*";
  const auto rows = db.read([&](pqxx::transaction_base& tx) {
    tx.exec0(kBegin);
    return tx.exec_params(kTexts, query, language);
  });
  // What begins as typed, then titles, then what is said most often.
  std::vector<std::tuple<bool, bool, std::int64_t, std::string, std::string>> found;
  for (const auto& row : rows) {
    const auto option = row[0].as<std::string>();
    const auto type = row[1].as<std::string>();
    if (!has(words_of(option), typed)) continue;
    found.emplace_back(!fold(option).starts_with(fold(text)), type != "title", -row[2].as<std::int64_t>(), option,
                       type);
  }
  std::sort(found.begin(), found.end());
  std::vector<Suggestion> suggestions;
  for (const auto& [later, no_title, often, option, type] : found) {
    if (suggestions.size() == kSuggestionsMax) break;
    suggestions.push_back({option, type});
  }
  return suggestions;
}

}  // namespace

json::Array suggest(Search& search, const std::string& text, const std::string& language, std::int64_t limit) {
  search.documents.refresh(false);
  const auto version = search.documents.version();
  const std::string key = language + fold(text);
  auto known = search.suggestions.find(version, key);
  if (!known) {
    auto found = find_suggestions(search.options.db, text, language);
    std::size_t weight = key.size();
    for (const auto& one : found) weight += one.text.size() + sizeof one;
    known = search.suggestions.keep(version, key, std::move(found), weight);
  }
  json::Array answer;
  for (const auto& one : *known) {
    if (static_cast<std::int64_t>(answer.size()) == limit) break;
    answer.push_back({{"text", one.text}, {"type", one.type}});
  }
  return answer;
}

}  // namespace copper::search
