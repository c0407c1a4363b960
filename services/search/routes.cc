#include <memory>

#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/json/json.h"
#include "platform/json/query_reader.h"
#include "services/search/finding.h"
#include "services/search/search.h"
#include "services/search/suggestions.h"

namespace copper::search {
namespace {

struct Service {
  explicit Service(const SearchOptions& options) : search(options) {
    search.documents.keep_learning();
    search.documents.wait_until_known(options.learning_at_start);
  }

  http::Response answer(Question question, const std::string& kind) const {
    question.kind = kind;
    return json::response(200, find(search, question, std::nullopt));
  }

  http::Response suggestions(const http::Request& request) const {
    json::QueryReader in(request);
    const auto text = in.text("q");
    const auto language = in.language().value_or("en");
    const auto limit = in.integer("limit", {.min = 1, .max = 20}).value_or(8);
    in.check();
    return json::response(200, {{"suggestions", suggest(search, text.value_or(""), language, limit)}});
  }

  http::Response inventory(const http::Request& request) const {
    const auto claims = search.options.verifier.require(request, "artist");
    json::QueryReader in(request);
    const auto kind = in.choice("type", {"print", "gallery"});
    in.check();
    Question question = read_url(request);
    question.kind = kind.value_or("");
    const auto rows =
        search.options.db.query("search_artist", "SELECT id FROM artist WHERE subject = $1", claims.subject);
    if (rows.empty()) {
      throw Error(ErrorCode::forbidden,
                  "This account is not an artist of this gallery. Ask an admin to create the artist.");
    }
    return json::response(200, find(search, question, rows[0][0].as<std::int64_t>()));
  }

  mutable Search search;
};

}  // namespace

http::Handler search(const SearchOptions& options) {
  const auto service = std::make_shared<const Service>(options);
  http::Router router;
  for (const auto& [path, kind] :
       {std::pair{"/api/v1/search", ""}, {"/api/v1/search/galleries", "gallery"}, {"/api/v1/search/prints", "print"}}) {
    router.on("GET", path, [service, of = std::string(kind)](const http::Request& request) {
      return service->answer(read_url(request), of);
    });
    router.on("POST", path, [service, of = std::string(kind)](const http::Request& request) {
      return service->answer(read_body(request), of);
    });
  }
  router.on("GET", "/api/v1/search/suggest",
            [service](const http::Request& request) { return service->suggestions(request); });
  router.on("GET", "/api/v1/artist/search",
            [service](const http::Request& request) { return service->inventory(request); });
  router.on("GET", "/healthz", [](const http::Request&) { return json::response(200, {{"status", "ok"}}); });
  router.on("GET", "/readyz", [service](const http::Request&) {
    if (!service->search.options.db.healthy()) throw Error(ErrorCode::unavailable, "The database does not answer.");
    if (!service->search.documents.are_known()) throw Error(ErrorCode::unavailable, "The documents are being read.");
    return json::response(200, {{"status", "ok"}});
  });
  return router;
}

}  // namespace copper::search
