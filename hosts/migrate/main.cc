// copper-migrate: brings a database's schema up to date, before programs that need it are asked anything; as a function on
// AWS Lambda, where the pipeline calls it, elsewhere at once.
#include "hosts/lambda/function.h"
#include "hosts/program.h"
#include "platform/base/embedded.h"
#include "platform/base/error.h"
#include "platform/db/migrations.h"
#include "platform/observe/log.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::hosts {
namespace {

void migrate(const std::string& database_url) {
  const int applied = db::migrate(database_url, schema());
  log::info("schema is up to date", {{"applied", applied}});
}

int run(const Config& config) {
  const std::string url = config.required("DATABASE_URL", "a PostgreSQL connection URL");
  if (!lambda::is_here()) {
    migrate(url);
    return 0;
  }
  return lambda::run([&url] {
    return lambda::function_of(
        [](const http::Request&) -> http::Response {
          throw Error(ErrorCode::not_found, "This function answers no requests.");
        },
        [&url] { migrate(url); });
  });
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-migrate", copper::hosts::run);
}
