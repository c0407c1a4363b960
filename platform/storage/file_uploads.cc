#include "platform/storage/file_uploads.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/storage/parts.h"

namespace copper::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kAgeMax{7 * 24};  // of an upload that nobody completes
constexpr const char* kKeyFile = "key";

std::string name_of_part(int number) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%05d", number);
  return name.data();
}

// 0 for what is not a part.
int number_of_part(const std::string& name) {
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

FileUploads::FileUploads(FileTree& tree) : tree_(tree), directory_(tree.directory() / ".uploads") {
  fs::create_directories(directory_);
}

std::string FileUploads::begin(const std::string& key) {
  remove_old();
  std::string id = base::uuid4();
  fs::create_directory(directory_ / id);
  base::write_file_atomically(directory_ / id / kKeyFile, key);
  return id;
}

bool FileUploads::exists(const std::string& key, const std::string& id) const {
  if (!base::is_uuid(id)) return false;
  const base::FileDescriptor file = base::open_for_reading(directory_ / id / kKeyFile);
  return file && base::read_at(file.get(), 0, base::size_of(file.get())) == key;
}

void FileUploads::check(const std::string& key, const std::string& id) const {
  if (!exists(key, id)) throw Error(ErrorCode::not_found, "There is no such upload. Begin a new one.");
}

std::string FileUploads::put_part(const std::string& key, const std::string& id, int number, const http::Body& body) {
  check(key, id);
  const fs::path path = directory_ / id / name_of_part(number);
  tree_.put_at(path, body);
  return state_of(base::open_for_reading(path)).etag;
}

std::vector<UploadPart> FileUploads::parts(const std::string& key, const std::string& id) const {
  check(key, id);
  std::vector<UploadPart> found;
  for (const auto& entry : fs::directory_iterator(directory_ / id)) {
    const int number = number_of_part(entry.path().filename().string());
    if (number > 0) found.push_back({number, state_of(base::open_for_reading(entry.path())).etag});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return found;
}

void FileUploads::complete(const std::string& key, const std::string& id) {
  // Completed before: the parts are gone and the object is there.
  if (!exists(key, id) && tree_.open(key)) return;
  const auto found = parts(key, id);
  check_all_there(found);
  std::vector<fs::path> files;
  files.reserve(found.size());
  for (const auto& part : found) files.push_back(directory_ / id / name_of_part(part.number));
  if (files.size() == 1) {
    tree_.link(files.front(), key);
  } else {
    tree_.join(files, key);
  }
  tree_.discard(directory_ / id);
}

void FileUploads::abort(const std::string& key, const std::string& id) {
  if (exists(key, id)) tree_.discard(directory_ / id);
}

void FileUploads::remove_old() const {
  const auto oldest = fs::file_time_type::clock::now() - kAgeMax;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(directory_)) {
    if (entry.last_write_time(gone) < oldest && !gone) tree_.discard(entry.path());
  }
}

}  // namespace copper::storage
