#include "platform/http/client_key.h"

#include <boost/asio/ip/address.hpp>

#include "platform/base/encoding.h"

namespace copper::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_from(std::string_view text) {
  boost::system::error_code failure;
  const ip::address address = ip::make_address(text, failure);
  return failure ? std::nullopt : std::optional(address);
}

}  // namespace

std::string client_key(std::string_view address) {
  const auto parsed = address_from(address);
  if (!parsed) return std::string(address);
  if (parsed->is_v4()) return parsed->to_string();
  if (parsed->to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, parsed->to_v6()).to_string();
  const auto bytes = parsed->to_v6().to_bytes();
  return base::to_hex({reinterpret_cast<const char*>(bytes.data()), 8}) + "/64";
}

std::optional<std::string> forwarded_address(const Headers& headers) {
  std::string_view last = headers.find_last("X-Forwarded-For").value_or(std::string_view());
  last.remove_prefix(last.rfind(',') + 1);  // npos + 1 is 0
  const auto first = last.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  const auto address = address_from(last.substr(first, last.find_last_not_of(" \t") - first + 1));
  return address ? std::optional(address->to_string()) : std::nullopt;
}

}  // namespace copper::http
