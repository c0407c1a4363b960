// From the client's redirect to the code: /authorize, /login and, for temporary passwords, /password. All
// three carry the client's request in their query, so nothing is kept for people who never log in.
#include "identity/passwords.h"
#include "identity/protocol.h"
#include "identity/provider.h"
#include "platform/audit/audit.h"
#include "platform/observe/log.h"

namespace copper::identity {
namespace {

constexpr const char* kWrong = "The user name or password is not right.";
constexpr const char* kStale = "The page was open for too long. Please try once more.";

// One authorization request, wherever on its way it is.
struct Visit {
  std::string query;
  ReturnAddress address;
  AuthorizeRequest wanted;
};

http::Response send_back(const Provider& provider, const ReturnAddress& address, const Pairs& parameters) {
  Pairs all = parameters;
  all.emplace_back("state", address.state);
  all.emplace_back("iss", provider.issuer);  // RFC 9207
  return http::redirect(303, with_parameters(address.redirect_uri, all));
}

// Answers with go_on(visit); what is wrong with the request itself goes to the client where that is safe.
template <class GoOn>
http::Response visited(const Provider& provider, const http::Query& query, GoOn&& go_on) {
  Visit visit{.query = encoded(query), .address = return_address(query, provider.clients), .wanted = {}};
  try {
    visit.wanted = authorize_request(query, provider.audience);
    return go_on(visit);
  } catch (const ProtocolError& error) {
    return send_back(provider, visit.address, {{"error", error.code()}, {"error_description", error.what()}});
  }
}

http::Response finish(Provider& provider, const Visit& visit, const Session& session) {
  const std::string code = provider.grants.issue_code(
      {.id = {},
       .subject = session.subject,
       .client_id = visit.address.client->id,
       .scope = visit.wanted.scope,
       .authenticated = session.authenticated},
      {.redirect_uri = visit.address.redirect_uri, .challenge = visit.wanted.challenge, .nonce = visit.wanted.nonce});
  return send_back(provider, visit.address, {{"code", code}});
}

// What happened to an account; to one that there is not, whose name may be a password typed into the wrong field, every
// artist may read.
audit::Entry entry(const std::string& kind, const std::optional<Account>& account) {
  return {.kind = kind, .actor = account ? account->subject : "", .for_all = !account};
}

// A new session, whose cookie `response` carries, in place of the one the browser had; `kind` says why.
Session begin_session(Provider& provider, const http::Request& request, const Account& account, const std::string& kind,
                      std::string& cookie) {
  if (const auto old = provider.cookies.find(request, kSessionCookie)) provider.sessions.end(std::string(*old));
  cookie = provider.sessions.begin(
      account.subject, [&](pqxx::work& tx) { audit::record(tx, request.client_address, entry(kind, account)); });
  return {.subject = account.subject, .authenticated = provider.clock()};
}

http::Response authorize(Provider& provider, const http::Request& request) {
  return visited(provider, parameters_of(request), [&](const Visit& visit) {
    const auto session = provider.session_of(request);
    const auto account = session ? provider.accounts.by_subject(session->subject) : std::nullopt;
    const bool too_old =
        session && visit.wanted.age_max && provider.clock() - session->authenticated > *visit.wanted.age_max;
    if (!account || too_old || visit.wanted.fresh_login) {
      if (visit.wanted.silent) throw ProtocolError("login_required", "nobody is logged in");
      return http::redirect(303, "/login?" + visit.query);
    }
    if (account->must_change_password) {
      if (visit.wanted.silent) throw ProtocolError("interaction_required", "the password must be changed");
      return http::redirect(303, "/password?" + visit.query);
    }
    return finish(provider, visit, *session);
  });
}

http::Response login_page(const Provider& provider, const http::Request& request, const Visit& visit, int status,
                          std::string_view problem, std::string_view username) {
  return provider.form_page(
      request, status, "login",
      {{"title", "Sign in"}, {"query", visit.query}, {"problem", problem}, {"username", username}});
}

std::string waiting_time(std::chrono::seconds wait) {
  if (wait < std::chrono::seconds(90))
    return std::to_string(wait.count()) + (wait.count() == 1 ? " second" : " seconds");
  return std::to_string(std::chrono::ceil<std::chrono::minutes>(wait).count()) + " minutes";
}

http::Response log_in(Provider& provider, const http::Request& request, const Visit& visit, const Account& account) {
  std::string cookie;
  const Session session = begin_session(provider, request, account, "login_succeeded", cookie);
  http::Response response =
      account.must_change_password ? http::redirect(303, "/password?" + visit.query) : finish(provider, visit, session);
  provider.cookies.set(response, kSessionCookie, cookie);
  log::info("logged in", {{"subject", account.subject}, {"address", request.client_address}});
  return response;
}

http::Response check_login(Provider& provider, const http::Request& request, const Visit& visit) {
  const http::Query form = form_of(request);
  const std::string username(form.get("username"));
  if (!provider.is_own_form(request, form)) return login_page(provider, request, visit, 403, kStale, username);
  provider.sweep();
  const auto wait = provider.attempts.begin(username, request.client_address);
  const auto account = provider.accounts.by_username(username);
  const auto note = [&](const std::string& kind) {
    provider.db.transaction([&](pqxx::work& tx) { audit::record(tx, request.client_address, entry(kind, account)); });
  };
  if (wait.count() > 0) {
    note("login_delayed");
    auto response =
        login_page(provider, request, visit, 429,
                   "There were too many attempts. Wait " + waiting_time(wait) + ", then try again.", username);
    response.headers.set("Retry-After", std::to_string(wait.count()));
    return response;
  }
  // The same work and the same words whether or not there is such an account (R1.4).
  if (!password_matches(account ? account->password_hash : kNobodysHash, form.get("password")) || !account) {
    note("login_failed");
    log::warning("login failed",
                 {{"subject", account ? account->subject : std::string()}, {"address", request.client_address}});
    return login_page(provider, request, visit, 403, kWrong, username);
  }
  provider.attempts.succeeded(username, request.client_address);
  return log_in(provider, request, visit, *account);
}

http::Response password_page(const Provider& provider, const http::Request& request, const Visit& visit,
                             const Account& account, int status, std::string_view problem) {
  return provider.form_page(request, status, "password",
                            {{"title", "Choose your password"},
                             {"query", visit.query},
                             {"problem", problem},
                             {"username", account.username}});
}

// What is wrong with a new password, in words for its owner; empty when nothing is.
std::string problem_with(const Account& account, std::string_view password, std::string_view repeated) {
  try {
    check_password_policy(password);
  } catch (const Error&) {
    return "A password needs at least 12 characters, and at most 200.";
  }
  if (password != repeated) return "The two passwords are not the same.";
  if (password_matches(account.password_hash, password)) return "Choose one that is not the temporary password.";
  return {};
}

// Only for those whose password is a temporary one; everybody else has no business here.
template <class GoOn>
http::Response with_temporary_password(Provider& provider, const http::Request& request, const Visit& visit,
                                       GoOn&& go_on) {
  const auto session = provider.session_of(request);
  const auto account = session ? provider.accounts.by_subject(session->subject) : std::nullopt;
  if (!account || !account->must_change_password) return http::redirect(303, "/authorize?" + visit.query);
  return go_on(*account);
}

http::Response change_password(Provider& provider, const http::Request& request, const Visit& visit,
                               const Account& account) {
  const http::Query form = form_of(request);
  const std::string password(form.get("password"));
  if (!provider.is_own_form(request, form)) return password_page(provider, request, visit, account, 403, kStale);
  const std::string problem = problem_with(account, password, form.get("repeated"));
  if (!problem.empty()) return password_page(provider, request, visit, account, 400, problem);
  provider.accounts.set_password(account.subject, password, false);
  std::string cookie;
  const Session session = begin_session(provider, request, account, "password_changed", cookie);
  http::Response response = finish(provider, visit, session);
  provider.cookies.set(response, kSessionCookie, cookie);
  log::info("password changed", {{"subject", account.subject}, {"address", request.client_address}});
  return response;
}

}  // namespace

void add_login_routes(http::Router& router, Provider& provider) {
  for (const char* method : {"GET", "POST"}) {
    router.on(method, "/authorize", [&](const http::Request& request) { return authorize(provider, request); });
  }
  router.on("GET", "/login", [&](const http::Request& request) {
    return visited(provider, request.query(),
                   [&](const Visit& visit) { return login_page(provider, request, visit, 200, {}, {}); });
  });
  router.on("POST", "/login", [&](const http::Request& request) {
    return visited(provider, request.query(),
                   [&](const Visit& visit) { return check_login(provider, request, visit); });
  });
  router.on("GET", "/password", [&](const http::Request& request) {
    return visited(provider, request.query(), [&](const Visit& visit) {
      return with_temporary_password(provider, request, visit, [&](const Account& account) {
        return password_page(provider, request, visit, account, 200, {});
      });
    });
  });
  router.on("POST", "/password", [&](const http::Request& request) {
    return visited(provider, request.query(), [&](const Visit& visit) {
      return with_temporary_password(provider, request, visit, [&](const Account& account) {
        return change_password(provider, request, visit, account);
      });
    });
  });
}

}  // namespace copper::identity
