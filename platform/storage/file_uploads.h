// Uploads in parts, as the file store keeps them until they are complete: .uploads/{id}/00001, 00002, … in
// the tree of the object's area, beside a file that holds its key.
#pragma once

#include <string>
#include <vector>

#include "platform/storage/blob_store.h"
#include "platform/storage/file_tree.h"

namespace copper::storage {

class FileUploads {
 public:
  explicit FileUploads(FileTree& tree);

  std::string begin(const std::string& key);
  // The part's ETag. Throws Error not_found when there is no such upload.
  std::string put_part(const std::string& key, const std::string& id, int number, const http::Body& body);
  std::vector<UploadPart> parts(const std::string& key, const std::string& id) const;
  void complete(const std::string& key, const std::string& id);
  void abort(const std::string& key, const std::string& id);

 private:
  bool exists(const std::string& key, const std::string& id) const;
  void check(const std::string& key, const std::string& id) const;
  void remove_old() const;

  FileTree& tree_;
  std::filesystem::path directory_;
};

}  // namespace copper::storage
