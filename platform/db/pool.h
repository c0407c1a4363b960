// PostgreSQL: a pool of connections and transactions over it.
//
//   db::Pool pool(url, 8);
//   auto title = pool.transaction([&](pqxx::work& tx) { return tx.exec_params1("…", id)[0].as<std::string>(); });
//
// A transaction commits when the function returns and rolls back when it throws. It is never run twice: a
// connection that died while idle is opened anew before BEGIN, one that breaks later is discarded. When the
// database cannot be reached, a statement exceeds its timeout, no connection becomes free in time, or nobody
// knows whether a COMMIT arrived, throws Error unavailable; everything else is rethrown unchanged
// (pqxx::unique_violation, …). Call from any thread; do not nest, each call takes a connection.
// (libpqxx 6.4.5 takes no string_view parameters: pass std::string or const char*.)
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <type_traits>

namespace copper::db {

struct PoolOptions {
  std::size_t size = 8;
  std::chrono::milliseconds acquire_timeout{5000};
  std::chrono::milliseconds statement_timeout{10000};
  std::string search_path;  // of every connection; empty: the server's
};

class Pool {
 public:
  // Connects on first use. Throws StartError when `url` is neither a postgresql:// URL nor key=value pairs.
  explicit Pool(const std::string& url, PoolOptions options = {});
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  template <class F>
  auto transaction(F&& f) -> std::invoke_result_t<F, pqxx::work&>;
  // Read only, one snapshot for all its statements (REPEATABLE READ READ ONLY).
  template <class F>
  auto read(F&& f) -> std::invoke_result_t<F, pqxx::transaction_base&>;

  // One statement that only reads, planned once per connection and known to it as `name`: no BEGIN, no COMMIT, one
  // round trip. The same name must always come with the same text.
  template <class... Parameters>
  pqxx::result query(const std::string& name, const std::string& sql, const Parameters&... parameters);

  bool healthy() noexcept;  // answers a trivial query

 private:
  struct State;
  // A borrowed connection; returned, or discarded when broken, at the end of its scope.
  class Lease {
   public:
    explicit Lease(State& state);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    pqxx::connection& operator*() const { return *connection_; }

   private:
    State& state_;
    std::unique_ptr<pqxx::connection> connection_;
  };
  // Rethrows the exception being handled, a lost database as Error unavailable.
  [[noreturn]] static void rethrow();

  std::unique_ptr<State> state_;
};

template <class F>
auto Pool::transaction(F&& f) -> std::invoke_result_t<F, pqxx::work&> {
  try {
    const Lease lease(*state_);
    pqxx::work tx(*lease);
    if constexpr (std::is_void_v<std::invoke_result_t<F, pqxx::work&>>) {
      f(tx);
      tx.commit();
    } else {
      auto result = f(tx);
      tx.commit();
      return result;
    }
  } catch (...) {
    rethrow();
  }
}

template <class F>
auto Pool::read(F&& f) -> std::invoke_result_t<F, pqxx::transaction_base&> {
  try {
    const Lease lease(*state_);
    pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> tx(*lease);
    return f(tx);
  } catch (...) {
    rethrow();
  }
}

template <class... Parameters>
pqxx::result Pool::query(const std::string& name, const std::string& sql, const Parameters&... parameters) {
  try {
    const Lease lease(*state_);
    (*lease).prepare(name, sql);  // remembered: sent once
    return pqxx::nontransaction(*lease).exec_prepared(name, parameters...);
  } catch (...) {
    rethrow();
  }
}

}  // namespace copper::db
