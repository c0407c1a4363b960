// The fields of a print record (R3.1): what each accepts, and where it is stored.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/json/json.h"
#include "services/content/texts.h"

namespace copper::content {

// What a request changes. Fields that are absent from it stay as they are, null and the empty text clear.
struct PrintChange {
  json::Object columns;  // of table print → value or null
  Texts texts;
  std::map<std::string, std::vector<std::string>> tags;  // language → all of them
};

// Reads what is there; problems stay in `in`, for its check().
PrintChange read_print_change(json::ObjectReader& in, const std::string& language);

void write_print_change(pqxx::work& tx, std::int64_t print, const Artist& artist, const PrintChange& change);

}  // namespace copper::content
