#include "apps/studio/test_world.h"

#include <boost/json.hpp>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::studio {
namespace {

constexpr const char* kIssuer = "http://localhost:8083";

http::Response json(int status, const boost::json::object& object) {
  return http::text_response(status, boost::json::serialize(object), "application/json");
}

http::Response refused() {
  return json(400, {{"error", "invalid_grant"}});
}

// One key for all tests: making it takes longer than most of them.
const auth::Signer& signer() {
  static const auto signer = auth::Signer::generate();
  return signer;
}

const render::Resources& resources() {
  static const render::Resources resources(embedded_files());
  return resources;
}

std::int64_t seconds_of(base::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

TestWorld::TestWorld(std::string studio_url)
    : studio_url_(std::move(studio_url)),
      studio_({.api =
                   [this](const http::Request& request) {
                     const std::lock_guard lock(mutex_);
                     if (request.target.starts_with("/api/v1/artist/sessions")) return session_call(request);
                     if (session_ended) return json(401, {});
                     api_requests.push_back(request);
                     return json(200, {{"path", request.path()}});
                   },
               .issuer = [this](const http::Request& request) { return issue(request); },
               .issuer_url = kIssuer,
               .client_id = "studio",
               .client_secret = "",
               .studio_url = studio_url_,
               .storage_origin = "http://localhost:8082",
               .gallery_url = "http://localhost:8080",
               .session_key = "a session key of more than thirty-two characters",
               .resources = resources(),
               .clock = [this] { return now; }}),
      handler_(studio_.handler()) {}

http::Response TestWorld::session_call(const http::Request& request) {
  if (request.method == "DELETE") sessions_ended.emplace_back(request.path());
  if (request.method == "DELETE") return {.status = 204};
  return json(session_status, {{"id", "session-" + std::to_string(++sessions_)}});
}

http::Response TestWorld::issue(const http::Request& request) {
  const std::lock_guard lock(mutex_);
  if (issuer_down) throw Error(ErrorCode::unavailable, "down");
  const std::string issuer = kIssuer;
  if (request.path() == "/.well-known/openid-configuration") {
    return json(200, {{"issuer", issuer},
                      {"jwks_uri", issuer + "/jwks"},
                      {"authorization_endpoint", issuer + "/authorize"},
                      {"token_endpoint", issuer + "/token"},
                      {"revocation_endpoint", issuer + "/revoke"},
                      {"end_session_endpoint", issuer + "/logout"}});
  }
  if (request.path() == "/jwks") return json(200, signer().jwks());
  const http::Query form = http::Query::parse(request.body.text());
  if (request.path() == "/revoke") {
    revoked.emplace_back(form.get("token"));
    return json(200, {});
  }
  if (form.get("client_id") != "studio") return refused();
  if (form.get("grant_type") == "authorization_code") return exchange(form);
  refreshed.emplace_back(form.get("refresh_token"));
  if (refresh_refused || form.get("refresh_token") != refresh_token_) return refused();
  return tokens("");
}

http::Response TestWorld::exchange(const http::Query& form) {
  const auto code = codes_.find(std::string(form.get("code")));
  if (code == codes_.end() || form.get("redirect_uri") != studio_url_ + "/callback") return refused();
  const Code known = code->second;
  codes_.erase(code);
  if (base::to_base64url(base::sha256(form.get("code_verifier"))) != known.challenge) return refused();
  return tokens(nonce_override.empty() ? known.nonce : nonce_override);
}

http::Response TestWorld::tokens(std::string_view nonce) {
  const auto expires = seconds_of(now + lifetime);
  boost::json::object id{
      {"iss", kIssuer}, {"aud", audience_of_id_token}, {"sub", "karen"}, {"exp", expires}, {"name", name}};
  if (!nonce.empty()) id["nonce"] = nonce;
  refresh_token_ = "refresh-" + std::to_string(++counter_);
  return json(200, {{"access_token", "access-" + std::to_string(counter_)},
                    {"refresh_token", refresh_token_},
                    {"id_token", signer().sign(id)},
                    {"token_type", "Bearer"},
                    {"expires_in", lifetime.count()}});
}

http::Response TestWorld::get(std::string target) {
  return send("GET", std::move(target), {});
}

http::Request TestWorld::request(std::string method, std::string target, http::Headers headers) const {
  http::Request made;
  made.method = std::move(method);
  made.target = std::move(target);
  made.headers = std::move(headers);
  std::string sent;
  for (const auto& [cookie, value] : cookies) sent += (sent.empty() ? "" : "; ") + cookie + "=" + value;
  if (!sent.empty()) made.headers.set("Cookie", sent);
  return made;
}

http::Response TestWorld::send(std::string method, std::string target, http::Headers headers) {
  http::Response response = handler_(request(std::move(method), std::move(target), std::move(headers)));
  for (const auto& [field, value] : response.headers) {
    if (field != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto end = value.find(';');
    const std::string cookie = value.substr(0, equals);
    if (value.find("Max-Age=0") != std::string::npos) {
      cookies.erase(cookie);
    } else {
      cookies[cookie] = value.substr(equals + 1, end - equals - 1);
    }
  }
  return response;
}

std::string TestWorld::callback_of(const http::Response& redirect) {
  const std::string location(redirect.headers.get("Location"));
  const http::Query query = http::Query::parse(location.substr(location.find('?') + 1));
  const std::string code = "code-" + std::to_string(++counter_);
  codes_[code] = {std::string(query.get("code_challenge")), std::string(query.get("nonce"))};
  return "/callback?code=" + code + "&state=" + std::string(query.get("state"));
}

http::Response TestWorld::sign_in(const std::string& from) {
  return get(callback_of(get(from)));
}

}  // namespace copper::studio
