// /logout: OpenID Connect RP-Initiated Logout 1.0.
#include <algorithm>

#include "identity/protocol.h"
#include "identity/provider.h"
#include "platform/auth/jwt.h"
#include "platform/base/error.h"

namespace copper::identity {
namespace {

struct LogoutRequest {
  std::optional<boost::json::object> hint;  // claims of a genuine ID token
  std::string target;                       // where to go afterwards; empty for nowhere
};

LogoutRequest read(Provider& provider, const http::Query& query) {
  LogoutRequest logout;
  if (const auto hint = query.find("id_token_hint")) logout.hint = provider.tokens.open_id_token(*hint);
  const std::string_view asked = query.get("client_id");
  const std::string_view meant = logout.hint ? auth::text_claim(*logout.hint, "aud") : asked;
  const std::string_view uri = query.get("post_logout_redirect_uri");
  if (uri.empty()) return logout;
  const Client* client = asked.empty() || asked == meant ? find_client(provider.clients, meant) : nullptr;
  if (client == nullptr || std::ranges::find(client->post_logout_uris, uri) == client->post_logout_uris.end()) {
    throw Error(ErrorCode::bad_request,
                "This link would lead to an address that is not the studio’s. You are still signed in.");
  }
  logout.target = with_parameters(uri, {{"state", query.get("state")}});
  return logout;
}

http::Response end(Provider& provider, const http::Request& request, const LogoutRequest& logout) {
  http::Response response = logout.target.empty()
                                ? provider.pages.message(200, "You are signed out", "You can close this page.")
                                : http::redirect(303, logout.target);
  if (const auto cookie = provider.cookies.find(request, kSessionCookie)) {
    provider.sessions.end(std::string(*cookie));
    provider.cookies.clear(response, kSessionCookie);
  }
  if (logout.hint) provider.grants.end(std::string(auth::text_claim(*logout.hint, "sid")));
  return response;
}

// Ends a session at once when the client shows an ID token of the person who is logged in; otherwise anyone's
// link could log people out, so they are asked (§2).
http::Response log_out(Provider& provider, const http::Request& request) {
  const http::Query query = parameters_of(request);
  const LogoutRequest logout = read(provider, query);
  const auto session = provider.session_of(request);
  const bool known = !session || (logout.hint && auth::text_claim(*logout.hint, "sub") == session->subject);
  const bool asked = request.method == "POST" && provider.is_own_form(request, query);
  if (known || asked) return end(provider, request, logout);
  return provider.form_page(request, 200, "logout",
                            {{"title", "Sign out?"},
                             {"client_id", query.get("client_id")},
                             {"post_logout_redirect_uri", query.get("post_logout_redirect_uri")},
                             {"state", query.get("state")}});
}

}  // namespace

void add_logout_routes(http::Router& router, Provider& provider) {
  for (const char* method : {"GET", "POST"}) {
    router.on(method, "/logout", [&](const http::Request& request) { return log_out(provider, request); });
  }
}

}  // namespace copper::identity
