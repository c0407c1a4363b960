// Who is signed in (R1.2). The session lives in one sealed cookie, so that any dyno can serve it; memory only
// holds what has to be agreed on between requests that arrive together.
//
// Refresh tokens rotate: of several tabs that come with the same old cookie, one renews it and the others
// wait for its result. A renewal that another process won is tolerated while the access token at hand still
// works.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "apps/studio/openid.h"
#include "apps/studio/seal.h"
#include "platform/http/cookies.h"

namespace copper::studio {

inline constexpr std::chrono::hours kIdleMax{2};
inline constexpr std::chrono::hours kAbsoluteMax{12};

struct Session {
  std::string id;  // at the API; the same from login to logout
  Person person;
  std::string access_token;
  std::string refresh_token;
  std::string id_token;  // empty when the cookie has no room for it
  base::TimePoint renew_at;
  base::TimePoint access_expires;
  base::TimePoint signed_in;
  base::TimePoint seen;
};

class Sessions {
 public:
  Sessions(const OpenIdClient& issuer, const Seal& seal, http::Cookies cookies, base::Clock clock);

  // `id` is the session's at the API.
  Session begin(std::string id, const Tokens& tokens, Person person) const;
  // The request's session with an access token that works, nullopt when there is none or it has ended. Error
  // unavailable when the token must be renewed and the issuer does not answer: the session itself goes on.
  std::optional<Session> find(const http::Request& request);
  // The session as its cookie says it, however old.
  std::optional<Session> read(const http::Request& request) const;
  // Writes the cookie again when the browser's is out of date. Call last, when the response is complete.
  void keep(const http::Request& request, const Session& session, http::Response& response);
  void write(const Session& session, http::Response& response) const;
  void end(const Session& session, http::Response& response);

 private:
  struct Shared {  // of all requests of one session in this process
    std::mutex renewing;
    std::mutex mutex;
    Session newest;  // guarded by mutex, as all below
    bool ended = false;
    base::TimePoint failed_at;
    base::TimePoint used;
  };
  std::shared_ptr<Shared> shared(const Session& session);
  void adopt_newest(Session& session, Shared& shared) const;
  bool over(const Session& session) const;
  void renew(Session& session, Shared& shared) const;

  const OpenIdClient& issuer_;
  const Seal& seal_;
  http::Cookies cookies_;
  base::Clock clock_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Shared>> shared_;  // by session id
};

}  // namespace copper::studio
