#include "services/content/actions.h"

#include "platform/audit/audit.h"

namespace copper::content {
namespace {

std::string called(pqxx::work& tx, const Artist& artist, Entity entity, std::int64_t id) {
  if (entity == Entity::notice) {
    return tx.exec_params1("SELECT case_number(n) FROM notice n WHERE id = $1", id)[0].as<std::string>();
  }
  const std::string name(name_of(entity));
  const auto text = "SELECT title FROM " + name + "_text WHERE " + name + "_id = $1 AND language = $2";
  return tx.exec_params1(text, id, artist.language)[0].as<std::string>("");
}

}  // namespace

void note_action(pqxx::work& tx, const http::Request& request, const Artist& artist, const std::string& kind,
                 Entity entity, std::int64_t id) {
  audit::record(tx, request.client_address,
                {.kind = kind, .actor = artist.subject, .target = id, .note = called(tx, artist, entity, id)});
}

std::string status_of(pqxx::work& tx, Entity entity, std::int64_t id) {
  return tx.exec_params1("SELECT status FROM " + std::string(name_of(entity)) + " WHERE id = $1", id)[0]
      .as<std::string>();
}

void note_publication(pqxx::work& tx, const http::Request& request, const Artist& artist, Entity entity,
                      std::int64_t id, const std::string& status_before) {
  const auto status = status_of(tx, entity, id);
  if (status == status_before) return;
  const std::string kind = std::string(name_of(entity)) + (status == "published" ? "_published" : "_unpublished");
  note_action(tx, request, artist, kind, entity, id);
}

}  // namespace copper::content
