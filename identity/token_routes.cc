// What clients ask without a browser: /token, /revoke (RFC 7009) and /userinfo.
#include "identity/protocol.h"
#include "identity/provider.h"
#include "platform/auth/jwt.h"
#include "platform/auth/words.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::identity {
namespace {

http::Response json(int status, const boost::json::object& object) {
  http::Response response = http::text_response(status, boost::json::serialize(object), "application/json");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// RFC 6749 §5.2.
http::Response refusal(const ProtocolError& error) {
  return json(error.code() == "invalid_client" ? 401 : 400,
              {{"error", error.code()}, {"error_description", error.what()}});
}

http::Query client_form(const Provider& provider, const http::Request& request) {
  http::Query form = form_of(request);
  for (const auto& [name, value] : form) {
    if (form.all(name).size() > 1) throw ProtocolError("invalid_request", "a parameter appears twice");
  }
  if (request.headers.find("Authorization") || find_client(provider.clients, form.get("client_id")) == nullptr) {
    throw ProtocolError("invalid_client", "client_id must name a public client, without other credentials");
  }
  return form;
}

// RFC 7636 §4.1.
bool is_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && http::percent_encode(text) == text;
}

std::optional<Redeemed> redeem(Provider& provider, const http::Query& form) {
  const std::string_view type = form.get("grant_type");
  const std::string_view client = form.get("client_id");
  if (type == "authorization_code") {
    if (!is_verifier(form.get("code_verifier"))) {
      throw ProtocolError("invalid_request", "code_verifier must have 43 to 128 unreserved characters");
    }
    return provider.grants.redeem_code(std::string(form.get("code")), client, form.get("redirect_uri"),
                                       form.get("code_verifier"));
  }
  if (type == "refresh_token") {
    return provider.grants.redeem_refresh_token(std::string(form.get("refresh_token")), client);
  }
  throw ProtocolError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token");
}

http::Response token(Provider& provider, const http::Request& request) {
  const http::Query form = client_form(provider, request);
  const auto redeemed = redeem(provider, form);
  const auto account = redeemed ? provider.accounts.by_subject(redeemed->grant.subject) : std::nullopt;
  if (!account || account->must_change_password) {
    log::warning("tokens refused", {{"client", form.get("client_id")}, {"grantType", form.get("grant_type")}});
    throw ProtocolError("invalid_grant", "the code or refresh token is not valid (any more)");
  }
  const Grant& grant = redeemed->grant;
  boost::json::object answer = {{"token_type", "Bearer"},
                                {"expires_in", kAccessTokenLifetime.count()},
                                {"scope", grant.scope},
                                {"access_token", provider.tokens.access_token(*account, grant)},
                                {"id_token", provider.tokens.id_token(*account, grant, redeemed->nonce)}};
  if (!redeemed->refresh_token.empty()) answer["refresh_token"] = redeemed->refresh_token;
  return json(200, answer);
}

http::Response revoke(Provider& provider, const http::Request& request) {
  const http::Query form = client_form(provider, request);
  // Unknown tokens are answered alike (RFC 7009 §2.2).
  provider.grants.end_by_refresh_token(std::string(form.get("token")), std::string(form.get("client_id")));
  return json(200, {});
}

// OpenID Connect Core §5.3. Tokens without a grant (Identity::issue_token) have no scope and tell the subject
// only.
http::Response userinfo(Provider& provider, const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  const auto claims =
      header.starts_with("Bearer ") ? provider.tokens.open_access_token(header.substr(7)) : std::nullopt;
  const std::string grant(claims ? auth::text_claim(*claims, "sid") : std::string_view());
  const bool alive = claims && (grant.empty() || provider.grants.alive(grant));
  const auto account =
      alive ? provider.accounts.by_subject(std::string(auth::text_claim(*claims, "sub"))) : std::nullopt;
  if (!account) {
    http::Response response = json(401, {{"error", "invalid_token"}});
    response.headers.set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return response;
  }
  return json(200, claims_about(*account, auth::text_claim(*claims, "scope")));
}

template <class Answer>
http::Handler protocol_answer(Provider& provider, Answer answer) {
  return [&provider, answer](const http::Request& request) {
    try {
      return answer(provider, request);
    } catch (const ProtocolError& error) {
      return refusal(error);
    }
  };
}

}  // namespace

void add_token_routes(http::Router& router, Provider& provider) {
  router.on("POST", "/token", protocol_answer(provider, token));
  router.on("POST", "/revoke", protocol_answer(provider, revoke));
  for (const char* method : {"GET", "POST"}) {
    router.on(method, "/userinfo", [&](const http::Request& request) { return userinfo(provider, request); });
  }
}

}  // namespace copper::identity
