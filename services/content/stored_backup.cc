#include "services/content/stored_backup.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/tar.h"

namespace copper::content {
namespace {

constexpr std::string_view kManifest = "/manifest.json";

// What lies in the storage's area of backups: its folders, and the files of each with their sizes.
using Folders = std::map<std::string, std::map<std::string, std::uint64_t>>;

Folders folders(storage::BlobStore& store) {
  Folders found;
  for (const auto& object : store.list(storage::Area::backups, "")) {
    if (const auto slash = object.key.find('/'); slash != std::string::npos) {
      found[object.key.substr(0, slash)][object.key.substr(slash)] = object.size;
    }
  }
  return found;
}

// Throws StartError when it is none that can be restored.
StoredBackup backup_in(storage::BlobStore& store, const Folders::value_type& folder) {
  const auto& [name, files] = folder;
  const auto body = store.get(storage::Area::backups, name + std::string(kManifest));
  StoredBackup found{.folder = name};
  try {
    found.manifest = boost::json::parse(body.value().text()).as_object();
    if (found.manifest.at("format").as_int64() != 1) {
      throw StartError("Backup " + name + " was made by a later version of this program. Use that one.");
    }
    found.id = found.manifest.at("id").as_string();
    found.started_at = found.manifest.at("startedAt").as_string();
    for (const auto& line : found.manifest.at("volumes").as_array()) {
      const std::string file(line.at("name").as_string());
      const auto bytes = line.at("bytes").to_number<std::uint64_t>();
      const auto there = files.find("/" + file);
      if (there == files.end()) throw StartError("The file " + name + "/" + file + " of the backup is missing.");
      if (there->second != bytes) {
        throw StartError("The file " + name + "/" + file + " of the backup is damaged: it has " +
                         std::to_string(there->second) + " bytes, and " + std::to_string(bytes) + " by the manifest.");
      }
      found.bytes += bytes;
    }
  } catch (const StartError&) {
    throw;
  } catch (const std::exception&) {
    throw StartError("The manifest of backup " + name + " is damaged.");
  }
  return found;
}

// By the name of its folder, else by its id.
StoredBackup find_backup(storage::BlobStore& store, const std::string& name) {
  const Folders all = folders(store);
  const auto named = all.find(name);
  if (named != all.end() && named->second.contains(std::string(kManifest))) return backup_in(store, *named);
  for (auto& stored : stored_backups(store, [](const std::string&) {})) {
    if (stored.id == name) return std::move(stored);
  }
  throw StartError("There is no complete backup " + name +
                   " in the storage: no folder of this name with a manifest.json, and none with this id in it. "
                   "copper restore lists those there are.");
}

}  // namespace

std::vector<StoredBackup> stored_backups(storage::BlobStore& store, const Progress& broken) {
  std::vector<StoredBackup> found;
  for (const auto& folder : folders(store)) {
    if (!folder.second.contains(std::string(kManifest))) continue;
    try {
      found.push_back(backup_in(store, folder));
    } catch (const StartError& error) {
      broken(error.what());
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.started_at > b.started_at; });
  return found;
}

BackupVolume::BackupVolume(storage::BlobStore& store, const std::string& folder, const json::Object& line)
    : file_(std::make_shared<base::FileDescriptor>(base::open_temporary(std::filesystem::temp_directory_path()))) {
  const std::string key = folder + "/" + std::string(line.at("name").as_string());
  const auto body = store.get(storage::Area::backups, key);
  if (!body) throw StartError("The file " + key + " of the backup is missing.");
  base::Sha256 sum;
  body->for_each_piece([&](std::string_view piece) {
    base::write_all(file_->get(), piece);
    sum.update(piece);
  });
  size_ = body->size();
  if (base::to_hex(sum.finish()) != line.at("sha256").as_string()) {
    throw StartError("The file " + key + " of the backup is damaged: its SHA-256 is not the one in the manifest.");
  }
}

void BackupVolume::for_each(const std::function<void(const std::string& name, const http::Body& body)>& f) const {
  base::TarReader reader(file_->get(), size_);
  while (const auto entry = reader.next()) {
    f(entry->name, http::Body(http::FileSlice{file_, entry->offset, entry->size}));
  }
}

BackupReader::BackupReader(storage::BlobStore& store, const std::string& name)
    : store_(store), backup_(find_backup(store, name)) {}

BackupVolume BackupReader::rows() const {
  return {store_, backup_.folder, lines().at(0).as_object()};
}

void BackupReader::for_each_with(const ImageIds* images, const Progress& progress,
                                 const std::function<void(const BackupVolume&)>& f) const {
  for (const auto& value : lines()) {
    const json::Object& line = value.as_object();
    const auto& held = line.at("images").as_array();
    const auto wanted = [&](const json::Value& id) {
      return images == nullptr || images->contains(std::string(id.as_string()));
    };
    if (std::none_of(held.begin(), held.end(), wanted)) continue;
    progress("Images of " + std::string(line.at("name").as_string()));
    f({store_, backup_.folder, line});
  }
}

void BackupReader::check(const ImageIds* images, const Progress& progress) const {
  for_each_with(
      images, [&](const std::string& what) { progress("Checking: " + what); }, [](const BackupVolume&) {});
}

}  // namespace copper::content
