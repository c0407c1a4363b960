// Where an artist is signed in, and the end of that (R1.2).
//
// A web application such as the studio begins a session when somebody signs in, names it in X-Session-Id with every call
// it makes for that person, and is answered 401 once the session has ended. Programs that only hold a token have none.
#pragma once

#include "services/content/caller.h"

namespace copper::content {

http::Response list_sessions(const ContentOptions& options, const http::Request& request);
http::Response begin_session(const ContentOptions& options, const http::Request& request);
http::Response end_session(const ContentOptions& options, const http::Request& request);
http::Response end_all_sessions(const ContentOptions& options, const http::Request& request);

// Two hours after their last use, twelve after their beginning, as in the studio.
void forget_old_sessions(pqxx::work& tx);

}  // namespace copper::content
