// `copper config check`: the settings a program here would have, and how they differ from those in Parameter Store.
#include <algorithm>
#include <cstdio>

#include "apps/gateway/cors.h"
#include "hosts/account.h"
#include "hosts/cdn.h"
#include "hosts/client_address.h"
#include "hosts/configuration.h"
#include "hosts/copper/commands.h"
#include "hosts/program.h"
#include "hosts/storage.h"
#include "platform/base/error.h"
#include "platform/http/rate_limit.h"
#include "platform/mail/sender.h"
#include "platform/observe/log.h"

namespace copper::hosts {
namespace {

using Settings = std::map<std::string, std::string>;

// Reads a key as the programs do; StartError when they would not start with it.
using Reader = void (*)(const Config& config, const std::string& key);

void any(const Config&, const std::string&) {}
void address(const Config& config, const std::string& key) {
  address_from(config, key, "https://www.example.com");
}
void budget_of(const Config& config, const std::string& key) {
  http::parse_budget("COPPER_" + key, config.text(key, ""));
}
void flag(const Config& config, const std::string& key) {
  config.flag(key, false);
}
void mail(const Config& config, const std::string&) {
  mail::sender_from(config, {});
}
void storage_or_s3(const Config& config, const std::string&) {
  check_storage(config);
}

struct Known {
  const char* key;
  Reader read = any;
  const char* value_otherwise = "";  // of `copper up`
  const char* otherwise = "";        // the same in words, where it is no value
};

constexpr Known kKnown[] = {
    {"ALLOWED_ORIGINS",
     [](const Config& config, const std::string& key) {
       gateway::parse_origins("COPPER_" + key, config.text(key, ""));
     },
     "", "the studio"},
    {"APP_KEY", [](const Config& config, const std::string&) { app_key_from(config); }},
    {"BEHIND_PROXY", flag, "false"},
    {"CDN_DISTRIBUTION", [](const Config& config, const std::string&) { forgetting_from(config); }, "",
     "nothing is told"},
    {"CDN_URL", address, "", "the gallery's own /media"},
    {"CONFIG_SOURCE", any, "env"},
    {"CONTENT_URL", address},
    {"DATABASE_CONNECTIONS", [](const Config& config, const std::string& key) { config.integer(key, 8, 1, 100); }},
    {"DATABASE_URL", any, "", "a private PostgreSQL in var/postgres"},
    {"DRAIN_TOKEN"},
    {"GALLERY_URL", address},
    {"GATEWAY_URL", address},
    {"IMAGING"},
    {"LISTEN_ADDRESS"},
    {"LOG_GROUP"},
    {"LOG_LEVEL", [](const Config& config, const std::string& key) { log::level_from(config.text(key, "")); }, "info"},
    {"MAIL_FROM", mail, "gallery@localhost"},
    {"METRICS_TOKEN", any, "", "this machine alone reads /metrics"},
    {"OIDC_AUDIENCE"},
    {"OIDC_CLIENT_ID"},
    {"OIDC_CLIENT_SECRET"},
    {"OIDC_ISSUER", address},
    {"OIDC_ROLES_CLAIM"},
    {"PORT", [](const Config& config, const std::string& key) { config.integer(key, 8080, 1, 65535); }},
    {"RATE_LIMIT_LOGIN", budget_of, "1/s burst 30"},
    {"RATE_LIMIT_READING", budget_of, "50/s burst 500"},
    {"RATE_LIMIT_SEARCHING", budget_of, "10/s burst 50"},
    {"RATE_LIMIT_WRITING", budget_of, "20/s burst 400"},
    {"RESOURCES", any, "", "what is compiled in"},
    {"ROLE_ARN", [](const Config& config, const std::string&) { credentials_from(config); }},
    {"S3_BUCKET_BACKUPS"},
    {"S3_BUCKET_IMAGES"},
    {"S3_BUCKET_TEMP"},
    {"S3_ENDPOINT"},
    {"S3_KMS_KEY_ID"},
    {"S3_REGION"},
    {"S3_SSE"},
    {"SEARCH_TIMEOUT_MS", [](const Config& config, const std::string& key) { config.integer(key, 1500, 100, 30000); }},
    {"SEARCH_URL", address},
    {"SESSION_KEYS"},
    {"SIGN_CALLS", flag},
    {"SMTP_URL", mail, "", "files in var/mail"},
    {"STORAGE", storage_or_s3, "file:var/blobs"},
    {"STORAGE_ORIGINS"},
    {"STUDIO_URL", address},
};

bool is_secret(const std::string& name) {
  for (const char* end : {"SECRET", "TOKEN", "PASSWORD", "_KEY", "_KEYS", "DATABASE_URL", "SMTP_URL"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

// What only says where a side has its settings from, and its port, are no settings of both.
Settings compared(Settings settings) {
  for (const char* name : {"COPPER_CONFIG_SOURCE", "COPPER_ROLE_ARN", "COPPER_PORT", "PORT"}) settings.erase(name);
  std::erase_if(settings, [](const auto& setting) { return setting.second.empty(); });
  return settings;
}

void line(const std::string& text) {
  std::puts(text.c_str());
}

// What both have and not alike is a fault; what one has alone may be as it should, for each program has its own keys.
int print_differences(const Settings& here, const Settings& there, const std::string& where) {
  int alone = 0;
  int conflicts = 0;
  line("");
  for (const auto& [name, value] : here) {
    const auto other = there.find(name);
    if (other == there.end()) {
      line(name + " is only here.");
      ++alone;
    } else if (other->second != value) {
      const std::string values = value + " here and " + other->second + " in " + where;
      line(name + (is_secret(name) ? " differs; it is a secret." : " is " + values + "."));
      ++conflicts;
    }
  }
  for (const auto& [name, value] : there) {
    if (here.contains(name)) continue;
    line(name + " is only in " + where + ".");
    ++alone;
  }
  line("Settings that differ: " + std::to_string(conflicts) + "; of one side only: " + std::to_string(alone) + ".");
  return conflicts == 0 ? 0 : 1;
}

// A line for every setting: what is set, and what `copper up` takes otherwise.
void print_settings(const Config& config) {
  Settings lines;
  for (const auto& [name, value] : config.values()) {
    const auto is_it = [&name = name](const Known& known) {
      return name == std::string("COPPER_") + known.key || name == known.key;
    };
    // A value nobody knows might be a secret under a mistaken name.
    if (!value.empty()) {
      const bool known = std::any_of(std::begin(kKnown), std::end(kKnown), is_it);
      lines[name] = known ? "=" + (is_secret(name) ? "(secret)" : value) : ": no program here knows this key";
    }
  }
  for (const Known& known : kKnown) {
    if (config.find(known.key)) continue;
    if (*known.value_otherwise != '\0') {
      lines[std::string("COPPER_") + known.key] = std::string("=") + known.value_otherwise + " (default)";
    } else if (*known.otherwise != '\0') {
      lines[std::string("COPPER_") + known.key] = std::string(": ") + known.otherwise + " (default)";
    }
  }
  for (const auto& [name, text] : lines) line(name + text);
  std::fflush(stdout);
}

// All that no program would start with, in one error.
void check_values(const Config& config) {
  std::vector<std::string> problems;
  for (const Known& known : kKnown) {
    if (!config.find(known.key)) continue;
    try {
      known.read(config, known.key);
    } catch (const StartError& error) {
      if (std::find(problems.begin(), problems.end(), error.what()) == problems.end())
        problems.emplace_back(error.what());
    }
  }
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  if (!text.empty()) throw StartError(text);
}

}  // namespace

int check_config(const std::string& against) {
  const Config config = configuration();
  print_settings(config);
  check_values(config);
  if (against.empty()) return 0;
  return print_differences(compared(config.values()), compared(settings_at(against, config, "--against")), against);
}

}  // namespace copper::hosts
