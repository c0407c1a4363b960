// How secrets and times stand in the tables.
#pragma once

#include <pqxx/pqxx>
#include <string>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::identity {

// Secrets of ours are 256 random bits, so a plain hash cannot be searched backwards.
inline std::string kept_hash(std::string_view secret) {
  return base::to_hex(base::sha256(secret));
}

inline std::string milliseconds_of(const std::string& column) {
  return "(extract(epoch FROM " + column + ") * 1000)::bigint";
}
inline base::TimePoint time_from(const pqxx::field& milliseconds) {
  return base::TimePoint(std::chrono::milliseconds(milliseconds.as<std::int64_t>()));
}

}  // namespace copper::identity
