#include "apps/studio/sessions.h"

#include <boost/json.hpp>

#include "platform/auth/jwt.h"
#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/observe/log.h"

namespace copper::studio {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kSessionCookie = "studio_session";
constexpr seconds kRenewAhead{120};            // before the access token expires
constexpr seconds kRetryAfter{10};             // after the issuer did not answer
constexpr std::chrono::minutes kTouch{5};      // how exactly the idle time is kept
constexpr std::size_t kCookieBytesMax = 3900;  // browsers keep 4096 with name and attributes

std::int64_t count(base::TimePoint time) {
  return time.time_since_epoch().count();
}

base::TimePoint time_in(const boost::json::object& object, std::string_view name) {
  return base::TimePoint(milliseconds(object.at(name).as_int64()));
}

std::string serialized(const Session& session, bool with_id_token) {
  boost::json::object object{{"i", session.id},
                             {"s", session.person.subject},
                             {"n", session.person.name},
                             {"a", session.access_token},
                             {"r", session.refresh_token},
                             {"w", count(session.renew_at)},
                             {"e", count(session.access_expires)},
                             {"b", count(session.signed_in)},
                             {"l", count(session.seen)}};
  if (with_id_token) object["t"] = session.id_token;
  return boost::json::serialize(object);
}

// Sealed by us, so the shape is known; a cookie of an older release may still differ and then counts as none.
std::optional<Session> parsed(const std::string& text) {
  boost::json::error_code failed;
  const auto value = boost::json::parse(text, failed);
  if (failed || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  for (const auto* name : {"w", "e", "b", "l"}) {
    const auto* time = object.if_contains(name);
    if (time == nullptr || !time->is_int64()) return std::nullopt;
  }
  const auto text_of = [&](std::string_view name) { return std::string(auth::text_claim(object, name)); };
  return Session{.id = text_of("i"),
                 .person = {text_of("s"), text_of("n")},
                 .access_token = text_of("a"),
                 .refresh_token = text_of("r"),
                 .id_token = text_of("t"),
                 .renew_at = time_in(object, "w"),
                 .access_expires = time_in(object, "e"),
                 .signed_in = time_in(object, "b"),
                 .seen = time_in(object, "l")};
}

void take(Session& session, const Tokens& tokens, base::TimePoint now) {
  session.access_token = tokens.access;
  session.refresh_token = tokens.refresh;
  if (!tokens.id.empty()) session.id_token = tokens.id;
  session.access_expires = now + tokens.lifetime;
  session.renew_at = session.access_expires - std::min(kRenewAhead, tokens.lifetime / 2);
}

}  // namespace

Sessions::Sessions(const OpenIdClient& issuer, const Seal& seal, http::Cookies cookies, base::Clock clock)
    : issuer_(issuer), seal_(seal), cookies_(cookies), clock_(std::move(clock)) {}

Session Sessions::begin(std::string id, const Tokens& tokens, Person person) const {
  const auto now = clock_();
  Session session{.id = std::move(id), .person = std::move(person), .signed_in = now, .seen = now};
  take(session, tokens, now);
  return session;
}

std::optional<Session> Sessions::read(const http::Request& request) const {
  const auto cookie = cookies_.find(request, kSessionCookie);
  const auto text = cookie ? seal_.open(kSessionCookie, *cookie) : std::nullopt;
  return text ? parsed(*text) : std::nullopt;
}

bool Sessions::over(const Session& session) const {
  const auto now = clock_();
  return now >= session.seen + kIdleMax || now >= session.signed_in + kAbsoluteMax;
}

std::optional<Session> Sessions::find(const http::Request& request) {
  auto session = read(request);
  if (!session || over(*session)) return std::nullopt;
  const auto state = shared(*session);
  {
    const std::lock_guard lock(state->mutex);
    if (state->ended) return std::nullopt;
    adopt_newest(*session, *state);
  }
  if (clock_() >= session->renew_at) renew(*session, *state);
  if (clock_() >= session->access_expires) return std::nullopt;
  session->seen = clock_();
  return session;
}

void Sessions::renew(Session& session, Shared& shared) const {
  if (session.refresh_token.empty()) return;
  const std::lock_guard renewing(shared.renewing);
  {
    const std::lock_guard lock(shared.mutex);
    adopt_newest(session, shared);
    if (clock_() < session.renew_at) return;  // another request did it while this one waited
    if (clock_() < shared.failed_at + kRetryAfter && clock_() < session.access_expires) return;
  }
  try {
    if (const auto tokens = issuer_.refresh(session.refresh_token)) {
      take(session, *tokens, clock_());
      const std::lock_guard lock(shared.mutex);
      shared.newest = session;
      return;
    }
    log::info("session was not renewed", {{"reason", "the issuer refused the refresh token"}});
  } catch (const Error& error) {
    if (clock_() >= session.access_expires) throw;
    log::warning("session was not renewed", {{"reason", error.what()}, {"detail", error.internal_detail()}});
  }
  const std::lock_guard lock(shared.mutex);
  shared.failed_at = clock_();
}

void Sessions::adopt_newest(Session& session, Shared& shared) const {
  if (shared.newest.access_expires <= session.access_expires) return;
  session.access_token = shared.newest.access_token;
  session.refresh_token = shared.newest.refresh_token;
  session.id_token = shared.newest.id_token;
  session.renew_at = shared.newest.renew_at;
  session.access_expires = shared.newest.access_expires;
}

std::shared_ptr<Sessions::Shared> Sessions::shared(const Session& session) {
  const auto now = clock_();
  const std::lock_guard lock(mutex_);
  std::erase_if(shared_, [&](const auto& entry) { return now >= entry.second->used + kAbsoluteMax; });
  auto& entry = shared_[session.id];
  if (!entry) entry = std::make_shared<Shared>();
  entry->used = now;
  return entry;
}

void Sessions::keep(const http::Request& request, const Session& session, http::Response& response) {
  const auto sent = read(request);
  const auto state = shared(session);
  Session current = session;
  {
    // Slow responses arrive late: what this one writes must not undo what a faster one wrote.
    const std::lock_guard lock(state->mutex);
    if (state->ended) return;
    adopt_newest(current, *state);
  }
  if (sent && sent->access_token == current.access_token) {
    if (current.seen < sent->seen + kTouch) return;
    // Overdue: not renewed here, but perhaps by another process whose cookie must stay.
    if (clock_() >= current.renew_at) return;
  }
  write(current, response);
}

void Sessions::write(const Session& session, http::Response& response) const {
  std::string sealed = seal_.close(kSessionCookie, serialized(session, true));
  // The ID token only spares a question when logging out; it is the part that can go.
  if (sealed.size() > kCookieBytesMax) sealed = seal_.close(kSessionCookie, serialized(session, false));
  if (sealed.size() > kCookieBytesMax) {
    throw Error(ErrorCode::internal, "Signing in did not work: the sign-in service sends more than a browser can keep.",
                "the session cookie would be " + std::to_string(sealed.size()) + " bytes");
  }
  cookies_.set(response, kSessionCookie, sealed);
}

void Sessions::end(const Session& session, http::Response& response) {
  const auto state = shared(session);
  Session last = session;
  {
    const std::lock_guard renewing(state->renewing);
    const std::lock_guard lock(state->mutex);
    adopt_newest(last, *state);
    state->ended = true;
  }
  issuer_.revoke(last.refresh_token);
  cookies_.clear(response, kSessionCookie);
}

}  // namespace copper::studio
