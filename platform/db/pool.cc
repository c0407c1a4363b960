#include "platform/db/pool.h"

#include <poll.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "platform/base/error.h"
#include "platform/db/conninfo.h"

namespace copper::db {

struct Pool::State {
  std::string url;
  PoolOptions options;
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<pqxx::connection>> idle;  // the last one used is used next
  std::size_t open = 0;                                 // idle, leased and just being opened

  std::unique_ptr<pqxx::connection> connect() const;
  std::unique_ptr<pqxx::connection> acquire();
  void release(std::unique_ptr<pqxx::connection> connection) noexcept;
};

namespace {

// An idle connection has nothing to read. What is there is the server's farewell or the end of the stream; a
// change of server settings, which is rare, costs a connection too. (libpqxx's own reconnection before BEGIN
// fails.)
bool alive(const pqxx::connection& connection) {
  pollfd readable{connection.sock(), POLLIN, 0};
  return connection.is_open() && ::poll(&readable, 1, 0) == 0;
}

}  // namespace

std::unique_ptr<pqxx::connection> Pool::State::connect() const {
  auto connection = std::make_unique<pqxx::connection>(url);
  std::string settings = "SET statement_timeout = " + std::to_string(options.statement_timeout.count());
  if (!options.search_path.empty()) settings += "; SET search_path = " + options.search_path;
  pqxx::nontransaction(*connection).exec(settings);
  return connection;
}

std::unique_ptr<pqxx::connection> Pool::State::acquire() {
  std::unique_ptr<pqxx::connection> connection;
  {
    std::unique_lock lock(mutex);
    const auto available = [this] { return !idle.empty() || open < options.size; };
    if (!freed.wait_for(lock, options.acquire_timeout, available)) {
      throw Error(ErrorCode::unavailable, "The database is busy. Try again in a moment.",
                  "no connection became free in " + std::to_string(options.acquire_timeout.count()) + " ms");
    }
    if (idle.empty()) {
      ++open;
    } else {
      connection = std::move(idle.back());
      idle.pop_back();
    }
  }
  if (connection != nullptr && alive(*connection)) return connection;
  try {
    return connect();
  } catch (...) {
    release(nullptr);
    throw;
  }
}

void Pool::State::release(std::unique_ptr<pqxx::connection> connection) noexcept {
  {
    const std::lock_guard lock(mutex);
    if (connection != nullptr && connection->is_open()) {
      idle.push_back(std::move(connection));  // cannot throw: reserved for all
    } else {
      --open;
    }
  }
  freed.notify_one();
}

Pool::Pool(const std::string& url, PoolOptions options) : state_(std::make_unique<State>()) {
  state_->url = connection_string(url);
  state_->options = std::move(options);
  state_->idle.reserve(state_->options.size);
}

Pool::~Pool() = default;

bool Pool::healthy() noexcept {
  try {
    transaction([](pqxx::work& tx) { tx.exec("SELECT 1"); });
    return true;
  } catch (...) {
    return false;
  }
}

Pool::Lease::Lease(State& state) : state_(state), connection_(state.acquire()) {}
Pool::Lease::~Lease() {
  state_.release(std::move(connection_));
}

namespace {

constexpr const char* kNoAnswer = "The database does not answer. Try again in a moment.";

// Class 08: connection exceptions; 57P0x: the server shuts down or starts; 57014: statement_timeout; class 40: rolled
// back for the sake of another transaction (a deadlock).
bool means_unavailable(const std::string& sql_state) {
  return sql_state.starts_with("08") || sql_state.starts_with("57P0") || sql_state == "57014" ||
         sql_state.starts_with("40");
}

}  // namespace

void Pool::rethrow() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& e) {
    throw Error(ErrorCode::unavailable, "It is not certain that the change was saved. Look before you try again.",
                e.what());
  } catch (const pqxx::statement_completion_unknown& e) {
    throw Error(ErrorCode::unavailable, kNoAnswer, e.what());
  } catch (const pqxx::broken_connection& e) {
    throw Error(ErrorCode::unavailable, kNoAnswer, e.what());
  } catch (const pqxx::sql_error& e) {
    if (!means_unavailable(e.sqlstate())) throw;
    throw Error(ErrorCode::unavailable, kNoAnswer, e.what());
  }
}

}  // namespace copper::db
