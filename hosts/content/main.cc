// copper-content: the Content Management Service as a program of its own: a function on AWS Lambda, elsewhere a server.
#include "hosts/aws.h"
#include "hosts/cdn.h"
#include "hosts/client_address.h"
#include "hosts/every_second.h"
#include "hosts/lambda/function.h"
#include "hosts/lambda/invoke.h"
#include "hosts/program.h"
#include "hosts/storage.h"
#include "platform/base/error.h"
#include "platform/http/metrics_page.h"
#include "platform/http/middleware.h"
#include "platform/mail/sender.h"
#include "services/content/content.h"

namespace copper::hosts {
namespace {

// An address, or the name of a Lambda function.
http::Handler imaging_from(const Config& config) {
  const std::string imaging =
      config.required("IMAGING", "the imaging service's address, or its Lambda function's name");
  return imaging.find("://") == std::string::npos ? lambda::asynchronously(config, imaging)
                                                  : service_upstream(config, "IMAGING", "imaging");
}

struct ContentProgram {
  explicit ContentProgram(const Config& config)
      : storage(storage_from(config, {.root = "var/blobs"})),
        db(config.required("DATABASE_URL", "a PostgreSQL connection URL"),
           {.size = static_cast<std::size_t>(config.integer("DATABASE_CONNECTIONS", 8, 1, 100))}),
        verifier(verifier_options(config)),
        content({.db = db,
                 .store = *storage.store,
                 .verifier = verifier,
                 .imaging = imaging_from(config),
                 .mail = mail::sender_from(config, "var/mail"),
                 .cdn_url = address_from(config, "CDN_URL", "https://images.example.com"),
                 .rights_url = address_from(config, "GALLERY_URL", "https://www.example.com") + "/en/terms",
                 .forget_at_cdn = forgetting_from(config),
                 // A function is one of several, and frozen between events.
                 .keeps_answers = !lambda::is_here()}),
        handler(http::observed("content", content.handler())) {}

  Storage storage;
  db::Pool db;
  auth::Verifier verifier;
  content::Content content;
  http::Handler handler;
};

int run(const Config& config) {
  if (lambda::is_here()) {
    return lambda::run([&config] {
      static ContentProgram program(config);  // one event follows the other: what was made once is used again
      return lambda::function_of(program.handler, [] {
        program.content.sweep();
        program.content.send_mail();
        program.content.make_backups();
      });
    });
  }
  ContentProgram program(config);
  http::Server server({.workers = 8});
  server.listen(service_endpoint_from(config, "content"),
                http::with_metrics(config.text("METRICS_TOKEN", ""), believing_this_machine(program.handler)),
                program.content.lookup());
  const EverySecond sweeping("content", [&] { program.content.sweep(); });
  const EverySecond mailing("content", [&] { program.content.send_mail(); });
  const EverySecond backing_up("content", [&] { program.content.make_backups(); });
  const EverySecond listening("content", [&] { program.content.learn_revision(); });
  server.run();
  return 0;
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-content", copper::hosts::run);
}
