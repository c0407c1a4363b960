// Critical actions of artists, as they go into the audit log (R1.6).
#pragma once

#include <cstdint>
#include <string>

#include "services/content/caller.h"

namespace copper::content {

// `kind` is one of docs/api/artist.yaml; the note is what the gallery, print or notice is called now.
void note_action(pqxx::work& tx, const http::Request& request, const Artist& artist, const std::string& kind,
                 Entity entity, std::int64_t id);

std::string status_of(pqxx::work& tx, Entity entity, std::int64_t id);  // draft or published

// Notes that a gallery or print was published or unpublished, if it was.
void note_publication(pqxx::work& tx, const http::Request& request, const Artist& artist, Entity entity,
                      std::int64_t id, const std::string& status_before);

}  // namespace copper::content
