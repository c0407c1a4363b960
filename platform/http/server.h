// HTTP/1.1 server: asynchronous I/O threads feed Handlers on a bounded pool of workers.
//
//   Server server({.io_threads = 1, .workers = 8});
//   server.listen({.name = "gallery", .port = 8080}, handler, page_cache);
//   server.run();                  // until stop() or SIGTERM/SIGINT
//
// Every size and time has a limit; who exceeds it gets 408, 413, 414, 431 or 503, or is cut off. Bodies larger than
// `spool_above` go to an unnamed temporary file. Keep-alive and pipelining follow RFC 9112. HEAD, Range (one range) and
// If-None-Match are answered here for every Response of status 200 that carries what they need.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platform/http/handler.h"

namespace copper::http {

struct ServerOptions {
  unsigned io_threads = 1;
  unsigned workers = 8;
  std::size_t queue_max = 1024;         // requests waiting for a worker; more are answered 503
  std::chrono::seconds stop_grace{25};  // requests under way may finish; Heroku allows 30 s
};

inline constexpr std::uint64_t kJsonBytesMax = 1 << 20;

struct Endpoint {
  std::string name;
  std::string address = "127.0.0.1";
  std::vector<std::string> hosts;  // Host headers answered, as 127.0.0.1:8084; empty: every one
  std::uint16_t port = 0;          // 0: the system chooses
  std::size_t header_bytes_max = 16 * 1024;
  // The most bytes of this request's body; called on the threads that read and write, with the header only.
  std::function<std::uint64_t(const Request&)> body_bytes_max = [](const Request&) { return kJsonBytesMax; };
  std::size_t spool_above = 256 * 1024;
  std::filesystem::path spool_directory = "/tmp";
  std::chrono::seconds header_time_max{10};            // from the first byte
  std::chrono::seconds idle_time_max{60};              // between requests
  std::chrono::seconds stall_time_max{20};             // no byte read or written
  std::uint64_t body_bytes_per_second_min = 8 * 1024;  // averaged, after stall_time_max
  std::size_t connections_max = 4096;
  // Put around what the server answers itself (413, 408, 503 …) as around the Handler, for headers that all answers carry.
  std::function<Handler(Handler)> dress;
  // Whether all requests come through a proxy of ours: only then the client is whom X-Forwarded-For names last.
  bool behind_proxy = false;
};

// For a service that only programs on this machine may ask.
std::vector<std::string> loopback_hosts(std::uint16_t port);

class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds at once and returns the port. Throws StartError naming the port when it is taken.
  std::uint16_t listen(Endpoint endpoint, Handler handler, Lookup lookup = {});

  void start();  // returns at once; serves on its own threads
  void run();    // start(), then waits for SIGTERM, SIGINT or stop()
  void stop();   // no new connections, requests under way finish within the grace; safe from any thread

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace copper::http
