#include "platform/aws/sigv4.h"

#include <algorithm>
#include <vector>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::aws {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::chrono::minutes kClockErrorMax{4};

// 2015-08-30T12:36:00Z without its punctuation: 20150830T123600Z.
std::string timestamp(base::TimePoint time) {
  std::string text = base::to_iso8601(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// Without the blanks around it, and with one for each run of blanks inside.
std::string trimmed(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string canonical_query(const Fields& pairs) {
  Fields encoded;
  encoded.reserve(pairs.size());
  for (const auto& [name, value] : pairs) {
    encoded.emplace_back(http::percent_encode(name), http::percent_encode(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string query;
  for (const auto& [name, value] : encoded) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(value);
  }
  return query;
}

bool is_signed(const std::string& name) {
  return name == "content-type" || name == "content-length" || name == "content-md5" || name == "date" ||
         name == "range" || name.starts_with("x-amz-");
}

// As it is sent: clients leave a scheme's own port out.
std::string host_of(const http::Url& url) {
  std::string host = url.origin.substr(url.origin.find("://") + 3);
  const std::string_view port = url.origin.starts_with("https:") ? ":443" : ":80";
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  return host;
}

// One request in the form that is signed.
struct Canonical {
  std::string method;
  std::string path;
  std::string query;
  Fields headers;  // lower case names, sorted
  std::string payload_hash;

  std::string signed_names() const {
    std::string names;
    for (const auto& [name, value] : headers) {
      if (!names.empty()) names += ';';
      names += name;
    }
    return names;
  }
  std::string text() const {
    std::string text = method + '\n' + path + '\n' + query + '\n';
    for (const auto& [name, value] : headers) text.append(name).append(":").append(trimmed(value)).append("\n");
    return text + '\n' + signed_names() + '\n' + payload_hash;
  }
};

// S3 takes the path encoded once, as it is sent here; every other service what is sent, encoded once more.
std::string path_to_send(std::string_view path, bool is_s3) {
  return is_s3 ? http::percent_encode(http::percent_decode(path), "/") : std::string(path);
}
std::string path_to_sign(const std::string& sent, bool is_s3) {
  if (sent.empty()) return "/";
  return is_s3 ? sent : http::percent_encode(sent, "/");
}

std::string scope_of(const SignerOptions& options, const std::string& time) {
  std::string scope = time.substr(0, 8);
  for (const std::string_view part :
       {std::string_view(options.region), std::string_view(options.service), kTerminator}) {
    scope.append("/").append(part);
  }
  return scope;
}

std::string signature_of(const Canonical& request, const SignerOptions& options, const std::string& secret,
                         const std::string& time) {
  const std::string text = std::string(kAlgorithm) + '\n' + time + '\n' + scope_of(options, time) + '\n' +
                           base::to_hex(base::sha256(request.text()));
  std::string key = base::hmac_sha256("AWS4" + secret, time.substr(0, 8));
  for (const std::string_view part :
       {std::string_view(options.region), std::string_view(options.service), kTerminator}) {
    key = base::hmac_sha256(key, part);
  }
  return base::to_hex(base::hmac_sha256(key, text));
}

std::string hash_of(const http::Body& body) {
  base::Sha256 hash;
  body.for_each_piece([&](std::string_view piece) { hash.update(piece); });
  return base::to_hex(hash.finish());
}

}  // namespace

void Signer::sign(http::Request& request, std::string_view base_url) const {
  const http::Url url = http::parse_url(base_url);
  const Credentials credentials = options_.credentials();
  const std::string time = timestamp(now());
  const bool is_s3 = options_.service == "s3";
  const std::string path = path_to_send(request.path(), is_s3);
  const http::Query query = request.query();
  Canonical canonical{.method = request.method,
                      .path = path_to_sign(url.path + path, is_s3),
                      .query = canonical_query({query.begin(), query.end()}),
                      .payload_hash = hash_of(request.body)};
  request.target = path + (canonical.query.empty() ? "" : "?" + canonical.query);
  request.headers.set("X-Amz-Date", time);
  if (!credentials.session_token.empty()) {
    request.headers.set("X-Amz-Security-Token", credentials.session_token);
  }
  if (is_s3) request.headers.set("X-Amz-Content-Sha256", canonical.payload_hash);
  canonical.headers = {{"host", host_of(url)}};
  for (const auto& [name, value] : request.headers) {
    std::string lower = lower_case(name);
    if (is_signed(lower)) canonical.headers.emplace_back(std::move(lower), value);
  }
  std::sort(canonical.headers.begin(), canonical.headers.end());
  request.headers.set("Authorization",
                      std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + '/' +
                          scope_of(options_, time) + ", SignedHeaders=" + canonical.signed_names() +
                          ", Signature=" + signature_of(canonical, options_, credentials.secret_access_key, time));
}

std::string Signer::presign(std::string_view method, std::string_view base_url, std::string_view target,
                            std::chrono::seconds lifetime, const http::Headers& signed_headers) const {
  const http::Url url = http::parse_url(base_url);
  const Credentials credentials = options_.credentials();
  const std::string time = timestamp(now());
  const http::Request request{.target = std::string(target)};
  const bool is_s3 = options_.service == "s3";
  const std::string path = url.path + path_to_send(request.path(), is_s3);
  Canonical canonical{.method = std::string(method),
                      .path = path_to_sign(path, is_s3),
                      .headers = {{"host", host_of(url)}},
                      .payload_hash = "UNSIGNED-PAYLOAD"};
  for (const auto& [name, value] : signed_headers) canonical.headers.emplace_back(lower_case(name), value);
  std::sort(canonical.headers.begin(), canonical.headers.end());
  const http::Query query = request.query();
  Fields pairs(query.begin(), query.end());
  pairs.insert(pairs.end(), {{"X-Amz-Algorithm", std::string(kAlgorithm)},
                             {"X-Amz-Credential", credentials.access_key_id + '/' + scope_of(options_, time)},
                             {"X-Amz-Date", time},
                             {"X-Amz-Expires", std::to_string(lifetime.count())},
                             {"X-Amz-SignedHeaders", canonical.signed_names()}});
  if (!credentials.session_token.empty()) {
    pairs.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  canonical.query = canonical_query(pairs);
  return url.origin + path + '?' + canonical.query +
         "&X-Amz-Signature=" + signature_of(canonical, options_, credentials.secret_access_key, time);
}

bool Signer::correct_clock(const http::Response& refusal) const {
  if (refusal.status < 400 || refusal.status > 499) return false;
  const auto theirs = base::from_http_date(std::string(refusal.headers.get("Date")));
  if (!theirs) return false;
  const std::chrono::milliseconds correction = *theirs - options_.clock();
  if (std::chrono::abs(*theirs - now()) >= kClockErrorMax) {
    log::warning("clock corrected", {{"byMs", correction.count()}, {"service", options_.service}});
    *correction_ms_ = correction.count();
    return true;
  }
  // Another thread may have corrected it after this request was signed.
  return std::chrono::abs(correction) >= kClockErrorMax;
}

}  // namespace copper::aws
