#include "hosts/configuration.h"

#include "hosts/account.h"
#include "platform/aws/ssm.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

constexpr std::string_view kSsm = "ssm:";
constexpr std::chrono::seconds kDeadline{8};  // Lambda gives a start ten

bool is_key(const std::string& name) {
  return !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

}  // namespace

std::map<std::string, std::string> settings_at(const std::string& source, const Config& config,
                                               const std::string& asked_by) {
  if (!source.starts_with(std::string(kSsm) + "/")) {
    throw StartError(asked_by + " is '" + source + "': it must be ssm: and a path, as in ssm:/copper/prod/.");
  }
  const std::string path = source.substr(kSsm.size());
  std::map<std::string, std::string> settings;
  try {
    for (auto& [name, value] : aws::parameters_below(aws_service(config, "ssm", kDeadline), path)) {
      if (!is_key(name)) {
        throw StartError(asked_by + " is '" + source + "': the parameter " + name +
                         " there is no setting; those are named like CDN_URL.");
      }
      settings["COPPER_" + name] = std::move(value);
    }
  } catch (const Error& e) {
    throw StartError(asked_by + " is '" + source + "', which cannot be read: " + e.internal_detail());
  }
  if (settings.empty()) throw StartError(asked_by + " is '" + source + "', where there are no parameters.");
  return settings;
}

Config configuration() {
  Config config = Config::from_environment();
  const std::string source = config.text("CONFIG_SOURCE", "env");
  if (source != "env") config.add(settings_at(source, config, "COPPER_CONFIG_SOURCE"));
  return config;
}

}  // namespace copper::hosts
