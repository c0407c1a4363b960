#include "identity/provider.h"

#include "identity/identity.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::identity {
namespace {

// As base::random_token() makes them.
bool is_token(std::string_view text) {
  return text.size() == 43 && base::from_base64url(text).has_value();
}

}  // namespace

Provider::Provider(const IdentityOptions& options)
    : db(options.db),
      issuer(options.issuer),
      clients(options.clients),
      audience(options.audience),
      clock(options.clock),
      cookies(issuer.starts_with("https://")),
      accounts(db),
      attempts(db, clock),
      sessions(db, clock),
      grants(db, clock),
      tokens(db, issuer, audience, clock),
      pages(clients, issuer.starts_with("https://")) {}

std::optional<Session> Provider::session_of(const http::Request& request) {
  const auto cookie = cookies.find(request, kSessionCookie);
  return cookie && is_token(*cookie) ? sessions.find(std::string(*cookie)) : std::nullopt;
}

http::Response Provider::form_page(const http::Request& request, int status, std::string_view name,
                                   boost::json::object view) const {
  const auto held = cookies.find(request, kFormCookie);
  const bool known = held && is_token(*held);
  const std::string token = known ? std::string(*held) : base::random_token();
  view["form_token"] = token;
  http::Response response = pages.page(status, name, std::move(view));
  if (!known) cookies.set(response, kFormCookie, token);
  return response;
}

bool Provider::is_own_form(const http::Request& request, const http::Query& form) const {
  const auto origin = request.headers.find("Origin");
  if (origin && *origin != issuer) return false;
  const auto held = cookies.find(request, kFormCookie);
  return held && is_token(*held) && base::equal_constant_time(*held, form.get("form_token"));
}

void Provider::sweep() {
  const std::int64_t hour = std::chrono::floor<std::chrono::hours>(clock()).time_since_epoch().count();
  if (swept_hour_.exchange(hour) == hour) return;
  attempts.sweep();
  sessions.sweep();
  grants.sweep();
}

}  // namespace copper::identity
