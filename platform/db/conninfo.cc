#include "platform/db/conninfo.h"

#include <libpq-fe.h>

#include <map>
#include <memory>

#include "platform/base/error.h"

namespace copper::db {
namespace {

std::string quoted(std::string_view value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + '\'';
}

}  // namespace

std::string connection_string(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(PQconninfoParse(url.c_str(), nullptr),
                                                                            &PQconninfoFree);
  if (parsed == nullptr) {
    throw StartError("COPPER_DATABASE_URL is malformed: it must be like postgresql://user:password@host:5432/copper.");
  }
  std::map<std::string, std::string> settings = {{"application_name", "copper"},
                                                 {"connect_timeout", "5"},
                                                 {"keepalives_idle", "30"},
                                                 {"tcp_user_timeout", "15000"}};
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  std::string text;
  for (const auto& [key, value] : settings) text += key + "=" + quoted(value) + " ";
  return text;
}

}  // namespace copper::db
