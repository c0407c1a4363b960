#include "platform/http/client.h"

#include <curl/curl.h>

#include <array>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/package.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

void initialize_once() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

// Idle handles; each keeps its connection open for the next request.
class HandlePool {
 public:
  Easy take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Easy easy = std::move(idle_.back());
        idle_.pop_back();
        curl_easy_reset(easy.get());
        return easy;
      }
    }
    Easy easy(curl_easy_init());
    if (!easy) throw std::runtime_error("libcurl gives no handle");
    return easy;
  }
  void give_back(Easy easy) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < 32) idle_.push_back(std::move(easy));
  }
  void forget_idle() {
    std::vector<Easy> gone;  // closed when the lock is open again
    const std::lock_guard lock(mutex_);
    gone.swap(idle_);
  }

 private:
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

struct Sending {
  const Body* body;
  std::uint64_t done = 0;
};

constexpr std::size_t kMemoryBytesMax = 1 << 20;  // of an answer that may be spooled

struct Receiving {
  const UpstreamOptions* options;
  bool is_head;
  Response response;
  std::string text;
  base::FileDescriptor spool;  // has all of it once it is there
  std::uint64_t bytes = 0;
  bool too_large = false;
  std::exception_ptr failure;  // none may pass through libcurl

  void append(std::string_view piece) {
    bytes += piece.size();
    if (!spool && bytes > kMemoryBytesMax && !options->spool_directory.empty()) {
      spool = base::open_temporary(options->spool_directory);
      base::write_all(spool.get(), text);
      text.clear();
    }
    if (spool) {
      base::write_all(spool.get(), piece);
    } else {
      text.append(piece);
    }
  }
  Body body() {
    if (!spool) return std::move(text);
    return FileSlice{std::make_shared<const base::FileDescriptor>(std::move(spool)), 0, bytes};
  }
};

std::size_t read_request(char* out, std::size_t size, std::size_t count, void* user) {
  auto& sending = *static_cast<Sending*>(user);
  const std::size_t want =
      static_cast<std::size_t>(std::min<std::uint64_t>(size * count, sending.body->size() - sending.done));
  if (want == 0) return 0;
  if (const FileSlice* slice = sending.body->file()) {
    try {
      const std::string piece = base::read_at(slice->file->get(), slice->offset + sending.done, want);
      piece.copy(out, piece.size());
      sending.done += piece.size();
      return piece.size();
    } catch (const std::exception&) {
      return CURL_READFUNC_ABORT;
    }
  }
  sending.body->view().substr(sending.done).copy(out, want);
  sending.done += want;
  return want;
}

std::size_t write_response(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  if (receiving.bytes + size * count > receiving.options->response_bytes_max) {
    receiving.too_large = true;
    return 0;
  }
  try {
    receiving.append({bytes, size * count});
  } catch (...) {
    receiving.failure = std::current_exception();
    return 0;
  }
  return size * count;
}

std::size_t write_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  std::string_view line(bytes, size * count);
  while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {  // a new head: what a 100 Continue brought is void
    receiving.response.headers = {};
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    const std::string_view name = line.substr(0, colon);
    const Headers hop_by_hop{
        {"Connection", ""}, {"Transfer-Encoding", ""}, {"Content-Length", ""}, {"Keep-Alive", ""}, {"Server", ""}};
    const bool size_of_head = receiving.is_head && Headers{{name, ""}}.find("Content-Length");
    if (size_of_head || !hop_by_hop.find(name)) receiving.response.headers.add(name, value);
  }
  return size * count;
}

HeaderList header_list(const Headers& headers) {
  HeaderList list;
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const auto& [name, value] : headers) append(value.empty() ? name + ";" : name + ": " + value);
  if (!headers.find("Content-Type")) append("Content-Type:");  // libcurl would call every body a form
  append("Expect:");                                           // no waiting for 100 Continue between our own services
  return list;
}

void configure(CURL* easy, const UpstreamOptions& options, const Request& request, const std::string& url,
               curl_slist* headers, Sending& sending, Receiving& receiving) {
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_CAINFO, base::certificates().c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  if (options.stall_time_max.count() > 0) {
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_time_max.count()));
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, write_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write_response);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    const bool sends_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (sends_body) {
      curl_easy_setopt(easy, CURLOPT_POST, 1L);
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_request);
      curl_easy_setopt(easy, CURLOPT_READDATA, &sending);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

// The connection died before there was an answer; libcurl would send a body again, but has none to begin anew with.
bool is_dead(CURLcode code) {
  return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING ||
         code == CURLE_SEND_FAIL_REWIND;
}

bool may_try_again(const Request& request, CURLcode code) {
  const bool idempotent = request.method == "GET" || request.method == "HEAD";
  return code == CURLE_COULDNT_CONNECT || (idempotent && is_dead(code));
}

}  // namespace

Handler http_upstream(UpstreamOptions options) {
  initialize_once();
  return [options = std::move(options), pool = std::make_shared<HandlePool>()](const Request& incoming) {
    Request request = incoming;
    if (!log::Scope::current_request_id().empty()) {
      request.headers.set("X-Request-Id", log::Scope::current_request_id());
    }
    // A span for the call itself, so that the other side knows which of our calls it serves.
    if (const auto trace = log::Scope::current_trace()) {
      request.headers.set("traceparent", trace::to_traceparent(trace::child(*trace)));
    }
    // What will not be sent must not be signed: a body that means nothing (RFC 9110 §9.3.1), and what belonged to the
    // connection that brought the request.
    if (request.is_read()) request.body = {};
    for (const char* name : {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Keep-Alive", "TE",
                             "Trailer", "Upgrade", "Proxy-Authorization", "Proxy-Connection"}) {
      request.headers.erase(name);
    }
    if (options.sign) options.sign(request);
    const std::string url = options.base_url + request.target;
    const HeaderList headers = header_list(request.headers);
    for (int attempt = 0;; ++attempt) {
      Easy easy = pool->take();
      Sending sending{&request.body};
      Receiving receiving{.options = &options, .is_head = request.method == "HEAD"};
      configure(easy.get(), options, request, url, headers.get(), sending, receiving);
      const CURLcode code = curl_easy_perform(easy.get());
      if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        pool->give_back(std::move(easy));
        receiving.response.status = static_cast<int>(status);
        receiving.response.body = receiving.body();
        return std::move(receiving.response);
      }
      if (receiving.failure) std::rethrow_exception(receiving.failure);
      if (receiving.too_large) throw std::runtime_error(options.name + " answered with more bytes than allowed");
      // Whoever dropped this connection has mostly dropped the others too, and each would cost another request.
      if (is_dead(code)) pool->forget_idle();
      if (!may_try_again(request, code) || attempt >= options.retries_max) {
        throw Error(ErrorCode::unavailable, "A part of the gallery is not answering. Please try again in a moment.",
                    options.name + " at " + options.base_url + ": " + curl_easy_strerror(code));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50) * (attempt + 1));
    }
  };
}

}  // namespace copper::http
