#include "services/search/highlights.h"

#include <algorithm>
#include <set>

#include "services/search/words.h"

namespace copper::search {
namespace {

constexpr std::size_t kContextWords = 12;  // before and after the first word that matches
constexpr std::size_t kFragmentWords = 30;

using AllForms = std::map<std::string, Forms>;

bool matches(const std::string& word, const TextQuery& query, const AllForms& forms) {
  const auto begins = [&word](const std::string& prefix) { return word.starts_with(prefix); };
  if (std::any_of(query.marked_prefixes.begin(), query.marked_prefixes.end(), begins)) return true;
  const auto known = forms.find(word);
  return known != forms.end() && std::any_of(known->second.lexemes.begin(), known->second.lexemes.end(),
                                             [&](const std::string& lexeme) { return query.marks.contains(lexeme); });
}

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

// The text around the first word that matches; empty when none does.
std::string fragment(std::string_view text, const TextQuery& query, const AllForms& forms) {
  const auto spans = spans_of(text);
  const auto first =
      std::find_if(spans.begin(), spans.end(), [&](const Span& s) { return matches(s.word, query, forms); });
  if (first == spans.end()) return {};
  const auto at = static_cast<std::size_t>(first - spans.begin());
  const std::size_t from = at > kContextWords ? at - kContextWords : 0;
  const std::size_t to = std::min(from + kFragmentWords, spans.size());
  const std::size_t end = to == spans.size() ? text.size() : spans[to - 1].end;
  std::size_t written = from == 0 ? 0 : spans[from].begin;
  std::string html = from == 0 ? "" : "… ";
  for (std::size_t i = from; i < to; ++i) {
    if (!matches(spans[i].word, query, forms)) continue;
    append_escaped(html, text.substr(written, spans[i].begin - written));
    html += "<mark>";
    append_escaped(html, text.substr(spans[i].begin, spans[i].end - spans[i].begin));
    html += "</mark>";
    written = spans[i].end;
  }
  append_escaped(html, text.substr(written, end - written));
  return to == spans.size() ? html : html + " …";
}

template <class Visit>
void each_text(const json::Object& hit, Visit visit) {
  for (const auto& [field, versions] : hit.at("texts").as_object()) {
    if (!versions.is_array()) continue;
    for (const auto& version : versions.get_array()) {
      if (version.is_string()) visit(std::string(field), std::string_view(version.get_string()));
    }
  }
}

}  // namespace

void highlight(json::Array& hits, const TextQuery& query, const Lexicon& lexicon) {
  AllForms forms;
  if (!query.all.empty()) {
    std::set<std::string> words;
    for (const auto& hit : hits) {
      each_text(hit.as_object(), [&](const std::string&, std::string_view text) {
        for (auto& span : spans_of(text)) words.insert(std::move(span.word));
      });
    }
    forms = lexicon.forms_of(words);
  }
  for (auto& value : hits) {
    json::Object& hit = value.as_object();
    json::Object highlights;
    each_text(hit, [&](const std::string& field, std::string_view text) {
      // The visitor's language is first; the other one only speaks where that is silent.
      if (highlights.contains(field)) return;
      const auto html = fragment(text, query, forms);
      if (!html.empty()) highlights[field] = json::Array{json::Value(html)};
    });
    hit.erase("texts");
    hit["highlights"] = std::move(highlights);
  }
}

}  // namespace copper::search
