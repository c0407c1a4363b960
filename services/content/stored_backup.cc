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

using Files = std::map<std::string, std::uint64_t>;  // their sizes
using Folders = std::map<std::string, Files>;

// The folders in the storage's area of backups that have a manifest.
Folders backup_folders(storage::BlobStore& store) {
  Folders found;
  for (const auto& object : store.list(storage::Area::backups, "")) {
    if (const auto slash = object.key.find('/'); slash != std::string::npos) {
      found[object.key.substr(0, slash)][object.key.substr(slash)] = object.size;
    }
  }
  std::erase_if(found, [](const auto& folder) { return !folder.second.contains(std::string(kManifest)); });
  return found;
}

// What its manifest says. Throws StartError when that cannot be used.
StoredBackup described_in(storage::BlobStore& store, const std::string& folder) {
  const auto body = store.get(storage::Area::backups, folder + std::string(kManifest));
  StoredBackup found{.folder = folder};
  try {
    found.manifest = boost::json::parse(body.value().text()).as_object();
    if (found.manifest.at("format").as_int64() != 1) {
      throw StartError("Backup " + folder + " was made by a later version of this program. Use that one.");
    }
    found.id = found.manifest.at("id").as_string();
    found.started_at = found.manifest.at("startedAt").as_string();
    for (const auto& line : found.manifest.at("volumes").as_array()) {
      found.bytes += line.at("bytes").to_number<std::uint64_t>();
    }
  } catch (const StartError&) {
    throw;
  } catch (const std::exception&) {
    throw StartError("The manifest of backup " + folder + " is damaged.");
  }
  return found;
}

// Throws StartError when a volume is missing or has another size. What is in them is compared when they are read.
void check_volumes(const StoredBackup& backup, const Files& files) {
  for (const auto& line : backup.manifest.at("volumes").as_array()) {
    const std::string file = "/" + std::string(line.at("name").as_string());
    const auto bytes = line.at("bytes").to_number<std::uint64_t>();
    const auto there = files.find(file);
    if (there == files.end()) throw StartError("The file " + backup.folder + file + " of the backup is missing.");
    if (there->second != bytes) {
      throw StartError("The file " + backup.folder + file + " of the backup is damaged: it has " +
                       std::to_string(there->second) + " bytes, and " + std::to_string(bytes) + " by the manifest.");
    }
  }
}

// By the name of its folder, else by its id. Some volumes may be damaged: what the others hold can still be restored.
StoredBackup find_backup(storage::BlobStore& store, const std::string& name) {
  const Folders all = backup_folders(store);
  if (all.contains(name)) return described_in(store, name);
  for (const auto& [folder, files] : all) {
    try {
      if (auto stored = described_in(store, folder); stored.id == name) return stored;
    } catch (const StartError&) {  // of another one
    }
  }
  throw StartError("There is no complete backup " + name +
                   " in the storage: no folder of this name with a manifest.json, and none with this id in it. "
                   "copper restore lists those there are.");
}

}  // namespace

std::vector<StoredBackup> stored_backups(storage::BlobStore& store, const Progress& broken) {
  std::vector<StoredBackup> found;
  for (const auto& [folder, files] : backup_folders(store)) {
    try {
      StoredBackup stored = described_in(store, folder);
      check_volumes(stored, files);
      found.push_back(std::move(stored));
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
