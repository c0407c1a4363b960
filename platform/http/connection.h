// One client's connection to the Server: reads requests, writes responses, keeps to its deadlines.
//
// Lives on the I/O thread of its socket; only a Handler's work happens elsewhere.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "platform/base/error.h"
#include "platform/http/server.h"
#include "platform/observe/metrics.h"

namespace copper::http {

class Connection;

// What the connections of one I/O thread share.
struct IoThread {
  std::unordered_set<Connection*> connections;  // outlives the context, whose end may end connections
  boost::asio::io_context context{1};
};

// The bounded pool that runs Handlers.
struct Workers {
  Workers(unsigned threads, std::size_t queue_limit) : pool(threads), queue_max(queue_limit) {}
  boost::asio::thread_pool pool;
  std::size_t queue_max;
  std::atomic<std::size_t> queued{0};
  std::atomic<bool> over{false};  // the grace has ended: what still waits is not begun
};

struct Listener {
  Listener(Endpoint where, Handler answer, Lookup ask_first)
      : endpoint(std::move(where)),
        handler(std::move(answer)),
        lookup(std::move(ask_first)),
        found(lookup ? &metrics::lookups(endpoint.name) : nullptr) {}
  Endpoint endpoint;
  Handler handler;
  Lookup lookup;
  std::atomic<std::uint64_t>* found;  // counts what lookup answered
  std::atomic<std::size_t> connections{0};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Connection(boost::asio::ip::tcp::socket socket, IoThread& io, Workers& workers, Listener& listener,
             const std::atomic<bool>& stopping);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  // Called about twice a second on the I/O thread: ends what has used up its time.
  void check_deadline(Time now);
  void close_if_idle();
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  void read_header();
  void parse_header();
  void on_header(boost::beast::error_code failure);
  void take_header();
  void refuse_body();
  void read_body();
  void on_body(boost::beast::error_code failure);
  void store_piece(std::size_t size);
  void answer();
  // On a worker. Takes the reference along, so that the last one is always given up on the I/O thread.
  static void run_handler(std::shared_ptr<Connection> self);
  void write(Response response);
  void write_head_and_memory();
  void write_file(std::uint64_t done);
  void on_written(boost::beast::error_code failure);
  // After a read that failed.
  void refuse_if_late();
  // Answers without asking anyone, then closes: the rest of the request cannot be trusted or is not wanted.
  void refuse(int status, ErrorCode code, const std::string& message);
  void drain();
  // After progress in a transfer that began at `transfer_start_` and has moved so many bytes: it may neither stall nor
  // crawl.
  void extend_deadline(std::uint64_t bytes_moved);

  boost::asio::ip::tcp::socket socket_;
  IoThread& io_;
  Workers& workers_;
  Listener& listener_;
  const std::atomic<bool>& stopping_;

  boost::beast::flat_buffer input_{128 * 1024};  // bounds what Beast itself does not: chunk headers and trailers
  std::optional<Parser> parser_;
  std::size_t header_bytes_ = 0;  // of this request, parsed already
  bool reading_header_ = false;
  bool reading_body_ = false;
  bool too_late_ = false;  // what is read has not come in time
  bool idle_ = true;       // between requests
  Time deadline_;
  Time transfer_start_;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t body_bytes_max_ = 0;

  Request request_;
  std::string peer_address_;
  std::string body_text_;
  std::string piece_;
  std::shared_ptr<base::FileDescriptor> body_file_;

  Response response_;
  std::string head_;
  bool keep_alive_ = true;
};

}  // namespace copper::http
