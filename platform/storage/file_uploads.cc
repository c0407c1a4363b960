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
constexpr std::string_view kUploads = ".uploads/";

std::string directory_of(const std::string& id) {
  return std::string(kUploads) + id;
}

// Holds the key of what is uploaded.
std::string key_file_of(const std::string& id) {
  return directory_of(id) + "/key";
}

std::string part_of(const std::string& id, int number) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "/%05d", number);
  return directory_of(id) + name.data();
}

// 0 for what is not a part.
int number_of_part(const std::string& name) {
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

FileUploads::FileUploads(FileTree& tree) : tree_(tree), directory_(tree.directory() / kUploads) {
  fs::create_directories(directory_);
}

std::string FileUploads::begin(const std::string& key) {
  remove_old();
  std::string id = base::uuid4();
  tree_.put(key_file_of(id), key);
  return id;
}

bool FileUploads::exists(const std::string& key, const std::string& id) const {
  if (!base::is_uuid(id)) return false;
  const base::FileDescriptor file = tree_.open(key_file_of(id));
  return file && base::read_at(file.get(), 0, base::size_of(file.get())) == key;
}

void FileUploads::check(const std::string& key, const std::string& id) const {
  if (!exists(key, id)) throw Error(ErrorCode::not_found, "There is no such upload. Begin a new one.");
}

std::string FileUploads::put_part(const std::string& key, const std::string& id, int number, const http::Body& body) {
  check(key, id);
  tree_.put(part_of(id, number), body);
  return state_of(tree_.open(part_of(id, number))).etag;
}

std::vector<UploadPart> FileUploads::parts(const std::string& key, const std::string& id) const {
  check(key, id);
  std::vector<UploadPart> found;
  for (const auto& entry : fs::directory_iterator(directory_ / id)) {
    const int number = number_of_part(entry.path().filename().string());
    if (number > 0) found.push_back({number, state_of(tree_.open(part_of(id, number))).etag});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return found;
}

void FileUploads::complete(const std::string& key, const std::string& id) {
  // Completed before: the parts are gone and the object is there.
  if (!exists(key, id) && tree_.open(key)) return;
  const auto found = parts(key, id);
  check_all_there(found);
  std::vector<base::FileDescriptor> files;
  for (const auto& part : found) files.push_back(tree_.open(part_of(id, part.number)));
  if (files.size() == 1) {
    tree_.link(std::move(files.front()), key);
  } else {
    tree_.join(std::move(files), key);
  }
  tree_.discard(directory_of(id));
}

void FileUploads::abort(const std::string& key, const std::string& id) {
  if (exists(key, id)) tree_.discard(directory_of(id));
}

void FileUploads::remove_old() const {
  const auto oldest = fs::file_time_type::clock::now() - kAgeMax;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(directory_)) {
    if (entry.last_write_time(gone) < oldest && !gone) tree_.discard(directory_of(entry.path().filename().string()));
  }
}

}  // namespace copper::storage
