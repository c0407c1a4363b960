// `copper up`: where every part meets the others. What runs where is decided here and in the other hosts, nowhere else.
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include "apps/gallery/gallery.h"
#include "apps/gateway/gateway.h"
#include "apps/gateway/print_forms.h"
#include "apps/studio/studio.h"
#include "hosts/cdn.h"
#include "hosts/configuration.h"
#include "hosts/copper/child.h"
#include "hosts/copper/commands.h"
#include "hosts/copper/console.h"
#include "hosts/copper/data_lock.h"
#include "hosts/copper/demo.h"
#include "hosts/copper/import.h"
#include "hosts/copper/postgres.h"
#include "hosts/copper/secrets.h"
#include "hosts/edge.h"
#include "hosts/every_second.h"
#include "hosts/storage.h"
#include "identity/identity.h"
#include "platform/base/crypto.h"
#include "platform/base/embedded.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/config/config.h"
#include "platform/db/migrations.h"
#include "platform/http/client.h"
#include "platform/http/metrics_page.h"
#include "platform/http/middleware.h"
#include "platform/http/server.h"
#include "platform/observe/log.h"
#include "services/content/content.h"
#include "services/search/search.h"

// Compiled in (cmake/embed.cmake).
std::span<const copper::base::EmbeddedFile> schema();
std::span<const copper::base::EmbeddedFile> demo_files();

namespace copper::hosts {
namespace {

constexpr const char* kArtist = "marie";
constexpr const char* kAudience = "copper-api";
constexpr std::uint16_t kPortBase = 8080;
constexpr const char* kPortBaseFile = "port-base";  // in the data directory: where the running gallery is

struct Addresses {
  explicit Addresses(std::uint16_t base)
      : gallery(base),
        studio(static_cast<std::uint16_t>(base + 1)),
        gateway(static_cast<std::uint16_t>(base + 2)),
        identity(static_cast<std::uint16_t>(base + 3)),
        imaging(static_cast<std::uint16_t>(base + 4)),
        content(static_cast<std::uint16_t>(base + 5)) {}
  std::uint16_t gallery, studio, gateway, identity, imaging, content;

  static std::string url(std::uint16_t port) { return "http://localhost:" + std::to_string(port); }
  static std::string loopback(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }
};

std::filesystem::path program(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

// It works in the storage and is told what it needs to know: neither the database nor any secret of ours.
ChildOptions imaging_process(const UpOptions& options, const Config& config, const Addresses& at) {
  const auto blobs = options.data / "blobs";
  ChildOptions child{.name = "imaging",
                     .arguments = {program("copper-imaging").string()},
                     .environment = storage_environment(config),
                     .directory = storage_directory(config, blobs).value_or(options.data),
                     .death_signal = SIGKILL};  // nobody will hear of the picture it is making
  child.environment.emplace_back("COPPER_LISTEN_ADDRESS", "127.0.0.1");
  child.environment.emplace_back("COPPER_PORT", std::to_string(at.imaging));
  child.environment.emplace_back("COPPER_CONTENT_URL", Addresses::loopback(at.content));
  child.environment.emplace_back("COPPER_LOG_LEVEL", config.text("LOG_LEVEL", "info"));
  return child;
}

// Everything that answers requests, in the order in which the parts need each other.
struct OneMachine {
  // `resources` is where pages and assets are read from instead of the program itself; usually empty.
  OneMachine(const Storage& storage, const Addresses& at, const std::string& database_url, const Secrets& secrets,
             const Edge& edge, const mail::Sender& mail,
             const std::function<void(const std::string& image)>& forget_at_cdn, const std::filesystem::path& resources)
      : images_url(storage.cdn_url.empty() ? Addresses::url(at.gallery) + "/media" : storage.cdn_url),
        db(database_url),
        identity({.db = db,
                  .issuer = Addresses::url(at.identity),
                  .clients = {{.id = "studio",
                               .redirect_uris = {Addresses::url(at.studio) + "/callback"},
                               .post_logout_uris = {Addresses::url(at.studio) + "/signed-out"}}},
                  .audience = kAudience,
                  .login_budget = edge.login_budget}),
        verifier({.issuer = Addresses::url(at.identity), .audience = kAudience, .issuer_http = identity.handler()}),
        content({.db = db,
                 .store = *storage.store,
                 .verifier = verifier,
                 .imaging = http::http_upstream({.name = "imaging", .base_url = Addresses::loopback(at.imaging)}),
                 .mail = mail,
                 .cdn_url = images_url,
                 .rights_url = Addresses::url(at.gallery) + "/en/terms",
                 .forget_at_cdn = forget_at_cdn,
                 // One at a time: when the imaging process dies, it is plain of which image.
                 .limits = {.jobs_in_flight_max = 1}}),
        content_handler(http::observed("content", content.handler())),
        // A search that takes longer is given up.
        search_db(database_url, {.statement_timeout = search::kStatementTimeout}),
        search_handler(
            http::observed("search", search::search({.db = search_db, .verifier = verifier, .cdn_url = images_url}))),
        api(gateway::gateway({.content = content_handler,
                              .search = search_handler,
                              .verifier = verifier,
                              .public_url = Addresses::url(at.gateway),
                              .allowed_origins = edge.allowed_origins,
                              .limits = edge.limits,
                              .storage = storage.routes})),
        gallery({.api = api,
                 .site_url = Addresses::url(at.gallery),
                 .cdn_url = images_url,
                 .media = storage.public_routes,
                 .resources_directory = resources}),
        studio_resources(studio::embedded_files(), resources.empty() ? resources : resources / "apps/studio"),
        studio({.api = api,
                .issuer = identity.handler(),
                .issuer_url = Addresses::url(at.identity),
                .client_id = "studio",
                .client_secret = "",
                .studio_url = Addresses::url(at.studio),
                .storage_origin = storage.origins,
                .gallery_url = Addresses::url(at.gallery),
                .session_key = secrets.session_key,
                .resources = studio_resources}) {}

  void listen(http::Server& server, const Addresses& at, const Edge& edge, const std::filesystem::path& spool,
              bool only_login) {
    const auto open = [&](http::Endpoint endpoint, http::Handler handler, http::Lookup lookup = {}) {
      server.listen(std::move(endpoint), http::with_metrics(edge.metrics_token, std::move(handler)), std::move(lookup));
    };
    const bool proxy = edge.behind_proxy;
    open({.name = "identity", .port = at.identity, .behind_proxy = proxy}, identity.handler());
    if (only_login) return;
    open({.name = "gallery", .port = at.gallery, .behind_proxy = proxy}, gallery.handler(), gallery.lookup());
    open({.name = "studio", .port = at.studio, .behind_proxy = proxy}, studio.handler());
    open({.name = "API",
          .port = at.gateway,
          .body_bytes_max = gateway::body_bytes_max,
          .spool_directory = spool,
          .dress = gateway::dress(Addresses::url(at.gateway), edge.allowed_origins),
          .behind_proxy = proxy},
         api);
    open({.name = "content", .hosts = http::loopback_hosts(at.content), .port = at.content}, content_handler,
         content.lookup());
  }

  std::string images_url;
  db::Pool db;
  identity::Identity identity;
  auth::Verifier verifier;
  content::Content content;
  http::Handler content_handler;
  db::Pool search_db;
  http::Handler search_handler;
  http::Handler api;
  gallery::Gallery gallery;
  render::Resources studio_resources;
  studio::Studio studio;
};

// The first start creates the artist; the password waits in a file until it is changed. The file comes first: an
// account without a known password would lock the artist out.
// Account and artist are two transactions; after a crash between them the next start goes on with the second.
void create_artist(OneMachine& machine, const std::filesystem::path& login_file) {
  if (!machine.identity.has_users()) {
    const std::string password = base::to_base64url(base::random_bytes(12));
    base::write_file_atomically(login_file, password + "\n");
    machine.identity.create_user({.username = kArtist,
                                  .email = "marie@example.com",
                                  .display_name = "Marie Holm",
                                  .password = password,
                                  .roles = {"artist", "admin"}});
  }
  const auto token = machine.identity.issue_token("artist", std::chrono::minutes(1));
  machine.content.ensure_artist(machine.verifier.verify(token).subject, kArtist, "marie@example.com", "Marie", "Holm");
}

// For parts that run as programs of their own: their issuer, and the artist it knows, in the database they share.
int serve_login(OneMachine& machine, http::Server& server, const std::filesystem::path& login_file) {
  if (!machine.content.has_artists()) create_artist(machine, login_file);
  server.run();
  return 0;
}

// The marker outlives a crash in the middle; without it the artist's own hanging is never touched.
void hang_pending_demo(OneMachine& machine, const UpOptions& options, const Console& console,
                       const std::atomic<bool>& stopping) {
  const std::filesystem::path pending = options.data / "demo.pending";
  if (!std::filesystem::exists(pending)) return;
  try {
    hang_demo({.api = machine.api,
               .token = [&] { return machine.identity.issue_token("artist", std::chrono::minutes(10)); },
               .plate_program = program("copper-plates"),
               .work_directory = options.data / "demo",
               .catalogue = std::string(demo_files()[0].bytes),
               .progress = [&](std::string_view text) { console.progress(text); },
               .stopping = stopping});
    if (stopping) return;
    std::filesystem::remove(pending);
    console.line("The demonstration prints hang.");
  } catch (const std::exception& error) {
    log::error("demonstration prints not hung", {{"error", error.what()}});
    console.line(std::string("The demonstration prints could not be hung; the next start tries again: ") +
                 error.what());
  }
}

void say_where(const Console& console, const Addresses& at, const std::filesystem::path& login_file) {
  console.line("");
  console.line("  Gallery   " + Addresses::url(at.gallery));
  console.line("  Studio    " + Addresses::url(at.studio));
  console.line("  API       " + Addresses::url(at.gateway) + "/api/v1");
  console.line("  Login     " + Addresses::url(at.identity));
  console.line("");
  if (std::filesystem::exists(login_file)) {
    std::string password = base::read_file(login_file);
    password.pop_back();
    console.line("  Sign in to the studio as " + std::string(kArtist) + " with the password " + password);
    console.line("  (kept in " + login_file.string() + ")");
    console.line("");
  }
  console.line("  Ctrl-C stops everything.");
  console.line("");
}

void keep_running(Child& imaging, const content::Content& content, PrivatePostgres* postgres) {
  if (!imaging.running()) {
    log::warning("imaging ended and is started again");
    imaging.start();
    content.imaging_ended();
  }
  if (postgres != nullptr && !postgres->running()) {
    log::warning("PostgreSQL ended and is started again");
    postgres->start();
  }
}

// At once: content hears no more of a picture that it would finish now, and has it made again at the next start.
void stop_imaging(Child& imaging, const content::Content& content) {
  imaging.signal(SIGKILL);
  imaging.stop();
  try {
    content.imaging_stopped();
  } catch (const std::exception& error) {
    log::warning("image jobs not taken back", {{"error", error.what()}});
  }
}

std::uint16_t port_base_of(const UpOptions& options) {
  if (options.port_base) return *options.port_base;
  const std::filesystem::path file = options.data / kPortBaseFile;
  return std::filesystem::exists(file) ? static_cast<std::uint16_t>(std::stoi(base::read_file(file))) : kPortBase;
}

// What commands beside it need of the gallery that runs in options.data.
struct RunningGallery {
  explicit RunningGallery(const UpOptions& options)
      : at(port_base_of(options)),
        db(database_url(options), {.size = 1}),
        identity({.db = db, .issuer = Addresses::url(at.identity), .clients = {}, .audience = kAudience}) {
    if (db.healthy()) return;
    if (!configuration().text("DATABASE_URL", "").empty()) {
      throw StartError("The database at COPPER_DATABASE_URL does not answer.");
    }
    throw StartError("No gallery runs with the data in " + std::filesystem::absolute(options.data).string() +
                     ". Start it with copper up, or name the data of one that runs with --data.");
  }

  static std::string database_url(const UpOptions& options) {
    const std::string url = configuration().text("DATABASE_URL", "");
    return url.empty() ? PrivatePostgres(options.data / "postgres").url() : url;
  }

  const Addresses at;
  db::Pool db;
  identity::Identity identity;
};

}  // namespace

int up(const UpOptions& options) {
  const Config config = configuration();
  log::set_level(log::level_from(config.text("LOG_LEVEL", "info")));
  const base::FileDescriptor lock = lock_data(options.data);
  if (!lock) {
    throw StartError("Another copper is running with the data in " + options.data.string() +
                     ". Stop it, or choose another place with --data.");
  }
  const Console console(options.data / "log" / "copper.jsonl");
  const log::Scope scope("copper", "");
  const Addresses at(options.port_base.value_or(kPortBase));
  const Edge edge = edge_from(config, Addresses::url(at.studio));
  const Secrets secrets = load_or_make_secrets(options.data / "secrets.json");
  const Storage storage = storage_from(config, {.root = options.data / "blobs",
                                                .public_url = Addresses::url(at.gateway) + "/storage",
                                                .signing_key = secrets.storage_signing_key});

  const mail::Sender mail = mail::sender_from(config, options.data / "mail");

  std::unique_ptr<PrivatePostgres> postgres;
  std::string database_url = config.text("DATABASE_URL", "");
  if (database_url.empty()) {
    postgres = std::make_unique<PrivatePostgres>(options.data / "postgres");
    postgres->start();
    database_url = postgres->url();
  }
  db::migrate(database_url, schema());

  OneMachine machine(storage, at, database_url, secrets, edge, mail, forgetting_from(config),
                     config.text("RESOURCES", ""));
  http::Server server({.io_threads = 1, .workers = 8});
  machine.listen(server, at, edge, storage.spool_directory, options.only_login);
  base::write_file_atomically(options.data / kPortBaseFile, std::to_string(at.gallery) + "\n");
  const std::filesystem::path login_file = options.data / "artist-password.txt";
  if (options.only_login) return serve_login(machine, server, login_file);
  // Found out here, where it stops the start: imaging itself could only fail, again and again.
  http::Server(http::ServerOptions{}).listen({.name = "imaging", .port = at.imaging}, {});
  Child imaging(imaging_process(options, config, at));
  imaging.start();
  machine.content.imaging_ended();  // the one of the last start, with what it was working on
  if (!machine.content.has_artists()) {
    if (options.demo) base::write_file_atomically(options.data / "demo.pending", "");
    create_artist(machine, login_file);
  }
  say_where(console, at, login_file);

  std::atomic<bool> stopping{false};
  std::thread hanging([&] { hang_pending_demo(machine, options, console, stopping); });
  {
    const EverySecond sweeping("content", [&] { machine.content.sweep(); });
    const EverySecond mailing("content", [&] { machine.content.send_mail(); });
    const EverySecond backing_up("content", [&] { machine.content.make_backups(); });
    const EverySecond listening("content", [&] { machine.content.learn_revision(); });
    const EverySecond refreshing("gallery", [&] { machine.gallery.refresh(); });
    const EverySecond watching("copper", [&] {
      keep_running(imaging, machine.content, postgres.get());
      console.rotate_log();
    });
    server.run();
    console.line("Stopping.");
    stopping = true;
  }
  stop_imaging(imaging, machine.content);
  hanging.join();
  return 0;
}

int print_token(const UpOptions& options, const std::string& role) {
  RunningGallery gallery(options);
  std::puts(gallery.identity.issue_token(role, std::chrono::hours(1)).c_str());
  return 0;
}

int import(const UpOptions& options, const std::filesystem::path& directory) {
  RunningGallery gallery(options);
  const auto upstream = [](const std::string& origin) {
    return http::http_upstream({.name = origin, .base_url = origin, .stall_time_max = std::chrono::seconds(30)});
  };
  return import_prints(
      ArtistApi({.api = upstream(Addresses::url(gallery.at.gateway)),
                 .token = [&] { return gallery.identity.issue_token("artist", std::chrono::minutes(10)); },
                 .storage = upstream}),
      directory);
}

int make_image(const std::vector<std::string>& arguments) {
  const std::string path = program("copper-imaging").string();
  std::vector<std::string> words = {"copper", "make"};  // the first is what it calls itself
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(path.c_str(), pointers.data());
  throw StartError("Cannot run " + path + ": " + std::generic_category().message(errno) + ".");
}

}  // namespace copper::hosts
