#include "platform/http/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <ctime>

#include "platform/base/clock.h"
#include "platform/http/client_key.h"
#include "platform/http/conditional.h"
#include "platform/http/middleware.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kHeaderPieceBytes = 4 * 1024;
constexpr std::chrono::seconds kDrainTime{3};
constexpr auto kNever = Connection::Time::max();

// The Date header, made once a second per thread.
const std::string& date_line() {
  thread_local std::time_t made_at = 0;
  thread_local std::string line;
  const std::time_t now = std::time(nullptr);
  if (now != made_at) {
    made_at = now;
    line = "Date: " + base::to_http_date(base::system_now()) + "\r\n";
  }
  return line;
}

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

void append_head(std::string& head, const Response& response, bool keep_alive) {
  head.assign("HTTP/1.1 ");
  head.append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
  head.append(date_line());
  for (const auto& [name, value] : response.headers) {
    // An upstream's own, and its size of an answer to HEAD.
    if (beast::iequals(name, "Date") || beast::iequals(name, "Content-Length")) continue;
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (has_body(response.status)) {
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (!keep_alive) head.append("Connection: close\r\n");
  head.append("\r\n");
}

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

// "http://host/path" (RFC 9112 §3.2.2) becomes "/path".
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

// What RFC 9112 has a server refuse although the syntax is right; nullptr when there is nothing.
template <class Message>
const char* fault_in(const Message& message, const Endpoint& endpoint) {
  using beast::http::field;
  // §3.2; without it a page that rebinds its name to this machine could speak for it.
  if (message.version() >= 11 && message.count(field::host) != 1) return "The request needs one Host header.";
  const auto& hosts = endpoint.hosts;
  if (!hosts.empty() && std::find(hosts.begin(), hosts.end(), view_of(message[field::host])) == hosts.end()) {
    return "This address does not answer for that host.";
  }
  // §6.1: with any other coding the end of the body is not known, and what follows would pass for a request.
  for (const auto& item : message) {
    if (item.name() == field::transfer_encoding && !beast::iequals(item.value(), "chunked")) {
      return "The only transfer coding understood is chunked.";
    }
  }
  const auto target = origin_form(view_of(message.target()));
  return target.starts_with('/') || target == "*" ? nullptr : "The request's target must be a path.";
}

// What is said here without any Handler carries what their answers carry. 0: the error's own status.
Response own_answer(const Endpoint& endpoint, const Request& request, const Error& error, int status = 0) {
  Response response = error_response(error);
  if (status != 0) response.status = status;
  response.headers.set("X-Request-Id", request_id_of(request));
  response.headers.set("X-Content-Type-Options", "nosniff");
  if (!endpoint.dress) return response;
  return endpoint.dress([&response](const Request&) { return response; })(request);
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, IoThread& io, Workers& workers, Listener& listener,
                       const std::atomic<bool>& stopping)
    : socket_(std::move(socket)), io_(io), workers_(workers), listener_(listener), stopping_(stopping) {
  ++listener_.connections;
  io_.connections.insert(this);
}

Connection::~Connection() {
  io_.connections.erase(this);
  --listener_.connections;
}

void Connection::start() {
  beast::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto peer = socket_.remote_endpoint(ignored);
  peer_address_ = peer.address().to_string(ignored);
  read_header();
  deadline_ = std::chrono::steady_clock::now() + listener_.endpoint.header_time_max;
}

void Connection::check_deadline(Time now) {
  // The idle time ends and the header's time begins with the first byte.
  if (reading_header_ && idle_ && (parser_->got_some() || input_.size() > 0)) {
    idle_ = false;
    deadline_ = now + listener_.endpoint.header_time_max;
  }
  if (now < deadline_) return;
  if (idle_ || too_late_ || !(reading_header_ || reading_body_)) {
    close();
    return;
  }
  // The read ends, and its own handler answers: it may have succeeded just now, and two answers must never be written.
  too_late_ = true;
  deadline_ = now + kDrainTime;
  beast::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::refuse_if_late() {
  if (too_late_) refuse(408, ErrorCode::bad_request, "The request did not arrive in time.");
}

void Connection::close_if_idle() {
  if (reading_header_ && idle_ && !parser_->got_some() && input_.size() == 0) close();
}

void Connection::close() {
  beast::error_code ignored;
  socket_.close(ignored);
}

void Connection::extend_deadline(std::uint64_t bytes_moved) {
  const auto& endpoint = listener_.endpoint;
  const auto crawled = std::chrono::seconds(bytes_moved / endpoint.body_bytes_per_second_min);
  deadline_ = std::min(std::chrono::steady_clock::now(), transfer_start_ + crawled) + endpoint.stall_time_max;
}

void Connection::read_header() {
  request_ = Request{};
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(listener_.endpoint.header_bytes_max));
  header_bytes_ = 0;
  parser_->body_limit(boost::none);  // until the header tells what it may be
  reading_header_ = true;
  too_late_ = false;
  idle_ = true;
  deadline_ = std::chrono::steady_clock::now() + listener_.endpoint.idle_time_max;
  parse_header();
}

// Beast's own limit counts only what one read brings; a header can go on for ever in small pieces, so we count it all.
void Connection::parse_header() {
  if (input_.size() > 0) {
    beast::error_code failure;
    const std::size_t used = parser_->put(input_.data(), failure);
    input_.consume(used);
    header_bytes_ += used;
    if (failure == beast::http::error::need_more) failure = {};
    if (!failure && !parser_->is_header_done() && header_bytes_ + input_.size() > listener_.endpoint.header_bytes_max) {
      failure = beast::http::error::header_limit;
    }
    if (failure || parser_->is_header_done()) {
      on_header(failure);
      return;
    }
  }
  socket_.async_read_some(input_.prepare(kHeaderPieceBytes),
                          [self = shared_from_this()](beast::error_code failure, std::size_t size) {
                            if (failure) {  // else the client went away
                              self->refuse_if_late();
                              return;
                            }
                            self->input_.commit(size);
                            self->parse_header();
                          });
}

void Connection::on_header(beast::error_code failure) {
  reading_header_ = false;
  idle_ = false;
  if (!failure) {
    take_header();
    return;
  }
  if (failure == beast::http::error::header_limit || failure == beast::http::error::buffer_overflow) {
    refuse(431, ErrorCode::bad_request, "The request's headers are too large.");
  } else if (failure.category() == make_error_code(beast::http::error::bad_method).category() &&
             failure != beast::http::error::end_of_stream && failure != beast::http::error::partial_message) {
    refuse(400, ErrorCode::bad_request, "This is not a well-formed HTTP request.");
  }
  // Everything else is a client that went away.
}

void Connection::take_header() {
  const auto& message = parser_->get();
  request_.method = view_of(message.method_string());
  request_.target = origin_form(view_of(message.target()));
  for (const auto& field : message) request_.headers.add(view_of(field.name_string()), view_of(field.value()));
  request_.client_address = peer_address_;
  if (listener_.endpoint.behind_proxy) {
    if (auto client = forwarded_address(request_.headers)) request_.client_address = *std::move(client);
  }
  keep_alive_ = message.keep_alive() && !stopping_;
  if (const char* fault = fault_in(message, listener_.endpoint)) {
    refuse(400, ErrorCode::bad_request, fault);
    return;
  }
  body_bytes_max_ = listener_.endpoint.body_bytes_max(request_);
  if (parser_->content_length().value_or(0) > body_bytes_max_) {
    refuse_body();
    return;
  }
  parser_->body_limit(body_bytes_max_);
  body_bytes_ = 0;
  body_text_.clear();
  body_file_.reset();
  if (parser_->is_done()) {
    answer();
    return;
  }
  transfer_start_ = std::chrono::steady_clock::now();
  extend_deadline(0);
  reading_body_ = true;
  if (beast::iequals(message[beast::http::field::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(socket_, asio::buffer(kContinue),
                      [self = shared_from_this()](beast::error_code failure, std::size_t) {
                        failure ? self->refuse_if_late() : self->read_body();
                      });
    return;
  }
  read_body();
}

void Connection::refuse_body() {
  refuse(413, ErrorCode::payload_too_large, "The body is larger than " + std::to_string(body_bytes_max_) + " bytes.");
}

void Connection::read_body() {
  piece_.resize(kPieceBytes);
  auto& body = parser_->get().body();
  body.data = piece_.data();
  body.size = piece_.size();
  beast::http::async_read(
      socket_, input_, *parser_,
      [self = shared_from_this()](beast::error_code failure, std::size_t) { self->on_body(failure); });
}

void Connection::on_body(beast::error_code failure) {
  if (failure == beast::http::error::need_buffer) failure = {};
  if (failure == beast::http::error::body_limit) {
    refuse_body();
    return;
  }
  if (failure) {
    if (failure.category() == make_error_code(beast::http::error::bad_chunk).category() &&
        failure != beast::http::error::partial_message) {
      refuse(400, ErrorCode::bad_request, "The request's body is malformed.");
    } else {
      refuse_if_late();
    }
    return;
  }
  try {
    store_piece(kPieceBytes - parser_->get().body().size);
  } catch (const std::exception& error) {
    log::error("request body not stored", {{"error", error.what()}});
    refuse(503, ErrorCode::unavailable, "There is no room for the body at the moment. Try again later.");
    return;
  }
  extend_deadline(body_bytes_);
  if (parser_->is_done()) {
    answer();
  } else {
    read_body();
  }
}

void Connection::store_piece(std::size_t size) {
  const std::string_view piece = std::string_view(piece_).substr(0, size);
  body_bytes_ += size;
  if (!body_file_ && body_bytes_ > listener_.endpoint.spool_above) {
    body_file_ = std::make_shared<base::FileDescriptor>(base::open_temporary(listener_.endpoint.spool_directory));
    base::write_all(body_file_->get(), body_text_);
    body_text_.clear();
  }
  if (body_file_) {
    base::write_all(body_file_->get(), piece);
  } else {
    body_text_.append(piece);
  }
}

void Connection::answer() {
  reading_body_ = false;
  deadline_ = kNever;  // from here on the time is ours, not the client's
  if (body_file_) {
    request_.body = FileSlice{body_file_, 0, body_bytes_};
  } else if (!body_text_.empty()) {
    request_.body = std::move(body_text_);
  }
  if (listener_.lookup) {
    if (auto found = listener_.lookup(request_)) {
      listener_.found->fetch_add(1, std::memory_order_relaxed);
      found->headers.set("X-Request-Id", request_id_of(request_));  // what was kept was answered to somebody else
      write(std::move(*found));
      return;
    }
  }
  if (workers_.queued.fetch_add(1) >= workers_.queue_max) {
    --workers_.queued;
    write(own_answer(listener_.endpoint, request_,
                     Error(ErrorCode::unavailable, "Too many requests at once. Try again in a moment.")
                         .retry_after(std::chrono::seconds(1))));
    return;
  }
  asio::post(workers_.pool, [self = shared_from_this()]() mutable { run_handler(std::move(self)); });
}

void Connection::run_handler(std::shared_ptr<Connection> self) {
  auto response = std::make_shared<Response>();
  try {
    if (self->workers_.over) throw Error(ErrorCode::unavailable, "The server is stopping. Try again in a moment.");
    *response = self->listener_.handler(self->request_);
  } catch (const Error& error) {
    *response = own_answer(self->listener_.endpoint, self->request_, error);
  } catch (const std::exception& error) {
    log::error("handler failed", {{"error", error.what()}});
    *response = own_answer(self->listener_.endpoint, self->request_,
                           Error(ErrorCode::internal, "Something went wrong here. It has been logged."));
  }
  --self->workers_.queued;
  const auto executor = self->socket_.get_executor();
  asio::post(executor, [moved = std::move(self), response] { moved->write(std::move(*response)); });
}

void Connection::write(Response response) {
  response_ = conditional(request_, std::move(response));
  if (stopping_) keep_alive_ = false;
  append_head(head_, response_, keep_alive_);
  if (request_.method == "HEAD" || !has_body(response_.status)) response_.body = {};
  transfer_start_ = std::chrono::steady_clock::now();
  extend_deadline(0);
  write_head_and_memory();
}

void Connection::write_head_and_memory() {
  const bool from_file = response_.body.file() != nullptr;
  const std::string_view memory = from_file ? std::string_view() : response_.body.view();
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(memory)};
  asio::async_write(
      socket_, parts,
      // Asked after each partial write, which is where progress shows.
      [this](beast::error_code failure, std::size_t sent) -> std::size_t {
        if (failure) return 0;
        if (sent > 0) extend_deadline(sent);
        return kPieceBytes * 16;
      },
      [self = shared_from_this(), from_file](beast::error_code failure, std::size_t) {
        if (failure || !from_file) {
          self->on_written(failure);
        } else {
          self->write_file(0);
        }
      });
}

void Connection::write_file(std::uint64_t done) {
  const FileSlice& slice = *response_.body.file();
  if (done == slice.size) {
    on_written({});
    return;
  }
  try {
    piece_ = base::read_at(slice.file->get(), slice.offset + done,
                           static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes * 4, slice.size - done)));
  } catch (const std::exception& error) {
    log::error("file not sent", {{"error", error.what()}});
    piece_.clear();
  }
  if (piece_.empty()) {  // shorter than promised: only closing tells the client
    close();
    return;
  }
  asio::async_write(
      socket_, asio::buffer(piece_),
      [this, done](beast::error_code failure, std::size_t sent) -> std::size_t {
        if (failure) return 0;
        if (sent > 0) extend_deadline(done + sent);
        return kPieceBytes * 4;
      },
      [self = shared_from_this(), done](beast::error_code failure, std::size_t sent) {
        if (!failure) self->write_file(done + sent);
      });
}

void Connection::on_written(beast::error_code failure) {
  response_ = {};
  if (failure) return;
  // An idle connection holds nothing of its last request (read_header() forgets the rest).
  body_file_.reset();
  std::string().swap(body_text_);
  std::string().swap(piece_);
  if (keep_alive_) {
    read_header();
    return;
  }
  beast::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  if (stopping_) return;
  deadline_ = std::chrono::steady_clock::now() + kDrainTime;
  drain();
}

void Connection::refuse(int status, ErrorCode code, const std::string& message) {
  keep_alive_ = false;
  reading_header_ = false;
  reading_body_ = false;
  Response response = own_answer(listener_.endpoint, request_, Error(code, message), status);
  request_ = Request{};
  write(std::move(response));
}

// Closing with unread input makes TCP reset the connection, and the client may lose the answer; so read on for a while.
void Connection::drain() {
  piece_.resize(kPieceBytes);
  socket_.async_read_some(asio::buffer(piece_), [self = shared_from_this()](beast::error_code failure, std::size_t) {
    if (!failure) self->drain();
  });
}

}  // namespace copper::http
