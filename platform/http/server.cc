#include "platform/http/server.h"

#include <sys/resource.h>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>

#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/http/connection.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::milliseconds kTick{500};

void open(tcp::acceptor& acceptor, const Endpoint& endpoint) {
  const tcp::endpoint address(asio::ip::make_address(endpoint.address), endpoint.port);
  boost::system::error_code failure;
  acceptor.open(address.protocol(), failure);
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(address, failure);
  if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (!failure) return;
  const std::string port = std::to_string(endpoint.port);
  if (failure == asio::error::address_in_use) {
    throw StartError("Port " + port + " (" + endpoint.name +
                     ") is taken by another program. Stop that program or choose other ports with --port-base.");
  }
  throw StartError("Cannot listen on port " + port + " (" + endpoint.name + "): " + failure.message() + ".");
}

}  // namespace

struct Server::Impl {
  explicit Impl(const ServerOptions& chosen) : options(chosen), workers(chosen.workers, chosen.queue_max) {
    std::signal(SIGPIPE, SIG_IGN);
    // Every connection is a file; the usual soft limit of 1024 is less than 500 visitors with six connections each.
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
      files.rlim_cur = files.rlim_max;
      ::setrlimit(RLIMIT_NOFILE, &files);
    }
    for (unsigned i = 0; i < options.io_threads; ++i) io.push_back(std::make_unique<IoThread>());
  }

  void accept(tcp::acceptor& acceptor, Listener& listener) {
    IoThread& target = *io[next_io++ % io.size()];
    acceptor.async_accept(target.context, [this, &acceptor, &listener, &target](boost::system::error_code failure,
                                                                                tcp::socket socket) {
      if (stopping) return;
      if (failure) {
        log::warning("connection not accepted", {{"endpoint", listener.endpoint.name}, {"error", failure.message()}});
        // Out of files, usually: trying again at once would only spin.
        auto pause = std::make_shared<asio::steady_timer>(io[0]->context, kTick);
        pause->async_wait([this, &acceptor, &listener, pause](boost::system::error_code) {
          if (!stopping) accept(acceptor, listener);
        });
        return;
      } else if (listener.connections < listener.endpoint.connections_max) {
        asio::dispatch(target.context,
                       [this, &listener, &target, moved = std::make_shared<tcp::socket>(std::move(socket))] {
                         std::make_shared<Connection>(std::move(*moved), target, workers, listener, stopping)->start();
                       });
      }
      accept(acceptor, listener);
    });
  }

  void tick(IoThread& thread) {
    auto timer = std::make_shared<asio::steady_timer>(thread.context, kTick);
    timer->async_wait([this, &thread, timer](boost::system::error_code) {
      const auto now = std::chrono::steady_clock::now();
      // A closed connection leaves the set only when its handlers have run, later: the set does not change here.
      for (Connection* connection : thread.connections) {
        connection->check_deadline(now);
        if (stopping) connection->close_if_idle();
      }
      tick(thread);
    });
  }

  std::size_t open_connections() const {
    std::size_t count = 0;
    for (const auto& listener : listeners) count += listener->connections;
    return count;
  }

  void shut_down() {
    stopping = true;
    asio::post(io[0]->context, [this] {
      for (auto& acceptor : acceptors) acceptor->close();
    });
    for (auto& thread : io) {
      asio::post(thread->context, [&thread = *thread] {
        for (Connection* connection : thread.connections) connection->close_if_idle();
      });
    }
    // Connections that are writing now become idle later: tick() closes them.
    const auto end = std::chrono::steady_clock::now() + options.stop_grace;
    while (open_connections() > 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (open_connections() > 0) log::warning("stopped with requests under way", {{"connections", open_connections()}});
    workers.over = true;
    for (auto& thread : io) thread->context.stop();
    for (auto& thread : threads) thread.join();
    // A context stopped at once may not have come to it, and a port that stays open keeps the next process from it.
    for (auto& acceptor : acceptors) acceptor->close();
    workers.pool.join();
    threads.clear();
  }

  ServerOptions options;
  std::atomic<bool> stopping{false};
  // In this order, so that each outlives those below that refer to it.
  Workers workers;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<std::unique_ptr<IoThread>> io;
  std::vector<std::unique_ptr<tcp::acceptor>> acceptors;
  std::size_t next_io = 0;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable stop_asked;
  bool stop_wanted = false;
};

std::vector<std::string> loopback_hosts(std::uint16_t port) {
  return {"127.0.0.1:" + std::to_string(port), "localhost:" + std::to_string(port)};
}

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(options)) {}

Server::~Server() {
  if (!impl_->threads.empty()) impl_->shut_down();
}

std::uint16_t Server::listen(Endpoint endpoint, Handler handler, Lookup lookup) {
  auto listener = std::make_unique<Listener>(std::move(endpoint), std::move(handler), std::move(lookup));
  auto acceptor = std::make_unique<tcp::acceptor>(impl_->io[0]->context);
  open(*acceptor, listener->endpoint);
  impl_->accept(*acceptor, *listener);
  impl_->listeners.push_back(std::move(listener));
  impl_->acceptors.push_back(std::move(acceptor));
  return impl_->acceptors.back()->local_endpoint().port();
}

void Server::start() {
  for (auto& thread : impl_->io) {
    impl_->tick(*thread);
    impl_->threads.emplace_back([&thread = *thread] { thread.context.run(); });
  }
}

void Server::run() {
  asio::io_context signals_context;
  asio::signal_set signals(signals_context, SIGTERM, SIGINT);
  signals.async_wait([this](boost::system::error_code failure, int) {
    if (!failure) stop();
  });
  std::thread waiting([&] { signals_context.run(); });
  start();
  {
    std::unique_lock lock(impl_->mutex);
    impl_->stop_asked.wait(lock, [this] { return impl_->stop_wanted; });
  }
  signals_context.stop();
  waiting.join();
  signals.clear();  // a second Ctrl-C ends the program at once
  impl_->shut_down();
}

void Server::stop() {
  impl_->stopping = true;
  const std::lock_guard lock(impl_->mutex);
  impl_->stop_wanted = true;
  impl_->stop_asked.notify_all();
}

}  // namespace copper::http
