#include "apps/studio/login.h"

#include <algorithm>
#include <boost/json.hpp>

#include "platform/auth/jwt.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/observe/log.h"

namespace copper::studio {
namespace {

constexpr std::string_view kLoginCookie = "studio_login";
constexpr std::string_view kPurpose = "studio_login_state";
constexpr std::chrono::minutes kAttemptMax{30};
constexpr std::size_t kReturnToMax = 1000;

Error stale(std::string detail) {
  return Error(ErrorCode::bad_request, "That sign-in is no longer valid. Sign in once more.", std::move(detail));
}

}  // namespace

std::string safe_return_to(std::string_view path) {
  const bool local = path.starts_with('/') && !path.starts_with("//") && path.size() <= kReturnToMax;
  const bool clean = std::none_of(
      path.begin(), path.end(), [](char c) { return c == '\\' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
  // The sign-in pages themselves would lead in a circle.
  const std::string_view page = path.substr(0, path.find('?'));
  const bool circle = page == "/login" || page == "/callback" || page == "/logout" || page == "/signed-out";
  return local && clean && !circle ? std::string(path) : "/";
}

http::Response Login::start(const http::Request& request, std::string_view return_to) const {
  // One value for all tabs of a browser: a second attempt must not break the first.
  const auto found = cookies_.find(request, kLoginCookie);
  const std::string binding = found && found->size() == 43 ? std::string(*found) : base::random_token();
  const std::string nonce = base::random_token();
  const std::string verifier = base::random_token();
  const boost::json::object attempt{{"b", base::to_base64url(base::sha256(binding))},
                                    {"n", nonce},
                                    {"v", verifier},
                                    {"r", safe_return_to(return_to)},
                                    {"t", clock_().time_since_epoch().count()}};
  const std::string state = seal_.close(kPurpose, boost::json::serialize(attempt));
  http::Response response = http::redirect(303, issuer_.login_url(state, nonce, verifier));
  cookies_.set(response, kLoginCookie, binding);
  return response;
}

Login::Attempt Login::attempt_of(const http::Request& request, std::string_view state) const {
  const auto text = seal_.open(kPurpose, state);
  const auto binding = cookies_.find(request, kLoginCookie);
  if (!text || !binding) throw stale("state is not ours, or the browser has no cookie of the attempt");
  const auto object = boost::json::parse(*text).get_object();
  if (!base::equal_constant_time(auth::text_claim(object, "b"), base::to_base64url(base::sha256(*binding)))) {
    throw stale("state belongs to another browser");
  }
  const base::TimePoint started{std::chrono::milliseconds(object.at("t").as_int64())};
  if (clock_() >= started + kAttemptMax) throw stale("the attempt is too old");
  const auto text_of = [&](std::string_view name) { return std::string(auth::text_claim(object, name)); };
  return {.nonce = text_of("n"), .verifier = text_of("v"), .return_to = safe_return_to(text_of("r"))};
}

std::string Login::register_session(const http::Request& request, const std::string& access_token) const {
  std::string agent(request.headers.get("User-Agent").substr(0, 500));
  std::erase_if(agent, [](char c) { return c < ' ' || c > '~'; });
  http::Request call{.method = "POST", .target = "/api/v1/artist/sessions"};
  call.headers.set("Authorization", "Bearer " + access_token);
  call.headers.set("Content-Type", "application/json");
  call.body = boost::json::serialize(boost::json::object{{"userAgent", agent}});
  call.client_address = request.client_address;
  const http::Response answer = api_(call);
  if (answer.status == 403) {
    throw Error(ErrorCode::forbidden,
                "This account is not an artist of this gallery. Ask an admin to create the artist.");
  }
  if (answer.status != 201) {
    throw Error(ErrorCode::unavailable, "The gallery does not answer just now. Sign in again in a moment.",
                "POST /artist/sessions was answered " + std::to_string(answer.status));
  }
  return std::string(auth::text_claim(boost::json::parse(answer.body.text()).get_object(), "id"));
}

// Where that fails the row is forgotten after two hours; nobody has the session any more.
void Login::unregister(const Session& session) const {
  http::Request call{.method = "DELETE", .target = "/api/v1/artist/sessions/" + session.id};
  call.headers.set("Authorization", "Bearer " + session.access_token);
  try {
    api_(call);
  } catch (const Error& error) {
    log::warning("session not taken from the list", {{"error", error.what()}});
  }
}

http::Response Login::finish(const http::Request& request) const {
  const http::Query query = request.query();
  const Attempt attempt = attempt_of(request, query.get("state"));
  if (const auto error = query.find("error")) {
    throw Error(ErrorCode::unauthorized, "The sign-in was not completed. Sign in once more.",
                "the issuer answered " + std::string(error->substr(0, 100)));
  }
  const Tokens tokens = issuer_.exchange(query.get("code"), attempt.verifier);
  const Person person = issuer_.identify(tokens.id, attempt.nonce);
  const Session session = sessions_.begin(register_session(request, tokens.access), tokens, person);
  http::Response response = http::redirect(303, attempt.return_to);
  sessions_.write(session, response);
  return response;
}

http::Response Login::end(const http::Request& request, std::string_view home) const {
  const auto session = sessions_.read(request);
  http::Response response = http::redirect(303, issuer_.logout_url(session ? session->id_token : "", home));
  if (session) {
    unregister(*session);
    sessions_.end(*session, response);
  }
  cookies_.clear(response, kLoginCookie);
  return response;
}

}  // namespace copper::studio
