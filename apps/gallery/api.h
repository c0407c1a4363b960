// The public API as the pages see it: GET and an answer, or an Error; and POST for what a visitor sends.
#pragma once

#include <atomic>
#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/http/handler.h"

namespace copper::gallery {

using Answer = std::shared_ptr<const boost::json::object>;

// Knows the content revision that was last heard of, and keeps the few answers that nearly every page needs.
class Api {
 public:
  static constexpr std::int64_t kUnknownRevision = -1;

  explicit Api(http::Handler handler) : handler_(std::move(handler)) {}

  // Asks GET /api/v1/revision; true when it differs from what was known. Throws Error unavailable.
  bool refresh_revision();
  std::int64_t revision() const { return revision_.load(); }
  // The newest revision known that took something out of the public's sight; 0 when none is known.
  std::int64_t withdrawn() const { return withdrawn_.load(); }

  // What was kept of `target`, of whatever revision; null when nothing was.
  Answer kept(const std::string& target) const;

 private:
  friend class ApiSession;
  struct Kept {
    Answer answer;
    std::int64_t revision;
  };
  struct Fetched {
    boost::json::object body;
    std::int64_t revision;
  };

  http::Response ask(http::Request request) const;
  Fetched fetch(const std::string& target) const;
  void keep(const std::string& target, Kept kept);

  http::Handler handler_;
  std::atomic<std::int64_t> revision_ = kUnknownRevision;
  std::atomic<std::int64_t> withdrawn_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

// The calls that one page makes. Not for use by several threads.
class ApiSession {
 public:
  explicit ApiSession(Api& api) : api_(api), known_(api.revision()) {}

  // GET /api/v1{target}. Throws Error not_found when the API says that there is no such thing (or that there
  // cannot be), unavailable when it does not answer as it should.
  boost::json::object get(const std::string& target);
  // The same, answered from what was kept when the content has not changed since.
  Answer get_kept(const std::string& target);

  // GET /api/v1{target} for the client at that address; whatever the API answers.
  http::Response ask(const std::string& target, const std::string& client_address);
  // POST /api/v1{target} for the client at that address; whatever the API answers.
  http::Response post(const std::string& target, const boost::json::object& body, const std::string& client_address);

  // The revision of the oldest answer, so that a page made across a change is known to be out of date.
  std::int64_t revision() const { return first_ == Api::kUnknownRevision ? known_ : first_; }

 private:
  void note(std::int64_t revision);

  Api& api_;
  std::int64_t known_;
  std::int64_t first_ = Api::kUnknownRevision;
};

}  // namespace copper::gallery
