// The inside of FileStore, shared by its two halves (file_store.cc, file_store_routes.cc).
#pragma once

#include <string>
#include <system_error>

#include "platform/storage/file_store.h"
#include "platform/storage/file_tree.h"
#include "platform/storage/file_uploads.h"

namespace copper::storage {

struct FileStore::Impl {
  struct Shelf {
    explicit Shelf(const std::filesystem::path& directory) : tree(directory), uploads(tree) {}
    FileTree tree;
    FileUploads uploads;
  };

  explicit Impl(FileStoreOptions given)
      : options(std::move(given)),
        temporary(options.root / name_of(Area::temporary)),
        images(options.root / name_of(Area::images)),
        backups(options.root / name_of(Area::backups)) {}

  Shelf& at(Area area) { return area == Area::temporary ? temporary : area == Area::images ? images : backups; }

  FileStoreOptions options;
  Shelf temporary;
  Shelf images;
  Shelf backups;
};

[[noreturn]] void throw_unavailable(const std::system_error& error);

// What the file system does not do is the storage's failure, not the request's.
template <class Work>
auto guarded(Work&& work) {
  try {
    return work();
  } catch (const std::system_error& e) {
    throw_unavailable(e);
  }
}

}  // namespace copper::storage
