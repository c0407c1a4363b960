#include "services/content/print_fields.h"

#include <algorithm>

#include "services/content/dimensions.h"
#include "services/content/queries.h"

namespace copper::content {
namespace {

constexpr TextField kPrintTexts[] = {
    {.name = "title", .column = "title", .length_max = 200},
    {.name = "description", .column = "description", .length_max = 10000, .lines = true},
    {.name = "statement", .column = "statement", .length_max = 10000, .lines = true},
    {.name = "subject", .column = "subject", .length_max = 500},
    {.name = "provenance", .column = "provenance", .length_max = 10000, .lines = true},
    {.name = "exhibitionHistory", .column = "exhibition_history", .length_max = 10000, .lines = true},
    {.name = "conservation", .column = "conservation", .length_max = 10000, .lines = true},
    {.name = "purchaseInfo", .column = "purchase_info", .length_max = 10000, .lines = true},
    {.name = "copyright", .column = "copyright", .length_max = 2000, .lines = true},
};

struct PlainField {
  std::string_view name;
  std::string_view column;
  std::size_t length_max = 200;
  bool lines = false;
};

// artist_name and style_movement are older names of artistName and styleMovement.
constexpr PlainField kPlainTexts[] = {
    {"artistName", "artist_name"},   {"artist_name", "artist_name"},      {"medium", "medium"},
    {"technique", "technique"},      {"plateType", "plate_type"},         {"paperType", "paper_type"},
    {"inkType", "ink_type"},         {"printingPress", "printing_press"}, {"dimensions", "dimensions"},
    {"editionInfo", "edition_info"}, {"styleMovement", "style_movement"}, {"style_movement", "style_movement"},
    {"location", "location"},        {"notes", "notes", 10000, true},
};

struct IntegerField {
  std::string_view name;
  std::string_view column;
  json::IntegerRule rule;
};

constexpr IntegerField kIntegers[] = {
    {"year", "year", {.min = 1400, .max = 2100}},
    {"editionSize", "edition_size", {.min = 1, .max = 1'000'000}},
};

struct NumberField {
  std::string_view name;
  std::string_view column;
  json::NumberRule rule;
};

constexpr NumberField kNumbers[] = {
    {"plateHeightMm", "plate_height_mm", {.min = 1, .max = 10'000}},
    {"plateWidthMm", "plate_width_mm", {.min = 1, .max = 10'000}},
    {"sheetHeightMm", "sheet_height_mm", {.min = 1, .max = 10'000}},
    {"sheetWidthMm", "sheet_width_mm", {.min = 1, .max = 10'000}},
    {"price", "price", {.min = 0, .max = 1'000'000'000}},
};

constexpr std::size_t kTagsMax = 50;
constexpr std::size_t kTagLengthMax = 60;

template <class T>
json::Value or_null(const std::optional<T>& value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

void read_plain_texts(json::ObjectReader& in, json::Object& columns) {
  for (const auto& field : kPlainTexts) {
    if (!in.has(field.name)) continue;
    const auto text = in.text(field.name, {.length_max = field.length_max, .lines = field.lines});
    columns[field.column] = text && !text->empty() ? json::Value(*text) : json::Value(nullptr);
  }
}

void read_numbers(json::ObjectReader& in, json::Object& columns) {
  for (const auto& field : kIntegers) {
    if (in.has(field.name)) columns[field.column] = or_null(in.integer(field.name, field.rule));
  }
  for (const auto& field : kNumbers) {
    if (in.has(field.name)) columns[field.column] = or_null(in.number(field.name, field.rule));
  }
}

// Status and currency always have a value: null gives them their first one back.
void read_choices(json::ObjectReader& in, json::Object& columns) {
  if (in.has("status")) columns["status"] = in.choice("status", {"draft", "published"}).value_or("draft");
  if (in.has("availability")) {
    columns["availability"] =
        or_null(in.choice("availability", {"available", "sold", "reserved", "on_loan", "not_for_sale"}));
  }
  if (in.has("currency")) {
    const auto currency = in.text("currency", {.length_max = 3}).value_or("DKK");
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(), is_capital)) {
      in.fail("currency", "must be three capital letters like DKK or EUR (ISO 4217)");
    }
    columns["currency"] = currency;
  }
}

void read_focus(json::ObjectReader& in, json::Object& columns) {
  if (!in.has("focus")) return;
  columns["focus_x"] = nullptr;
  columns["focus_y"] = nullptr;
  const json::Object* focus = in.object("focus");
  if (focus == nullptr) return;
  json::ObjectReader point(*focus, "focus.");
  columns["focus_x"] = or_null(point.number("x", {.required = true, .min = 0, .max = 1}));
  columns["focus_y"] = or_null(point.number("y", {.required = true, .min = 0, .max = 1}));
  point.check();
}

// A size in words is also one in numbers, when it can be read and the request does not give the numbers
// itself.
void derive_plate_size(json::Object& columns) {
  const auto* text = columns.if_contains("dimensions");
  if (text == nullptr || !text->is_string()) return;
  if (columns.contains("plate_height_mm") || columns.contains("plate_width_mm")) return;
  const auto size = parse_dimensions(text->get_string());
  columns["plate_height_mm"] = size ? json::Value(size->height_mm) : nullptr;
  columns["plate_width_mm"] = size ? json::Value(size->width_mm) : nullptr;
}

// `prefix` is what `in` puts before the names of its fields.
void read_tags(json::ObjectReader& in, const std::string& prefix, const std::string& language, PrintChange& change) {
  if (!in.has("tags")) return;
  auto& tags = change.tags[language];
  tags.clear();
  const json::Array* array = in.array("tags", kTagsMax);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    // Read as a field of its own, so that a tag obeys the rules of every text.
    json::ObjectReader entry(json::Object{{"", (*array)[i]}}, prefix + "tags[" + std::to_string(i) + "]");
    const auto tag = entry.text("", {.required = true, .length_max = kTagLengthMax});
    entry.check();
    tags.push_back(*tag);
  }
}

// In one order, so that two prints saved at once cannot wait for each other's tags. The last spelling stays.
constexpr const char* kAddTags = R"(
INSERT INTO tag (artist_id, language, name)
SELECT $1, $2, name
FROM (SELECT DISTINCT ON (lower(name)) name FROM jsonb_array_elements_text($3) WITH ORDINALITY t (name, n)
      ORDER BY lower(name), n DESC) spelled
ORDER BY lower(name)
ON CONFLICT (artist_id, language, lower(name)) DO UPDATE SET name = EXCLUDED.name,
  version = tag.version + (tag.name <> EXCLUDED.name)::int)";

constexpr const char* kTagPrint = R"(
INSERT INTO print_tag (print_id, tag_id, position)
SELECT $4, g.id, min(t.n)
FROM jsonb_array_elements_text($3) WITH ORDINALITY t (name, n)
JOIN tag g ON g.artist_id = $1 AND g.language = $2 AND lower(g.name) = lower(t.name)
GROUP BY g.id)";

void write_tags(pqxx::work& tx, std::int64_t print, std::int64_t artist, const std::string& language,
                const std::vector<std::string>& tags) {
  tx.exec_params("DELETE FROM print_tag pt USING tag g WHERE pt.print_id = $1 AND g.id = pt.tag_id AND g.language = $2",
                 print, language);
  const std::string names = boost::json::serialize(boost::json::value_from(tags));
  tx.exec_params0(kAddTags, artist, language, names);
  tx.exec_params0(kTagPrint, artist, language, names, print);
}

}  // namespace

PrintChange read_print_change(json::ObjectReader& in, const std::string& language) {
  PrintChange change;
  read_plain_texts(in, change.columns);
  read_numbers(in, change.columns);
  read_choices(in, change.columns);
  read_focus(in, change.columns);
  derive_plate_size(change.columns);
  for_each_language(in, language, [&](const std::string& code, json::ObjectReader& reader) {
    read_texts(reader, kPrintTexts, change.texts[code]);
    read_tags(reader, &reader == &in ? "" : "translations." + code + ".", code, change);
  });
  return change;
}

void write_print_change(pqxx::work& tx, std::int64_t print, const Artist& artist, const PrintChange& change) {
  tx.exec_params(query("update_print"), print, boost::json::serialize(change.columns));
  write_texts(tx, Entity::print, print, kPrintTexts, change.texts);
  for (const auto& [language, tags] : change.tags) write_tags(tx, print, artist.id, language, tags);
}

}  // namespace copper::content
