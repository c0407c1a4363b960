#include "identity/protocol.h"

#include <algorithm>
#include <charconv>

#include "platform/auth/words.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/url.h"

namespace copper::identity {
namespace {

constexpr std::size_t kFormBytesMax = 16 * 1024;
constexpr std::size_t kValueBytesMax = 4096;
constexpr std::string_view kScopes[] = {"openid", "profile", "email", "offline_access"};

ProtocolError invalid(const std::string& description) {
  return {"invalid_request", description};
}

std::string known_scopes(std::string_view asked) {
  std::vector<std::string> known;
  for (const auto& word : auth::words_of(asked)) {
    const bool ours = std::ranges::find(kScopes, word) != std::end(kScopes);
    if (ours && std::ranges::find(known, word) == known.end()) known.push_back(word);
  }
  return auth::joined(known);
}

// 32 bytes of SHA-256 in base64url.
bool is_challenge(std::string_view text) {
  return text.size() == 43 && base::from_base64url(text).has_value();
}

void read_prompt(AuthorizeRequest& request, std::string_view prompt) {
  const auto words = auth::words_of(prompt);
  const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
  request.silent = has("none");
  request.fresh_login = has("login") || has("select_account");
  if (request.silent && words.size() > 1) throw invalid("prompt=none stands alone");
}

std::optional<std::chrono::seconds> read_age_max(const http::Query& query) {
  const auto text = query.find("max_age");
  if (!text) return std::nullopt;
  int value = 0;
  const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failed != std::errc() || end != text->data() + text->size() || value < 0) {
    throw invalid("max_age must be a number of seconds");
  }
  return std::chrono::seconds(value);
}

void refuse_repetition(const http::Query& query) {
  for (const auto& [name, value] : query) {
    if (query.all(name).size() > 1) throw Error(ErrorCode::bad_request, "A parameter of this request appears twice.");
  }
}

}  // namespace

std::string encoded(const http::Query& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    if (!text.empty()) text += '&';
    text.append(http::percent_encode(name)).append("=").append(http::percent_encode(value));
  }
  return text;
}

std::string with_parameters(std::string_view uri, const Pairs& parameters) {
  std::string text(uri);
  char separator = uri.find('?') == std::string_view::npos ? '?' : '&';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    text += separator;
    text.append(name).append("=").append(http::percent_encode(value));
    separator = '&';
  }
  return text;
}

http::Query form_of(const http::Request& request) {
  const std::string_view type = request.headers.get("Content-Type");
  if (type.substr(0, type.find(';')) != "application/x-www-form-urlencoded") {
    throw Error(ErrorCode::unsupported_media_type, "Send a form (application/x-www-form-urlencoded).");
  }
  if (request.body.size() > kFormBytesMax) throw Error(ErrorCode::payload_too_large, "The form is too large.");
  return http::Query::parse(request.body.text());
}

http::Query parameters_of(const http::Request& request) {
  return request.method == "POST" ? form_of(request) : request.query();
}

const Client* find_client(const std::vector<Client>& clients, std::string_view id) {
  const auto found = std::ranges::find(clients, id, &Client::id);
  return found == clients.end() ? nullptr : &*found;
}

ReturnAddress return_address(const http::Query& query, const std::vector<Client>& clients) {
  refuse_repetition(query);
  for (const auto& [name, value] : query) {
    if (value.size() > kValueBytesMax || !base::is_utf8(value) || base::has_control_characters(value)) {
      throw Error(ErrorCode::bad_request,
                  "The request to sign in is malformed. Go back to where you came from and try again.");
    }
  }
  const Client* client = find_client(clients, query.get("client_id"));
  if (client == nullptr) {
    throw Error(ErrorCode::bad_request, "Nobody we know sent you here. Open the studio and choose “Sign in” there.");
  }
  const std::string_view uri = query.get("redirect_uri");
  if (std::ranges::find(client->redirect_uris, uri) == client->redirect_uris.end()) {
    throw Error(ErrorCode::bad_request,
                "This link would lead to an address that is not the studio’s. Open the studio and choose "
                "“Sign in” there.");
  }
  return {.client = client, .redirect_uri = std::string(uri), .state = std::string(query.get("state"))};
}

AuthorizeRequest authorize_request(const http::Query& query, std::string_view audience) {
  if (query.find("request")) throw ProtocolError("request_not_supported", "request objects are not supported");
  if (query.find("request_uri")) throw ProtocolError("request_uri_not_supported", "request_uri is not supported");
  if (query.get("response_type").empty()) throw invalid("response_type is missing");
  if (query.get("response_type") != "code") {
    throw ProtocolError("unsupported_response_type", "response_type must be code");
  }
  if (const auto mode = query.find("response_mode"); mode && *mode != "query") {
    throw invalid("response_mode must be query");
  }
  if (const auto asked = query.find("audience"); asked && *asked != audience) throw invalid("unknown audience");
  if (query.get("code_challenge_method") != "S256" || !is_challenge(query.get("code_challenge"))) {
    throw invalid("PKCE is required: code_challenge with code_challenge_method S256");
  }
  AuthorizeRequest request;
  request.scope = known_scopes(query.get("scope"));
  if (!auth::has_word(request.scope, "openid")) throw ProtocolError("invalid_scope", "scope must have openid");
  request.challenge = query.get("code_challenge");
  request.nonce = query.get("nonce");
  read_prompt(request, query.get("prompt"));
  request.age_max = read_age_max(query);
  return request;
}

}  // namespace copper::identity
