// The programs that people log in to.
#pragma once

#include <string>
#include <vector>

namespace copper::identity {

// A public client (RFC 6749 §2.1): it has no secret, PKCE binds the code to whoever asked for it.
struct Client {
  std::string id;                             // "studio"
  std::vector<std::string> redirect_uris;     // compared exactly, as strings (RFC 9700 §2.1)
  std::vector<std::string> post_logout_uris;  // likewise
};

}  // namespace copper::identity
