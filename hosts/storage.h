// The storage a program is configured to use (docs/operations.md names the keys).
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/config/config.h"
#include "platform/http/handler.h"
#include "platform/storage/blob_store.h"
#include "platform/storage/file_store.h"

namespace copper::hosts {

// The routes must not outlive the store.
struct Storage {
  std::unique_ptr<storage::BlobStore> store;
  http::Handler routes;                   // answers presigned URLs; empty where they lead to S3 itself
  http::Handler public_routes;            // what visitors may see, asked for /{key}; empty where the CDN shows it
  std::string cdn_url;                    // where that is; empty without one
  std::string origins;                    // where presigned URLs and the CDN's lead, separated by spaces
  std::filesystem::path spool_directory;  // where request bodies are at home
};

// `file` is used as it is unless COPPER_STORAGE names another directory, or S3, whose calls are then given up after
// `s3_deadline` (S3Options). Throws StartError naming the key.
Storage storage_from(const Config& config, storage::FileStoreOptions file,
                     std::optional<std::chrono::milliseconds> s3_deadline = {});

// Throws what storage_from would, and makes nothing.
void check_storage(const Config& config);

// The directory of COPPER_STORAGE; nullopt on S3. Throws StartError as above.
std::optional<std::filesystem::path> storage_directory(const Config& config, const std::filesystem::path& otherwise);

// What a program that works in that directory, or anywhere when there is none, needs in its environment to use the same
// storage.
std::vector<std::pair<std::string, std::string>> storage_environment(const Config& config);

}  // namespace copper::hosts
