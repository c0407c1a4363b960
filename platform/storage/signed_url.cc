#include "platform/storage/signed_url.h"

#include <charconv>
#include <optional>
#include <stdexcept>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/storage/keys.h"

namespace copper::storage {
namespace {

// One field a line. Keys hold no line feed and numbers are written anew, so that two grants never sign alike.
std::string signature_of(const Grant& grant, std::string_view signing_key) {
  if (signing_key.empty()) throw std::logic_error("this file store has no signing key");
  std::string text = "copper-storage-1\n" + grant.method + '\n';
  text.append(name_of(grant.area)) += '\n';
  text += grant.key + '\n' + std::to_string(grant.expires) + '\n' + grant.upload_id + '\n' +
          std::to_string(grant.part) + '\n' + std::to_string(grant.bytes);
  return base::to_base64url(base::hmac_sha256(signing_key, text));
}

std::optional<Area> area_of(std::string_view name) {
  for (const Area area : {Area::temporary, Area::images, Area::backups}) {
    if (name == name_of(area)) return area;
  }
  return std::nullopt;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// The grant a URL claims; nullopt when it is not one of ours.
std::optional<Grant> claimed(const http::Request& request, std::string_view path, const http::Query& query) {
  std::string_view rest = request.path();
  if (!rest.starts_with(path) || !rest.substr(path.size()).starts_with('/')) return std::nullopt;
  rest.remove_prefix(path.size() + 1);
  const auto slash = rest.find('/');
  const auto area = area_of(rest.substr(0, slash));
  if (!area || slash == std::string_view::npos) return std::nullopt;
  Grant grant{.method = request.method == "HEAD" ? "GET" : request.method,
              .area = *area,
              .key = http::percent_decode(rest.substr(slash + 1)),
              .upload_id = std::string(query.get("upload"))};
  const bool whole = read_number(query.get("expires"), grant.expires) &&
                     (grant.upload_id.empty() ||
                      (read_number(query.get("part"), grant.part) && read_number(query.get("bytes"), grant.bytes)));
  return is_key(grant.key) && whole ? std::optional(std::move(grant)) : std::nullopt;
}

}  // namespace

std::string signed_url(const Grant& grant, std::string_view base, std::string_view signing_key) {
  std::string url(base);
  url.append("/").append(name_of(grant.area)).append("/").append(http::percent_encode(grant.key, "/"));
  url += "?expires=" + std::to_string(grant.expires);
  if (!grant.upload_id.empty()) {
    url +=
        "&upload=" + grant.upload_id + "&part=" + std::to_string(grant.part) + "&bytes=" + std::to_string(grant.bytes);
  }
  return url + "&signature=" + signature_of(grant, signing_key);
}

Grant granted(const http::Request& request, std::string_view path, std::string_view signing_key, base::TimePoint now) {
  const http::Query query = request.query();
  const auto grant = claimed(request, path, query);
  if (!grant || !base::equal_constant_time(query.get("signature"), signature_of(*grant, signing_key))) {
    throw Error(ErrorCode::forbidden, "This link does not permit that.");
  }
  if (now >= base::TimePoint(std::chrono::seconds(grant->expires))) {
    throw Error(ErrorCode::forbidden, "This link has expired. Load the page again to get a new one.");
  }
  return *grant;
}

}  // namespace copper::storage
