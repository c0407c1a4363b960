#include "services/content/texts.h"

namespace copper::content {
namespace {

std::string joined(std::span<const TextField> fields, std::string_view prefix) {
  std::string list;
  for (const auto& field : fields) {
    if (!list.empty()) list += ", ";
    list.append(prefix).append(field.column);
  }
  return list;
}

}  // namespace

void read_texts(json::ObjectReader& in, std::span<const TextField> fields, json::Object& columns) {
  for (const auto& field : fields) {
    if (!in.has(field.name)) continue;
    const auto text = in.text(field.name, {.length_max = field.length_max, .lines = field.lines});
    columns[field.column] = text && !text->empty() ? json::Value(*text) : json::Value(nullptr);
  }
}

void for_each_language(json::ObjectReader& body, const std::string& plain_language,
                       const std::function<void(const std::string&, json::ObjectReader&)>& read) {
  read(plain_language, body);
  const json::Object* translations = body.object("translations");
  if (translations == nullptr) return;
  for (const auto& [key, value] : *translations) {
    const std::string language(key);
    if (language != "en" && language != "da") {
      body.fail("translations", "must have the languages en and da only");
    } else if (!value.is_null()) {
      json::ObjectReader reader(value, "translations." + language + ".");
      read(language, reader);
      reader.check();
    }
  }
}

void update_columns(pqxx::work& tx, const std::string& table, const std::string& condition,
                    std::span<const TextField> fields, const json::Object& columns) {
  if (columns.empty()) return;
  tx.exec_params("UPDATE " + table + " t SET (" + joined(fields, "") + ") = (SELECT " + joined(fields, "n.") +
                     " FROM jsonb_populate_record(t, $1) n) WHERE " + condition,
                 boost::json::serialize(columns));
}

void write_texts(pqxx::work& tx, Entity entity, std::int64_t id, std::span<const TextField> fields,
                 const Texts& texts) {
  const std::string name(name_of(entity));
  const std::string table = name + "_translation";
  const std::string row = name + "_id = " + std::to_string(id);
  for (const auto& [language, columns] : texts) {
    if (columns.empty()) continue;
    tx.exec_params("INSERT INTO " + table + " (" + name + "_id, language) VALUES ($1, $2) ON CONFLICT DO NOTHING", id,
                   language);
    update_columns(tx, table, row + " AND language = '" + language + "'", fields, columns);
  }
  if (tx.exec("SELECT FROM " + table + " WHERE " + row + " AND title IS NOT NULL LIMIT 1").empty()) {
    throw Error::bad_field("title", "is required in Danish or English");
  }
}

}  // namespace copper::content
