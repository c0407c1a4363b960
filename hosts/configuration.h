// Where a program's settings come from: the environment, then .env, then, when COPPER_CONFIG_SOURCE says so, AWS Systems
// Manager's Parameter Store.
#pragma once

#include <map>
#include <string>

#include "platform/config/config.h"

namespace copper::hosts {

// COPPER_CONFIG_SOURCE is `env`, or `ssm:` and a path, as in ssm:/copper/prod/: the parameter /copper/prod/CDN_URL is then
// COPPER_CDN_URL. Throws StartError naming the path and the reason when Parameter Store cannot be read.
Config configuration();

// The settings at such a source, by their names with prefix; `config` says who asks. Throws StartError as above; `asked_by`
// says where the source is named.
std::map<std::string, std::string> settings_at(const std::string& source, const Config& config,
                                               const std::string& asked_by);

}  // namespace copper::hosts
