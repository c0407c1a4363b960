// What the routes share. Each *_routes.cc adds its own to the router; Identity holds the one Provider.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "identity/accounts.h"
#include "identity/attempts.h"
#include "identity/grants.h"
#include "identity/pages.h"
#include "identity/sessions.h"
#include "identity/tokens.h"
#include "platform/http/cookies.h"
#include "platform/http/router.h"

namespace copper::identity {

struct IdentityOptions;

struct Provider {
  explicit Provider(const IdentityOptions& options);

  db::Pool& db;
  std::string issuer;
  std::vector<Client> clients;
  std::string audience;
  base::Clock clock;
  http::Cookies cookies;
  Accounts accounts;
  Attempts attempts;
  Sessions sessions;
  Grants grants;
  Tokens tokens;
  Pages pages;

  std::optional<Session> session_of(const http::Request& request);

  // A page with a form. The form carries a random text as {{form_token}} that the browser also holds in a
  // cookie, which other sites can neither read nor set.
  http::Response form_page(const http::Request& request, int status, std::string_view name,
                           boost::json::object view) const;
  bool is_own_form(const http::Request& request, const http::Query& form) const;

  // Deletes what has expired; does nothing when that was done within the hour.
  void sweep();

 private:
  std::atomic<std::int64_t> swept_hour_{0};
};

inline constexpr std::string_view kSessionCookie = "copper_identity";
inline constexpr std::string_view kFormCookie = "copper_identity_form";

void add_login_routes(http::Router& router, Provider& provider);   // /authorize, /login, /password
void add_token_routes(http::Router& router, Provider& provider);   // /token, /revoke, /userinfo
void add_logout_routes(http::Router& router, Provider& provider);  // /logout
void add_plain_routes(http::Router& router, Provider& provider);   // discovery, keys, assets, health

}  // namespace copper::identity
