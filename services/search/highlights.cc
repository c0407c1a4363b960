#include "services/search/highlights.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "services/search/words.h"

namespace copper::search {
namespace {

constexpr std::size_t kContextWords = 12;  // before and after the first word that matches
constexpr std::size_t kFragmentWords = 30;

using Marked = std::unordered_set<std::string_view>;

void append_escaped(std::string& html, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
}

// The text around the first word that is marked; empty when none is.
std::string fragment(std::string_view text, const std::vector<Span>& spans, const Marked& marked) {
  const auto first = std::find_if(spans.begin(), spans.end(), [&](const Span& s) { return marked.contains(s.word); });
  if (first == spans.end()) return {};
  const auto at = static_cast<std::size_t>(first - spans.begin());
  const std::size_t from = at > kContextWords ? at - kContextWords : 0;
  const std::size_t to = std::min(from + kFragmentWords, spans.size());
  const std::size_t end = to == spans.size() ? text.size() : spans[to - 1].end;
  std::size_t written = from == 0 ? 0 : spans[from].begin;
  std::string html = from == 0 ? "" : "… ";
  for (std::size_t i = from; i < to; ++i) {
    if (!marked.contains(spans[i].word)) continue;
    append_escaped(html, text.substr(written, spans[i].begin - written));
    html += "<mark>";
    append_escaped(html, text.substr(spans[i].begin, spans[i].end - spans[i].begin));
    html += "</mark>";
    written = spans[i].end;
  }
  append_escaped(html, text.substr(written, end - written));
  return to == spans.size() ? html : html + " …";
}

// One text of a hit, in which the views are.
struct Text {
  std::string_view field, text;
  std::vector<Span> spans;
};

std::vector<Text> texts_of(const json::Object& hit) {
  std::vector<Text> texts;
  for (const auto& [field, versions] : hit.at("texts").as_object()) {
    if (!versions.is_array()) continue;
    for (const auto& version : versions.get_array()) {
      if (!version.is_string()) continue;
      const std::string_view text = version.get_string();
      texts.push_back({field, text, spans_of(text)});
    }
  }
  return texts;
}

Marked marked_words(const std::vector<std::vector<Text>>& hits, const TextQuery& query, const Lexicon& lexicon) {
  std::unordered_set<std::string_view> words;
  for (const auto& texts : hits) {
    for (const auto& text : texts) {
      for (const auto& span : text.spans) words.insert(span.word);
    }
  }
  Marked marked = lexicon.words_with(query.marks, words);
  for (const auto word : words) {
    const auto begins = [&](const std::string& prefix) { return word.starts_with(prefix); };
    if (std::any_of(query.marked_prefixes.begin(), query.marked_prefixes.end(), begins)) marked.insert(word);
  }
  return marked;
}

}  // namespace

bool has_marks(const TextQuery& query) {
  return !query.marks.empty() || !query.marked_prefixes.empty();
}

void highlight(json::Array& hits, const TextQuery& query, const Lexicon& lexicon) {
  std::vector<std::vector<Text>> texts(hits.size());
  if (has_marks(query)) {
    for (std::size_t i = 0; i < hits.size(); ++i) texts[i] = texts_of(hits[i].as_object());
  }
  const Marked marked = marked_words(texts, query, lexicon);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    json::Object& hit = hits[i].as_object();
    json::Object highlights;
    for (const auto& text : texts[i]) {
      // The visitor's language is first; the other one only speaks where that is silent.
      if (highlights.contains(text.field)) continue;
      const auto html = fragment(text.text, text.spans, marked);
      if (!html.empty()) highlights[text.field] = json::Array{json::Value(html)};
    }
    hit.erase("texts");
    hit["highlights"] = std::move(highlights);
  }
}

}  // namespace copper::search
