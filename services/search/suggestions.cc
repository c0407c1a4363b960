#include "services/search/suggestions.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "services/search/text_query.h"
#include "services/search/words.h"

namespace copper::search {
namespace {

// So many documents are looked at, the best first: what is suggested must be there before the next letter is typed.
constexpr std::int64_t kDocumentsMax = 60;

// Texts of documents. $1 kinds, $2 ids, $3 language.
constexpr const char* kTexts = R"(
WITH found AS MATERIALIZED (
  SELECT d.title_en, d.title_da, d.technique, d.subject_en, d.subject_da, d.tags_en, d.tags_da
  FROM unnest($1::text[], $2::bigint[]) k (kind, id) JOIN search_document d USING (kind, id) WHERE d.is_public)
SELECT text, min(type) AS type, count(*) FROM (
  SELECT CASE $3 WHEN 'da' THEN coalesce(title_da, title_en) ELSE coalesce(title_en, title_da) END AS text, 'title' AS type FROM found
  UNION ALL SELECT CASE $3 WHEN 'da' THEN title_en ELSE title_da END, 'title' FROM found
  UNION ALL SELECT technique, 'technique' FROM found
  UNION ALL SELECT CASE $3 WHEN 'da' THEN coalesce(subject_da, subject_en) ELSE coalesce(subject_en, subject_da) END, 'subject' FROM found
  UNION ALL SELECT t, 'tag' FROM found, unnest(CASE $3 WHEN 'da' THEN tags_da ELSE tags_en END) t) options
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

// All of what is typed, the last of it perhaps as the beginning of a word.
TextQuery query_of(const std::vector<std::string>& typed) {
  TextQuery query;
  for (const auto& word : typed) query.wanted.push_back({.options = {{.words = {{{word}}}}}, .exact = 1});
  query.wanted.back().options[0].words[0][0].is_prefix = true;
  return query;
}

std::vector<Suggestion> find_suggestions(Search& search, const std::string& text, const std::string& language) {
  const auto typed = words_of(text);
  if (typed.empty()) return {};
  const KeyArrays keys(search.documents.read([&](const Table& table) {
    auto matches = match(table, query_of(typed), side_of(language), true);
    const auto is_shown = table.shown_to(std::nullopt, "");
    std::erase_if(matches, [&](const Match& match) { return !is_shown(match.slot); });
    return best(table, matches, 0, kDocumentsMax);
  }));
  const auto rows = search.options.db.query("search_suggestions", kTexts, keys.kinds, keys.ids, language);
  // What begins as typed, then titles, then what is said most often.
  std::vector<std::tuple<bool, bool, std::int64_t, std::string, std::string>> options;
  for (const auto& row : rows) {
    const auto option = row[0].as<std::string>();
    const auto type = row[1].as<std::string>();
    if (!has(words_of(option), typed)) continue;
    options.emplace_back(!fold(option).starts_with(fold(text)), type != "title", -row[2].as<std::int64_t>(), option,
                         type);
  }
  std::sort(options.begin(), options.end());
  std::vector<Suggestion> suggestions;
  for (const auto& [later, no_title, often, option, type] : options) {
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
    auto found = find_suggestions(search, text, language);
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
