#include "platform/http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <ctime>

#include "platform/base/clock.h"
#include "platform/base/crypto.h"
#include "platform/http/conditional.h"
#include "platform/http/middleware.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

constexpr std::size_t kPieceBytes = 64 * 1024;
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
  for (const auto& [name, value] : response.headers) head.append(name).append(": ").append(value).append("\r\n");
  if (has_body(response.status)) {
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (!keep_alive) head.append("Connection: close\r\n");
  head.append("\r\n");
}

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

// What is answered before a handler is asked; like every answer it has a request id.
Response refusal(ErrorCode code, const std::string& message) {
  Response response = error_response(Error(code, message));
  response.headers.set("X-Request-Id", base::uuid4());
  return response;
}

// "http://host/path" (RFC 9112 §3.2.2) becomes "/path".
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
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
  client_address_ = peer.address().to_string(ignored);
  read_header();
  deadline_ = std::chrono::steady_clock::now() + listener_.endpoint.header_time_max;
}

void Connection::check_deadline(Time now) {
  // The idle time ends and the header's time begins with the first byte.
  if (reading_header_ && idle_ && (parser_->got_some() || input_.size() > 0)) {
    idle_ = false;
    deadline_ = now + listener_.endpoint.header_time_max;
  }
  if (now >= deadline_) close();
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
  deadline_ = transfer_start_ + endpoint.stall_time_max +
              std::chrono::seconds(bytes_moved / endpoint.body_bytes_per_second_min);
}

void Connection::read_header() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(listener_.endpoint.header_bytes_max));
  parser_->body_limit(listener_.endpoint.body_bytes_max);
  reading_header_ = true;
  idle_ = true;
  deadline_ = std::chrono::steady_clock::now() + listener_.endpoint.idle_time_max;
  beast::http::async_read_header(
      socket_, input_, *parser_,
      [self = shared_from_this()](beast::error_code failure, std::size_t) { self->on_header(failure); });
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
  } else if (failure == beast::http::error::body_limit) {
    refuse(413, ErrorCode::payload_too_large,
           "The body is larger than " + std::to_string(listener_.endpoint.body_bytes_max) + " bytes.");
  } else if (failure.category() == make_error_code(beast::http::error::bad_method).category() &&
             failure != beast::http::error::end_of_stream && failure != beast::http::error::partial_message) {
    refuse(400, ErrorCode::bad_request, "This is not a well-formed HTTP request.");
  }
  // Everything else is a client that went away.
}

void Connection::take_header() {
  const auto& message = parser_->get();
  request_ = Request{};
  request_.method = view_of(message.method_string());
  request_.target = origin_form(view_of(message.target()));
  request_.client_address = client_address_;
  for (const auto& field : message) request_.headers.add(view_of(field.name_string()), view_of(field.value()));
  keep_alive_ = message.keep_alive() && !stopping_;
  body_bytes_ = 0;
  body_text_.clear();
  body_file_.reset();
  if (parser_->is_done()) {
    answer();
    return;
  }
  transfer_start_ = std::chrono::steady_clock::now();
  extend_deadline(0);
  if (beast::iequals(message[beast::http::field::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(socket_, asio::buffer(kContinue),
                      [self = shared_from_this()](beast::error_code failure, std::size_t) {
                        if (!failure) self->read_body();
                      });
    return;
  }
  read_body();
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
    refuse(413, ErrorCode::payload_too_large,
           "The body is larger than " + std::to_string(listener_.endpoint.body_bytes_max) + " bytes.");
    return;
  }
  if (failure) {
    if (failure.category() == make_error_code(beast::http::error::bad_chunk).category() &&
        failure != beast::http::error::partial_message) {
      refuse(400, ErrorCode::bad_request, "The request's body is malformed.");
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
  deadline_ = kNever;  // from here on the time is ours, not the client's
  if (body_file_) {
    request_.body = FileSlice{body_file_, 0, body_bytes_};
  } else if (!body_text_.empty()) {
    request_.body = std::move(body_text_);
  }
  if (listener_.lookup) {
    if (auto found = listener_.lookup(request_)) {
      write(std::move(*found));
      return;
    }
  }
  if (workers_.queued.fetch_add(1) >= workers_.queue_max) {
    --workers_.queued;
    Response busy = refusal(ErrorCode::unavailable, "Too many requests at once. Try again in a moment.");
    busy.headers.set("Retry-After", "1");
    write(std::move(busy));
    return;
  }
  asio::post(workers_.pool, [self = shared_from_this()]() mutable { run_handler(std::move(self)); });
}

void Connection::run_handler(std::shared_ptr<Connection> self) {
  auto response = std::make_shared<Response>();
  try {
    *response = self->listener_.handler(self->request_);
  } catch (const Error& error) {
    *response = error_response(error);
  } catch (const std::exception& error) {
    log::error("handler failed", {{"error", error.what()}});
    *response = error_response(Error(ErrorCode::internal, "Something went wrong here. It has been logged."));
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
  asio::async_write(socket_, asio::buffer(piece_),
                    [self = shared_from_this(), done](beast::error_code failure, std::size_t sent) {
                      if (failure) return;
                      self->extend_deadline(done + sent);
                      self->write_file(done + sent);
                    });
}

void Connection::on_written(beast::error_code failure) {
  response_ = {};
  if (failure) return;
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
  Response response = refusal(code, message);
  response.status = status;
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
