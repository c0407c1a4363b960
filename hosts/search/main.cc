// copper-search: the Search Service as a program of its own: a function on AWS Lambda, elsewhere a server.
#include <chrono>

#include "hosts/lambda/function.h"
#include "hosts/program.h"
#include "platform/http/metrics_page.h"
#include "platform/http/middleware.h"
#include "services/search/search.h"

namespace copper::hosts {
namespace {

// A function has ten seconds for its initialisation, and outside of it and of requests no processor. Others answer at once, /readyz
// with 503 until the documents are known.
constexpr std::chrono::milliseconds kInitialisation{7000}, kNone{0};

struct SearchProgram {
  explicit SearchProgram(const Config& config)
      : db(config.required("DATABASE_URL", "a PostgreSQL connection URL"),
           {.size = static_cast<std::size_t>(config.integer("DATABASE_CONNECTIONS", 8, 1, 100)),
            .statement_timeout = std::chrono::milliseconds(
                config.integer("SEARCH_TIMEOUT_MS", search::kStatementTimeout.count(), 100, 30'000))}),
        verifier(verifier_options(config)),
        handler(http::observed("search",
                               search::search({.db = db,
                                               .verifier = verifier,
                                               .cdn_url = address_from(config, "CDN_URL", "https://images.example.com"),
                                               .learning_at_start = lambda::is_here() ? kInitialisation : kNone}))) {}

  db::Pool db;
  auth::Verifier verifier;
  http::Handler handler;
};

int run(const Config& config) {
  if (lambda::is_here()) {
    return lambda::run([&config] {
      static SearchProgram program(config);  // one event follows the other: what was made once is used again
      return lambda::function_of(program.handler);
    });
  }
  SearchProgram program(config);
  http::Server server({.workers = 8});
  server.listen(service_endpoint_from(config, "search"),
                http::with_metrics(config.text("METRICS_TOKEN", ""), program.handler));
  server.run();
  return 0;
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-search", copper::hosts::run);
}
