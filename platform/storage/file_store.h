// The store of one machine: a directory per area, and an HTTP face for its presigned URLs.
//
// Several processes may use one root. A part of an upload, or a body that lies in an unnamed file of the same
// file system (a spooled request), is linked into place, not copied; copies are links too. An object named
// like the directory of another ("a" and "a/b") cannot be kept. What root writes belongs to whoever the area's directory
// belongs to. Throws StartError when the root cannot be used.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/base/clock.h"
#include "platform/http/handler.h"
#include "platform/storage/blob_store.h"

namespace copper::storage {

struct FileStoreOptions {
  std::filesystem::path root;  // var/blobs
  std::string public_url;      // where `routes` are mounted as browsers see it: http://localhost:8082/storage
  std::string signing_key;     // of the presigned URLs; may be empty where none are made
  base::Clock clock = base::system_now;
};

class FileStore : public BlobStore {
 public:
  explicit FileStore(FileStoreOptions options);
  ~FileStore() override;

  void put(Area area, const std::string& key, const http::Body& body, std::string_view content_type) override;
  bool put_new(Area area, const std::string& key, const http::Body& body, std::string_view content_type) override;
  std::optional<http::Body> get(Area area, const std::string& key) override;
  std::optional<BlobInfo> head(Area area, const std::string& key) override;
  void copy(Area from, const std::string& from_key, Area to, const std::string& to_key) override;
  void remove(Area area, const std::string& key) override;
  std::vector<BlobInfo> list(Area area, const std::string& prefix) override;
  std::string presign(Area area, const std::string& key, std::chrono::seconds lifetime) override;
  std::string begin_upload(Area area, const std::string& key, std::string_view content_type) override;
  std::string presign_part(Area area, const std::string& key, const std::string& upload_id, int part_number,
                           std::uint64_t part_bytes, std::chrono::seconds lifetime) override;
  std::vector<UploadPart> parts(Area area, const std::string& key, const std::string& upload_id) override;
  void complete_upload(Area area, const std::string& key, const std::string& upload_id) override;
  void abort_upload(Area area, const std::string& key, const std::string& upload_id) override;
  bool healthy() noexcept override;  // backups are not looked at: not every process may

  // GET, PUT and HEAD of presigned URLs, below the path of `public_url`. A wrong, expired or altered
  // signature is 403. Who mounts it allows the studio's origin to PUT and to read ETag.
  http::Handler routes();
  // Anonymous GET /{key}: serves images/public/{key}, cacheable for ever; everything else is 404.
  http::Handler public_routes();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace copper::storage
