#include "hosts/storage.h"

#include <cstdlib>
#include <stdexcept>

#include "hosts/account.h"
#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/storage/s3_store.h"

namespace copper::hosts {
namespace {

constexpr std::string_view kFile = "file:";
constexpr std::string_view kS3 = "s3:";
constexpr const char* kS3Keys[] = {"S3_ENDPOINT",       "S3_REGION", "S3_BUCKET_TEMP", "S3_BUCKET_IMAGES",
                                   "S3_BUCKET_BACKUPS", "S3_SSE",    "S3_KMS_KEY_ID",  "ROLE_ARN"};
// Whose calls to S3 these are, and how they get there.
constexpr const char* kAwsVariables[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                                         "AWS_REGION",        "AWS_ENDPOINT_URL_S3",   "AWS_ENDPOINT_URL_STS",
                                         "HTTPS_PROXY",       "https_proxy",           "NO_PROXY",
                                         "no_proxy",          "SSL_CERT_FILE",         "SSL_CERT_DIR"};

std::string address_from(const Config& config, const std::string& key, const std::string& example) {
  const std::string text = config.text(key, "");
  if (text.empty()) return text;
  try {
    const http::Url url = http::parse_url(text);
    return url.origin + url.path;
  } catch (const std::invalid_argument&) {
    throw StartError("COPPER_" + key + " is '" + text + "': it must be an address such as " + example + ".");
  }
}

void read_encryption(const Config& config, storage::S3Options& options) {
  options.sse = config.text("S3_SSE", "");
  options.kms_key_id = config.text("S3_KMS_KEY_ID", "");
  if (!options.sse.empty() && options.sse != "AES256" && options.sse != "aws:kms") {
    throw StartError("COPPER_S3_SSE is '" + options.sse + "': it must be AES256, aws:kms or empty.");
  }
  if (!options.kms_key_id.empty() && options.sse != "aws:kms") {
    throw StartError("COPPER_S3_KMS_KEY_ID is set: then COPPER_S3_SSE must be aws:kms.");
  }
}

storage::S3Options s3_from(const Config& config) {
  storage::S3Options options{
      .endpoint = address_from(config, "S3_ENDPOINT", "http://127.0.0.1:9000"),
      .region = config.required("S3_REGION", "a region such as eu-north-1"),
      .bucket_temporary = config.required("S3_BUCKET_TEMP", "the bucket of uploads"),
      .bucket_images = config.required("S3_BUCKET_IMAGES", "the bucket of originals and versions"),
      .bucket_backups = config.required("S3_BUCKET_BACKUPS", "the bucket of backups"),
      .credentials = credentials_from(config)};
  if (options.bucket_temporary == options.bucket_images || options.bucket_images == options.bucket_backups ||
      options.bucket_temporary == options.bucket_backups) {
    throw StartError(
        "COPPER_S3_BUCKET_TEMP, COPPER_S3_BUCKET_IMAGES and COPPER_S3_BUCKET_BACKUPS must be three buckets.");
  }
  read_encryption(config, options);
  return options;
}

Storage on_s3(const Config& config, std::optional<std::chrono::milliseconds> deadline) {
  auto options = s3_from(config);
  if (deadline) options.deadline = *deadline;
  auto store = std::make_unique<storage::S3Store>(options);
  Storage result{.public_routes = store->public_routes(), .origins = store->origins(), .spool_directory = "/tmp"};
  result.store = std::move(store);
  return result;
}

Storage on_files(storage::FileStoreOptions options) {
  const std::string url = options.public_url;
  Storage result{.spool_directory = options.root};
  auto store = std::make_unique<storage::FileStore>(std::move(options));
  result.public_routes = store->public_routes();
  if (!url.empty()) {  // who makes no URLs answers none
    result.routes = store->routes();
    result.origins = http::parse_url(url).origin;
  }
  result.store = std::move(store);
  return result;
}

Storage without_cdn(const Config& config, storage::FileStoreOptions file,
                    std::optional<std::chrono::milliseconds> s3_deadline) {
  auto directory = storage_directory(config, file.root);
  if (!directory) return on_s3(config, s3_deadline);
  file.root = std::move(*directory);
  return on_files(std::move(file));
}

}  // namespace

std::optional<std::filesystem::path> storage_directory(const Config& config, const std::filesystem::path& otherwise) {
  const std::string text = config.text("STORAGE", std::string(kFile) + otherwise.string());
  if (text == kS3) return std::nullopt;
  if (!text.starts_with(kFile) || text.size() == kFile.size()) {
    throw StartError("COPPER_STORAGE is '" + text +
                     "': it must be s3: or file: and a directory, as in file:var/blobs.");
  }
  return text.substr(kFile.size());
}

Storage storage_from(const Config& config, storage::FileStoreOptions file,
                     std::optional<std::chrono::milliseconds> s3_deadline) {
  Storage result = without_cdn(config, std::move(file), s3_deadline);
  result.cdn_url = address_from(config, "CDN_URL", "https://images.example.com");
  if (!result.cdn_url.empty()) {
    result.public_routes = {};
    result.origins += " " + http::parse_url(result.cdn_url).origin;
  }
  return result;
}

void check_storage(const Config& config) {
  if (!storage_directory(config, {})) s3_from(config);
}

std::vector<std::pair<std::string, std::string>> storage_environment(const Config& config) {
  if (storage_directory(config, ".")) return {{"COPPER_STORAGE", "file:."}};
  std::vector<std::pair<std::string, std::string>> pairs = {{"COPPER_STORAGE", std::string(kS3)}};
  for (const char* key : kS3Keys) {
    if (auto value = config.find(key)) pairs.emplace_back(std::string("COPPER_") + key, *std::move(value));
  }
  for (const char* name : kAwsVariables) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    if (value != nullptr) pairs.emplace_back(name, value);
  }
  return pairs;
}

}  // namespace copper::hosts
