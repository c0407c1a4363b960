// A complete backup as it lies in the storage (backup_making.h): its manifest, and its volumes, each checked against it.
// Errors: StartError, with what to do.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "platform/base/file.h"
#include "platform/json/json.h"
#include "platform/storage/blob_store.h"

namespace copper::content {

struct StoredBackup {
  std::string folder;  // in the storage: the id, unless someone put it there under another name
  std::string id;
  std::string started_at;
  std::uint64_t bytes = 0;
  json::Object manifest;
};
using ImageIds = std::set<std::string>;
using Progress = std::function<void(const std::string&)>;  // is told in words what is being done

// The complete ones in storage, whatever the database knows of them; the latest first. `broken` is told what is the matter
// with each of the others.
std::vector<StoredBackup> stored_backups(storage::BlobStore& store, const Progress& broken);

// A volume in a file of its own, which has been found to be what the manifest says.
class BackupVolume {
 public:
  // `line` is the manifest's.
  BackupVolume(storage::BlobStore& store, const std::string& folder, const json::Object& line);

  void for_each(const std::function<void(const std::string& name, const http::Body& body)>& f) const;

 private:
  std::shared_ptr<const base::FileDescriptor> file_;
  std::uint64_t size_ = 0;
};

class BackupReader {
 public:
  // `name` is its folder's or its id.
  BackupReader(storage::BlobStore& store, const std::string& name);

  const json::Object& manifest() const { return backup_.manifest; }
  BackupVolume rows() const;

  // Calls f(volume) for every volume with one of these images; with nullptr for all that have any.
  void for_each_with(const ImageIds* images, const Progress& progress,
                     const std::function<void(const BackupVolume&)>& f) const;
  // Only reads them.
  void check(const ImageIds* images, const Progress& progress) const;

 private:
  const json::Array& lines() const { return backup_.manifest.at("volumes").as_array(); }

  storage::BlobStore& store_;
  StoredBackup backup_;
};

}  // namespace copper::content
