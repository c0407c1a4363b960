// A directory of files that are there whole or not at all: what one area of the file store stands on.
//
// Everything new is written and synced under .incoming/, then given its name, so that neither a reader
// nor a crash ever sees half a file. Keys are checked by the caller (keys.h); symbolic links below the
// directory are never followed: the image service, which hostile files may have taken over, owns what is in it. Thread-safe, also between processes. Throws std::system_error when the file
// system does not do its work.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
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
  // This file and the one under `key` become the same one; neither is ever changed in place.
  void link(base::FileDescriptor from, const std::string& key);
  // One file of the contents of several.
  void join(std::vector<base::FileDescriptor> from, const std::string& key);
  void remove(const std::string& key);

  base::FileDescriptor open(const std::string& key) const;  // empty when there is no such file
  std::vector<BlobInfo> list(const std::string& prefix) const;

  // Takes a directory away at once, whatever is still being written there.
  void discard(const std::string& key);
  bool usable() const noexcept;

  const std::filesystem::path& directory() const { return directory_; }

 private:
  class Incoming;
  base::FileDescriptor incoming() const;
  base::FileDescriptor directory_of(std::string_view key, bool make = false) const;
  // Under its key, in the place of what is there, or only where nothing is: then false.
  bool publish(const Incoming& incoming, const std::string& key, bool replaces);

  std::filesystem::path directory_;
};

struct FileState {
  std::uint64_t size;  // bytes
  base::TimePoint modified;
  std::string etag;  // differs for every content put under a name (RFC 9110 §8.8.3); quotes included
};
FileState state_of(const base::FileDescriptor& file);

// All that is in the file.
http::Body body_of(base::FileDescriptor file);

}  // namespace copper::storage
