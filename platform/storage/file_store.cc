#include "platform/storage/file_store.h"

#include <cerrno>

#include "platform/base/error.h"
#include "platform/storage/file_store_impl.h"
#include "platform/storage/keys.h"
#include "platform/storage/parts.h"
#include "platform/storage/signed_url.h"

namespace copper::storage {
namespace {

std::int64_t expiry(const base::Clock& clock, std::chrono::seconds lifetime) {
  return std::chrono::floor<std::chrono::seconds>(clock() + lifetime).time_since_epoch().count();
}

}  // namespace

std::string_view name_of(Area area) {
  switch (area) {
    case Area::temporary: return "temporary";
    case Area::images: return "images";
    case Area::backups: return "backups";
  }
  return {};
}

void throw_unavailable(const std::system_error& error) {
  const bool full = error.code().value() == ENOSPC || error.code().value() == EDQUOT;
  throw Error(ErrorCode::unavailable,
              full ? "The storage is full." : "The storage does not answer. Try again in a moment.", error.what());
}

FileStore::FileStore(FileStoreOptions options) try : impl_(std::make_unique<Impl>(std::move(options))) {
} catch (const std::system_error& e) {
  throw StartError("COPPER_STORAGE names a directory that cannot be used: " + std::string(e.what()) + ".");
}
FileStore::~FileStore() = default;

void FileStore::put(Area area, const std::string& key, const http::Body& body, std::string_view) {
  check_key(key);
  guarded([&] { impl_->at(area).tree.put(key, body); });
}

bool FileStore::put_new(Area area, const std::string& key, const http::Body& body, std::string_view) {
  check_key(key);
  return guarded([&] { return impl_->at(area).tree.put_new(key, body); });
}

std::optional<http::Body> FileStore::get(Area area, const std::string& key) {
  check_key(key);
  return guarded([&]() -> std::optional<http::Body> {
    base::FileDescriptor file = impl_->at(area).tree.open(key);
    if (!file) return std::nullopt;
    return body_of(std::move(file));
  });
}

std::optional<BlobInfo> FileStore::head(Area area, const std::string& key) {
  check_key(key);
  return guarded([&]() -> std::optional<BlobInfo> {
    const base::FileDescriptor file = impl_->at(area).tree.open(key);
    if (!file) return std::nullopt;
    const FileState state = state_of(file);
    return BlobInfo{key, state.size, state.modified};
  });
}

void FileStore::copy(Area from, const std::string& from_key, Area to, const std::string& to_key) {
  check_key(from_key);
  check_key(to_key);
  guarded([&] {
    base::FileDescriptor source = impl_->at(from).tree.open(from_key);
    if (!source) throw Error(ErrorCode::not_found, "There is no such file in the storage.", from_key);
    impl_->at(to).tree.link(std::move(source), to_key);
  });
}

void FileStore::remove(Area area, const std::string& key) {
  check_key(key);
  guarded([&] { impl_->at(area).tree.remove(key); });
}

std::vector<BlobInfo> FileStore::list(Area area, const std::string& prefix) {
  check_prefix(prefix);
  return guarded([&] { return impl_->at(area).tree.list(prefix); });
}

std::string FileStore::presign(Area area, const std::string& key, std::chrono::seconds lifetime) {
  check_key(key);
  return signed_url({.method = "GET", .area = area, .key = key, .expires = expiry(impl_->options.clock, lifetime)},
                    impl_->options.public_url, impl_->options.signing_key);
}

std::string FileStore::begin_upload(Area area, const std::string& key, std::string_view) {
  check_key(key);
  return guarded([&] { return impl_->at(area).uploads.begin(key); });
}

std::string FileStore::presign_part(Area area, const std::string& key, const std::string& upload_id, int part_number,
                                    std::uint64_t part_bytes, std::chrono::seconds lifetime) {
  check_key(key);
  check_part_number(part_number);
  return signed_url({.method = "PUT",
                     .area = area,
                     .key = key,
                     .expires = expiry(impl_->options.clock, lifetime),
                     .upload_id = upload_id,
                     .part = part_number,
                     .bytes = part_bytes},
                    impl_->options.public_url, impl_->options.signing_key);
}

std::vector<UploadPart> FileStore::parts(Area area, const std::string& key, const std::string& upload_id) {
  return guarded([&] { return impl_->at(area).uploads.parts(key, upload_id); });
}

void FileStore::complete_upload(Area area, const std::string& key, const std::string& upload_id) {
  check_key(key);
  guarded([&] { impl_->at(area).uploads.complete(key, upload_id); });
}

void FileStore::abort_upload(Area area, const std::string& key, const std::string& upload_id) {
  guarded([&] { impl_->at(area).uploads.abort(key, upload_id); });
}

bool FileStore::healthy() noexcept {
  return impl_->temporary.tree.usable() && impl_->images.tree.usable();
}

}  // namespace copper::storage
