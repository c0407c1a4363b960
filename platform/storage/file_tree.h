// A directory of files that are there whole or not at all: what one area of the file store stands on.
//
// Everything new is written and synced under .incoming/, then given its name, so that neither a reader
// nor a crash ever sees half a file. Keys are checked by the caller (keys.h); symbolic links below the
// directory are not followed. Thread-safe, also between processes. Throws std::system_error when the file
// system does not do its work.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "platform/base/file.h"
#include "platform/http/message.h"
#include "platform/storage/blob_store.h"

namespace copper::storage {

class FileTree {
 public:
  explicit FileTree(std::filesystem::path directory);  // made when it is not there

  void put(const std::string& key, const http::Body& body);
  bool put_new(const std::string& key, const http::Body& body);  // false when there is one
  // The file at `from` and the one under `key` become the same one; neither is ever changed in place.
  void link(const std::filesystem::path& from, const std::string& key);
  // One file of the contents of several.
  void join(const std::vector<std::filesystem::path>& from, const std::string& key);
  void remove(const std::string& key);

  base::FileDescriptor open(const std::string& key) const;  // empty when there is no such file
  std::vector<BlobInfo> list(const std::string& prefix) const;

  std::filesystem::path path_of(const std::string& key) const { return directory_ / key; }
  // Puts `body` at a path of the same file system that is not a key. The directory must be there.
  void put_at(const std::filesystem::path& path, const http::Body& body);
  // Takes a directory away at once, whatever is still being written there.
  void discard(const std::filesystem::path& directory);
  bool usable() const noexcept;

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path new_incoming() const;
  // Under its key, by rename(2), which replaces what is there, or link(2), which does not: then false.
  bool publish(const std::filesystem::path& incoming, const std::string& key,
               int (*give_name)(const char*, const char*));

  std::filesystem::path directory_;
};

struct FileState {
  std::uint64_t size;  // bytes
  base::TimePoint modified;
  std::string etag;  // differs for every content put under a name (RFC 9110 §8.8.3); quotes included
};
FileState state_of(const base::FileDescriptor& file);

}  // namespace copper::storage
