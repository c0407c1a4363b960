#include "apps/gallery/api.h"

#include <charconv>
#include <utility>

#include "platform/base/error.h"
#include "platform/observe/log.h"

namespace copper::gallery {
namespace {

namespace json = boost::json;

constexpr std::size_t kKeptMax = 128;

std::int64_t revision_in(const http::Response& response) {
  const std::string_view text = response.headers.get("X-Content-Revision");
  std::int64_t revision = Api::kUnknownRevision;
  std::from_chars(text.data(), text.data() + text.size(), revision);
  return revision;
}

Error unavailable(const std::string& target, const std::string& detail) {
  return {ErrorCode::unavailable, "The gallery cannot be reached just now.", "GET /api/v1" + target + ": " + detail};
}

json::object body_of(const http::Response& response, const std::string& target) {
  const std::string text = response.body.text();
  boost::system::error_code failure;
  json::value value = json::parse(text, failure);
  if (failure || !value.is_object()) throw unavailable(target, "the answer is not a JSON object");
  return std::move(value.get_object());
}

}  // namespace

http::Response Api::ask(http::Request request) const {
  request.headers.set("Accept", "application/json");
  const std::string_view id = log::Scope::current_request_id();
  if (!id.empty()) request.headers.set("X-Request-Id", id);
  if (const auto trace = log::Scope::current_trace()) {
    request.headers.set("traceparent", trace::to_traceparent(trace::child(*trace)));
  }
  return handler_(request);
}

Api::Fetched Api::fetch(const std::string& target) const {
  const http::Response response = ask({.target = "/api/v1" + target});
  if (response.status == 404 || response.status == 400) throw Error(ErrorCode::not_found, "There is no such page.");
  if (response.status != 200) throw unavailable(target, "status " + std::to_string(response.status));
  return {body_of(response, target), revision_in(response)};
}

bool Api::refresh_revision() {
  const json::object body = fetch("/revision").body;
  const json::value* revision = body.if_contains("revision");
  if (revision == nullptr || !revision->is_int64()) throw unavailable("/revision", "no revision in the answer");
  if (const json::value* withdrawn = body.if_contains("withdrawn"); withdrawn != nullptr && withdrawn->is_int64()) {
    withdrawn_ = withdrawn->get_int64();
  }
  return revision_.exchange(revision->get_int64()) != revision->get_int64();
}

Answer Api::kept(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(target);
  return found == kept_.end() ? nullptr : found->second.answer;
}

void Api::keep(const std::string& target, Kept kept) {
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kKeptMax && !kept_.contains(target)) kept_.clear();
  kept_.insert_or_assign(target, std::move(kept));
}

void ApiSession::note(std::int64_t revision) {
  if (first_ == Api::kUnknownRevision) first_ = revision;
  auto nothing = Api::kUnknownRevision;
  api_.revision_.compare_exchange_strong(nothing, revision);
}

json::object ApiSession::get(const std::string& target) {
  Api::Fetched fetched = api_.fetch(target);
  note(fetched.revision);
  return std::move(fetched.body);
}

Answer ApiSession::get_kept(const std::string& target) {
  {
    const std::lock_guard lock(api_.mutex_);
    const auto found = api_.kept_.find(target);
    if (found != api_.kept_.end() && found->second.revision == api_.revision() &&
        found->second.revision != Api::kUnknownRevision) {
      note(found->second.revision);
      return found->second.answer;
    }
  }
  Api::Fetched fetched = api_.fetch(target);
  note(fetched.revision);
  auto answer = std::make_shared<const json::object>(std::move(fetched.body));
  // Search says no revision: its answer is as new as what was known before it was asked.
  api_.keep(target, {answer, fetched.revision == Api::kUnknownRevision ? known_ : fetched.revision});
  return answer;
}

http::Response ApiSession::ask(const std::string& target, const std::string& client_address) {
  http::Request request{.target = "/api/v1" + target};
  request.client_address = client_address;
  return api_.ask(std::move(request));
}

http::Response ApiSession::post(const std::string& target, const json::object& body,
                                const std::string& client_address) {
  http::Request request{.method = "POST", .target = "/api/v1" + target};
  request.headers.set("Content-Type", "application/json");
  request.body = json::serialize(body);
  request.client_address = client_address;
  return api_.ask(std::move(request));
}

}  // namespace copper::gallery
