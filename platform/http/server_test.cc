#include "platform/http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

using namespace std::chrono_literals;

// A TCP connection that says exactly what a test wants to say.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
    const timeval patience{10, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  void send(std::string_view text) { base::write_all(socket_.get(), text); }
  // Everything until the server closes.
  std::string read_to_end() {
    std::string all;
    char piece[4096];
    for (ssize_t n = 0; (n = ::recv(socket_.get(), piece, sizeof piece, 0)) > 0;) {
      all.append(piece, static_cast<std::size_t>(n));
    }
    return all;
  }
  std::string read_until(std::string_view end) {
    std::string all;
    char c = 0;
    while (all.find(end) == std::string::npos && ::recv(socket_.get(), &c, 1, 0) == 1) all += c;
    return all;
  }

 private:
  base::FileDescriptor socket_;
};

Handler echo() {
  return [](const Request& request) {
    Response response = text_response(200, request.method + " " + request.target + " " + request.body.text());
    response.headers.set("X-Spooled", request.body.file() != nullptr ? "yes" : "no");
    return response;
  };
}

class RunningServer {
 public:
  explicit RunningServer(Handler handler, Endpoint endpoint = {}, ServerOptions options = {}, Lookup lookup = {})
      : server_(options), port_(server_.listen(std::move(endpoint), std::move(handler), std::move(lookup))) {
    server_.start();
  }
  std::uint16_t port() const { return port_; }
  std::string ask(std::string_view text) const {
    RawClient client(port_);
    client.send(text);
    return client.read_to_end();
  }

 private:
  Server server_;
  std::uint16_t port_;
};

auto at_most(std::uint64_t bytes) {
  return [bytes](const Request&) { return bytes; };
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Server, KeepsAliveAndAnswersPipelinedRequestsInOrder) {
  const RunningServer server(echo());
  const std::string answer = server.ask(
      "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count(answer, "HTTP/1.1 200 OK"), 3U);
  EXPECT_LT(answer.find("GET /a"), answer.find("GET /b"));
  EXPECT_LT(answer.find("GET /b"), answer.find("GET /c"));
}

TEST(Server, HeadHasTheLengthButNoBody) {
  const RunningServer server(echo());
  const std::string answer = server.ask("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 8"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Server, LargeBodiesAreSpooledToAFileAndArriveWhole) {
  const RunningServer server(echo(), {.body_bytes_max = at_most(4 << 20), .spool_above = 1000});
  const std::string body(3 << 20, 'x');
  const std::string answer =
      server.ask("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                 "\r\n\r\n" + body);
  EXPECT_NE(answer.find("X-Spooled: yes"), std::string::npos);
  EXPECT_EQ(count(answer, std::string(1 << 20, 'x').substr(0, 64)), (3U << 20) - 63);
}

TEST(Server, ChunkedBodiesAreUnderstood) {
  const RunningServer server(echo());
  const std::string answer = server.ask(
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_NE(answer.find("POST / abcde"), std::string::npos);
}

TEST(Server, ExpectContinueIsAnsweredBeforeTheBody) {
  const RunningServer server(echo());
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  EXPECT_NE(client.read_to_end().find("POST / abc"), std::string::npos);
}

TEST(Server, OversizedAndMalformedRequestsAreRefusedWithTheRightStatus) {
  const RunningServer server(echo(), {.header_bytes_max = 2048, .body_bytes_max = at_most(100)});
  const std::string long_header(4000, 'h');
  EXPECT_TRUE(server.ask("GET / HTTP/1.1\r\nHost: x\r\nX: " + long_header + "\r\n\r\n").starts_with("HTTP/1.1 431"));
  EXPECT_TRUE(server.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n").starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(server
                  .ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n70\r\n" +
                       std::string(0x70, 'b') + "\r\n0\r\n\r\n")
                  .starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(server.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(server.ask("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc")
                  .starts_with("HTTP/1.1 400"));
}

TEST(Server, WhatItRefusesItselfIsDressedAsTheHandlersAnswersAre) {
  const RunningServer server(echo(), {.body_bytes_max = at_most(100), .dress = [](Handler next) {
                                        return with_headers({{"X-Dress", "on"}}, std::move(next));
                                      }});
  for (const char* refused : {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", "nonsense\r\n\r\n"}) {
    EXPECT_NE(server.ask(refused).find("X-Dress: on"), std::string::npos) << refused;
  }
}

TEST(Server, AHeaderOfEndlessSmallFieldsIsRefused) {
  const RunningServer server(echo(), {.header_bytes_max = 2048, .header_time_max = 60s});
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n");
  // So that every piece that arrives ends in the middle of a field.
  for (int i = 0; i < 600; ++i) client.send("A:\r\nB:b");
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 431"));
}

TEST(Server, RequestsWhoseEndOrHostIsInDoubtAreRefused) {
  const RunningServer server(echo());
  for (const char* request :
       {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"}) {
    const std::string answer = server.ask(request);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << request << answer;
    EXPECT_EQ(answer.find("smuggled"), std::string::npos) << answer;
  }
}

TEST(Server, AChunkHeaderWithoutEndIsRefused) {
  const RunningServer server(echo());
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(200'000, 'a'));
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 400"));
}

TEST(Server, AnswersOnlyForItsOwnHostsWhenItHasSome) {
  const RunningServer server(echo(), {.hosts = {"127.0.0.1:80"}});
  EXPECT_TRUE(server.ask("GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(
      server.ask("GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST(Server, LookupAnswersBeforeTheHandler) {
  const RunningServer server(echo(), {}, {}, [](const Request& request) -> std::optional<Response> {
    if (request.path() == "/cached") return text_response(200, "from the cache");
    return std::nullopt;
  });
  EXPECT_NE(server.ask("GET /cached HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").find("from the cache"),
            std::string::npos);
  EXPECT_NE(server.ask("GET /else HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").find("GET /else"),
            std::string::npos);
}

TEST(Server, MoreThanTheQueueHoldsIsUnavailable) {
  std::promise<void> release;
  const auto released = release.get_future().share();
  const RunningServer server([released](const Request&) { return released.wait(), text_response(200, "done"); }, {},
                             {.workers = 1, .queue_max = 1});
  RawClient first(server.port());
  first.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::string refused;
  // The first request may not have reached the worker yet; whoever comes second is refused.
  refused = server.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  release.set_value();
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503"));
  EXPECT_NE(refused.find("Retry-After"), std::string::npos);
  EXPECT_NE(first.read_to_end().find("done"), std::string::npos);
}

// The client's address as a Handler sees it behind the given X-Forwarded-For.
std::string client_of(std::string_view forwarded_for, bool behind_proxy) {
  const RunningServer server(
      [](const Request& request) { return text_response(200, "<" + request.client_address + ">"); },
      {.behind_proxy = behind_proxy});
  return server.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: " + std::string(forwarded_for) +
                    "\r\n\r\n");
}

TEST(Server, BehindAProxyTheClientIsWhomTheProxySaw) {
  EXPECT_TRUE(client_of("203.0.113.9, 198.51.100.7", true).ends_with("<198.51.100.7>"));
  EXPECT_TRUE(client_of("nonsense", true).ends_with("<127.0.0.1>"));
}

TEST(Server, WithoutAProxyTheClientIsThePeerWhateverItSays) {
  EXPECT_TRUE(client_of("198.51.100.7", false).ends_with("<127.0.0.1>"));
}

TEST(Server, WhatItRefusesByItselfHasARequestIdAndMayNotBeGuessedAt) {
  const RunningServer server([](const Request&) -> Response { throw Error(ErrorCode::internal, "not observed"); },
                             {.header_bytes_max = 1000, .body_bytes_max = at_most(10)});
  for (const std::string& request :
       {std::string("nonsense\r\n\r\n"), "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x') + "\r\n\r\n",
        std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")}) {
    const std::string answer = server.ask(request);
    EXPECT_NE(answer.find("\r\nX-Request-Id: "), std::string::npos) << answer;
    EXPECT_NE(answer.find("\r\nX-Content-Type-Options: nosniff\r\n"), std::string::npos) << answer;
  }
}

TEST(Server, ARequestThatDoesNotArriveInTimeIsToldSo) {
  const RunningServer server(echo(), {.header_time_max = 1s, .stall_time_max = 1s});
  for (const std::string& request : {std::string("GET / HTTP/1.1\r\nHost:"),
                                     std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"),
                                     std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                                                 "Expect: 100-continue\r\n\r\n")}) {
    const std::string answer = server.ask(request);
    EXPECT_EQ(count(answer, "HTTP/1.1 408 "), 1U) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
  }
}

TEST(Server, AnIdleConnectionIsClosedWithoutAWord) {
  const RunningServer server(echo(), {.idle_time_max = 1s});
  EXPECT_EQ(server.ask(""), "");
}

TEST(Server, AnAnswerFromTheLookupNamesItsOwnRequest) {
  const RunningServer server(echo(), {}, {}, [](const Request&) {
    Response response = text_response(200, "kept");
    response.headers.set("X-Request-Id", "the-one-that-made-it");
    return std::optional(std::move(response));
  });
  const std::string given =
      server.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: my-own-request-1\r\n\r\n");
  EXPECT_NE(given.find("\r\nX-Request-Id: my-own-request-1\r\n"), std::string::npos) << given;
  const std::string made = server.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(made.find("\r\nX-Request-Id: "), std::string::npos) << made;
  EXPECT_EQ(count(made, "the-one-that-made-it"), 0U);
}

TEST(Server, ARefusalDoesNotCarryTheIdOfTheRequestBefore) {
  const RunningServer server(echo());
  const std::string answer =
      server.ask("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: the-first-request\r\n\r\nnonsense\r\n\r\n");
  EXPECT_NE(answer.find("HTTP/1.1 400"), std::string::npos);
  EXPECT_EQ(count(answer, "the-first-request"), 0U);
}

TEST(Server, StopLetsARequestUnderWayFinish) {
  std::promise<void> entered;
  std::promise<void> release;
  Server server({});
  const std::uint16_t port = server.listen({}, [&](const Request&) {
    entered.set_value();
    release.get_future().wait();
    return text_response(200, "finished");
  });
  std::thread running([&] { server.run(); });
  RawClient client(port);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  entered.get_future().wait();
  server.stop();
  release.set_value();
  const std::string answer = client.read_to_end();
  running.join();
  EXPECT_NE(answer.find("finished"), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

// A program may have long work to finish after run(); the next one must not find its port taken meanwhile.
TEST(Server, PortsAreFreeOnceItHasStopped) {
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<Server>> stopped;
  for (int i = 0; i < 50; ++i) {
    auto server = std::make_unique<Server>(ServerOptions{});
    port = server->listen({.port = port}, echo());
    std::thread running([&] { server->run(); });
    server->stop();
    running.join();
    stopped.push_back(std::move(server));
  }
}

TEST(Server, TakenPortIsNamed) {
  const RunningServer server(echo());
  Server second({});
  try {
    second.listen({.name = "gallery", .port = server.port()}, echo());
    FAIL() << "the port was taken";
  } catch (const StartError& error) {
    EXPECT_NE(std::string(error.what()).find(std::to_string(server.port())), std::string::npos);
  }
}

TEST(Upstream, PassesMethodTargetHeadersAndBodyBothWays) {
  const RunningServer server([](const Request& request) {
    Response response = text_response(201, request.method + " " + request.target + " " + request.body.text());
    response.headers.add("Set-Cookie", "a=1");
    response.headers.add("Set-Cookie", "b=2");
    response.headers.set("X-Asked", request.headers.get("X-Ask"));
    return response;
  });
  const Handler upstream =
      http_upstream({.name = "echo", .base_url = "http://127.0.0.1:" + std::to_string(server.port())});
  Request request;
  request.method = "PUT";
  request.target = "/a%20b?c=%C3%A6";
  request.headers.set("X-Ask", "me");
  request.body = std::string("text");
  const Response response = upstream(request);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body.view(), "PUT /a%20b?c=%C3%A6 text");
  EXPECT_EQ(response.headers.get("X-Asked"), "me");
  EXPECT_EQ(std::count_if(response.headers.begin(), response.headers.end(),
                          [](const auto& field) { return field.first == "Set-Cookie"; }),
            2);
}

TEST(Upstream, PassesRequestIdAndTraceOn) {
  const RunningServer server([](const Request& request) {
    return text_response(
        200, std::string(request.headers.get("X-Request-Id")) + " " + std::string(request.headers.get("traceparent")));
  });
  const Handler upstream =
      http_upstream({.name = "echo", .base_url = "http://127.0.0.1:" + std::to_string(server.port())});
  const trace::Context trace = trace::make();
  const log::Scope scope("test", "request-1", trace);
  const std::string answer = upstream(Request{}).body.text();
  EXPECT_TRUE(answer.starts_with("request-1 ")) << answer;
  const auto sent = trace::parse(answer.substr(10));
  ASSERT_TRUE(sent) << answer;
  EXPECT_EQ(sent->trace_id, trace.trace_id);
  EXPECT_NE(sent->span_id, trace.span_id);
}

TEST(Upstream, UnreachableIsUnavailable) {
  std::uint16_t closed_port = 0;
  { closed_port = RunningServer(echo()).port(); }
  const Handler upstream = http_upstream(
      {.name = "nobody", .base_url = "http://127.0.0.1:" + std::to_string(closed_port), .retries_max = 0});
  try {
    upstream(Request{});
    FAIL() << "nobody listens there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_NE(error.internal_detail().find("nobody"), std::string::npos);
  }
}

TEST(Upstream, SlowAnswersAreUnavailable) {
  std::promise<void> release;
  const auto released = release.get_future().share();
  const RunningServer server([released](const Request&) { return released.wait(), text_response(200, "late"); });
  const Handler upstream = http_upstream({.name = "slow",
                                          .base_url = "http://127.0.0.1:" + std::to_string(server.port()),
                                          .timeout = 200ms,
                                          .retries_max = 0});
  EXPECT_THROW(upstream(Request{}), Error);
  release.set_value();
}

}  // namespace
}  // namespace copper::http
