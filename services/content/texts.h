// Texts that exist in Danish and English (R3.2), from a request's JSON into their table.
//
// A request may give a text plainly ("title": in the request's language) or under "translations": {"da":
// {"title": …}}. Fields that are absent stay as they are; null and the empty text clear.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "platform/json/json.h"
#include "services/content/caller.h"

namespace copper::content {

struct TextField {
  std::string_view name;    // in JSON
  std::string_view column;  // of print_translation or gallery_translation
  std::size_t length_max;   // characters
  bool lines = false;       // may have more than one
};

using Texts = std::map<std::string, json::Object>;  // language → column → text or null

// Reads what is there of `fields` into `columns`.
void read_texts(json::ObjectReader& in, std::span<const TextField> fields, json::Object& columns);

// Calls read(language, reader) for the body itself, whose plain texts are in `plain_language`, and for each
// language under "translations", whose errors it throws.
void for_each_language(json::ObjectReader& body, const std::string& plain_language,
                       const std::function<void(const std::string&, json::ObjectReader&)>& read);

// Sets the columns of `fields` that are keys of `columns` in the rows of a table that meet `condition`, SQL
// of ours.
void update_columns(pqxx::work& tx, const std::string& table, const std::string& condition,
                    std::span<const TextField> fields, const json::Object& columns);

// Writes the texts of a gallery or print. Error bad_request when it is left without a title in both
// languages.
void write_texts(pqxx::work& tx, Entity entity, std::int64_t id, std::span<const TextField> fields, const Texts& texts);

}  // namespace copper::content
