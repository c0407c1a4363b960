#include "apps/gallery/reading.h"

#include <algorithm>

namespace copper::gallery {

namespace json = boost::json;

namespace {

bool is_fallback(const json::object& item, std::string_view field) {
  const json::array& fields = list_in(item, "fallbackFields");
  return std::any_of(fields.begin(), fields.end(),
                     [&](const json::value& name) { return name.is_string() && name.get_string() == field; });
}

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

// Empty lines separate paragraphs; single line ends are kept as the artist set them.
json::array paragraphs_of(std::string_view text) {
  json::array paragraphs;
  json::array lines;
  const auto finish = [&] {
    if (!lines.empty()) paragraphs.push_back(json::object{{"lines", std::move(lines)}});
    lines = json::array();
  };
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) {
      finish();
    } else {
      lines.push_back(json::object{{"line", line}, {"first", lines.empty()}});
    }
  }
  finish();
  return paragraphs;
}

}  // namespace

std::string_view text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

double number_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::int64_t integer_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

const json::array& list_in(const json::object& object, std::string_view key) {
  static const json::array nothing;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : nothing;
}

const json::object& object_in(const json::object& object, std::string_view key) {
  static const json::object nothing;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : nothing;
}

json::value text_view(const json::object& item, std::string_view field, const i18n::Messages& messages) {
  json::value view = plain_view(text_in(item, field));
  if (!view.is_null() && is_fallback(item, field)) {
    view.get_object()["lang"] = i18n::code_of(i18n::other(messages.language()));
    view.get_object()["note"] = messages.text("fallback_note");
  }
  return view;
}

// `lang` and `note` are there even when they say nothing: a template would look further out for what is
// absent.
json::value plain_view(std::string_view text) {
  if (text.empty()) return nullptr;
  return json::object{{"text", text}, {"paragraphs", paragraphs_of(text)}, {"lang", nullptr}, {"note", nullptr}};
}

std::string_view title_of(const json::object& item, const i18n::Messages& messages) {
  const std::string_view title = text_in(item, "title");
  return title.empty() ? std::string_view(messages.text("untitled")) : title;
}

json::value title_view(const json::object& item, const i18n::Messages& messages) {
  json::value view = text_view(item, "title", messages);
  return view.is_null() ? plain_view(messages.text("untitled")) : view;
}

std::string summary_of(std::string_view text, std::size_t length_max) {
  std::string line;
  for (const char c : text) line += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  if (line.size() <= length_max) return line;
  const auto space = line.rfind(' ', length_max - 3);
  line.resize(space == std::string::npos ? 0 : space);
  return line + "…";
}

}  // namespace copper::gallery
