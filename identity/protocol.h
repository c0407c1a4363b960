// What OAuth 2.0 and OpenID Connect requests say, read once at the edge. No state, no database.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/clients.h"
#include "platform/http/message.h"

namespace copper::identity {

// An error the protocol has a code for (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6).
class ProtocolError : public std::runtime_error {
 public:
  ProtocolError(std::string code, const std::string& description)
      : std::runtime_error(description), code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string encoded(const http::Query& query);
// `uri` with further query parameters; empty values are left out.
std::string with_parameters(std::string_view uri, const Pairs& parameters);

// A form body (RFC 6749 appendix B). Throws Error unsupported_media_type, payload_too_large or bad_request.
http::Query form_of(const http::Request& request);
// The query of a GET, the form of a POST (OpenID Connect Core §3.1.2.1).
http::Query parameters_of(const http::Request& request);

const Client* find_client(const std::vector<Client>& clients, std::string_view id);

// Where the answer to an authorization request goes.
struct ReturnAddress {
  const Client* client = nullptr;
  std::string redirect_uri;
  std::string state;
};

// Throws Error bad_request, to be shown to the person: an answer must not be sent to a client or address that
// was never registered (RFC 6749 §4.1.2.1), or the provider would forward anyone to anywhere.
ReturnAddress return_address(const http::Query& query, const std::vector<Client>& clients);

struct AuthorizeRequest {
  std::string scope;      // words, of those we know
  std::string challenge;  // PKCE, S256
  std::string nonce;
  bool silent = false;       // prompt=none: no page may be shown
  bool fresh_login = false;  // prompt=login: the password is asked for even with a session
  std::optional<std::chrono::seconds> age_max;
};

// Throws ProtocolError, to be sent to the return address.
AuthorizeRequest authorize_request(const http::Query& query, std::string_view audience);

}  // namespace copper::identity
