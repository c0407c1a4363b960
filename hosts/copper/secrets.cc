#include "hosts/copper/secrets.h"

#include <boost/json.hpp>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper::hosts {

Secrets load_or_make_secrets(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    const boost::json::object made{{"storageSigningKey", base::random_token()}, {"sessionKey", base::random_token()}};
    base::write_file_atomically(file, boost::json::serialize(made));
  }
  try {
    const auto value = boost::json::parse(base::read_file(file));
    const auto text = [&](const char* name) { return boost::json::value_to<std::string>(value.at(name)); };
    return {text("storageSigningKey"), text("sessionKey")};
  } catch (const std::exception&) {
    throw StartError(file.string() + " is damaged. Restore it, or delete it: everybody then signs in again.");
  }
}

}  // namespace copper::hosts
