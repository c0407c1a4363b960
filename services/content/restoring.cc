#include "services/content/restoring.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "services/content/backup_tables.h"
#include "services/content/revision.h"

namespace copper::content {
namespace {

constexpr const char* kDeferrable = R"(
SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', c.conrelid::regclass, c.conname)
FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.contype = 'f' AND NOT c.condeferrable AND n.nspname IN ('public', 'identity') AND c.conparentid = 0)";

constexpr const char* kIdentityColumns = R"(
SELECT n.nspname || '.' || c.relname, a.attname
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attidentity <> '' AND c.relkind = 'r' AND n.nspname IN ('public', 'identity'))";

// Tables that tell about one print, with the column that names it. Rows before those that refer to them.
constexpr std::pair<const char*, const char*> kOfPrint[] = {
    {"public.print", "id"}, {"public.print_translation", "print_id"}, {"public.image", "print_id"}};
constexpr const char* kOfImage[] = {"public.image_version", "public.exif", "public.image_job"};

// ------------------------------------------------------------------------------------------------------- objects

// objects/{area}/{key}, and the image it belongs to: the UUID in the key.
struct ObjectName {
  storage::Area area;
  std::string key;
  std::string image;
};

std::optional<ObjectName> object_named(const std::string& entry) {
  for (const auto area : {storage::Area::temporary, storage::Area::images}) {
    const std::string prefix = "objects/" + std::string(storage::name_of(area)) + "/";
    if (!entry.starts_with(prefix)) continue;
    const std::string key = entry.substr(prefix.size());
    for (std::size_t start = 0; start != std::string::npos && start < key.size();) {
      const std::string id = key.substr(start, 36);
      if (base::is_uuid(id)) return ObjectName{area, key, id};
      start = key.find('/', start);
      if (start != std::string::npos) ++start;
    }
  }
  return std::nullopt;
}

void put_objects(storage::BlobStore& store, const BackupVolume& volume, const ImageIds* images) {
  volume.for_each([&](const std::string& name, const http::Body& body) {
    const auto object = object_named(name);
    if (!object || (images != nullptr && !images->contains(object->image))) return;
    const auto there = store.head(object->area, object->key);
    if (!there || there->size != body.size()) store.put(object->area, object->key, body, "");
  });
}

// Removals that were written down before would take away what now comes back.
void forget_removals(db::Pool& db, const ImageIds* images) {
  db.transaction([&](pqxx::work& tx) {
    if (images == nullptr) {
      tx.exec0("DELETE FROM blob_removal WHERE area <> 'backups'");
      return;
    }
    for (const auto& id : *images) {
      tx.exec_params0("DELETE FROM blob_removal WHERE area <> 'backups' AND position($1 IN key) > 0", id);
    }
  });
}

void bring_back_objects(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const ImageIds* images,
                        const Progress& progress) {
  backup.check(images, progress);
  forget_removals(db, images);
  backup.for_each_with(images, progress, [&](const BackupVolume& volume) { put_objects(store, volume, images); });
}

// ---------------------------------------------------------------------------------------------------------- rows

void stage(pqxx::work& tx, const BackupReader& backup) {
  tx.exec0("SET LOCAL statement_timeout = 0");
  const auto known = kept_tables(tx);
  backup.rows().for_each([&](const std::string& name, const http::Body& body) {
    const std::string table = name.substr(9, name.size() - 9 - 9);            // database/{table}.jsonl.gz
    if (std::find(known.begin(), known.end(), table) == known.end()) return;  // there is no such table any more
    const auto file = base::open_temporary(std::filesystem::temp_directory_path());
    body.for_each_piece([&](std::string_view piece) { base::write_all(file.get(), piece); });
    if (::lseek(file.get(), 0, SEEK_SET) != 0) throw std::runtime_error("cannot read a temporary file");
    stage_rows(tx, table, file.get());
  });
}

void insert(pqxx::work& tx, const std::string& table, const std::string& condition) {
  const std::string columns = staged_columns(tx, table);
  tx.exec0("INSERT INTO " + table + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM " +
           staged(table) + " s WHERE " + condition);
}

// Runs f while foreign keys may point to what comes later.
template <class F>
void with_deferred_keys(pqxx::work& tx, F&& f) {
  std::vector<std::string> keys;
  for (const auto& row : tx.exec(kDeferrable)) keys.push_back(row[0].as<std::string>());
  for (const auto& key : keys) tx.exec0(key + " DEFERRABLE");
  tx.exec0("SET CONSTRAINTS ALL DEFERRED");
  f();
  tx.exec0("SET CONSTRAINTS ALL IMMEDIATE");
  for (const auto& key : keys) tx.exec0(key + " NOT DEFERRABLE");
}

// Numbers go on after the highest.
void advance_identities(pqxx::work& tx) {
  for (const auto& row : tx.exec(kIdentityColumns)) {
    const auto table = row[0].as<std::string>();
    const auto column = tx.quote_name(row[1].as<std::string>());
    tx.exec("SELECT setval(pg_get_serial_sequence(" + tx.quote(table) + ", " + tx.quote(row[1].as<std::string>()) +
            "), coalesce(max(" + column + "), 0) + 1, false) FROM " + table);
  }
}

// Copies under public/ are made anew; work that was under way begins again.
void resume_work(pqxx::work& tx, const std::string& images) {
  tx.exec0("UPDATE image SET publication = 'publishing' WHERE publication = 'public' AND " + images);
  tx.exec0("UPDATE image_job SET state = 'queued', lease_until = NULL WHERE state = 'leased'");
}

// ---------------------------------------------------------------------------------------------------- the parts

void register_backups(pqxx::work& tx, storage::BlobStore& store) {
  for (const auto& stored : stored_backups(store, [](const std::string&) {})) {
    if (stored.folder != stored.id) continue;  // the studio finds a backup's files by its id
    const json::Object& manifest = stored.manifest;
    std::size_t images = 0;
    for (const auto& line : manifest.at("volumes").as_array()) images += line.at("images").as_array().size();
    tx.exec_params0(
        "INSERT INTO backup (id, state, images, tables, volumes, missing, next_at, started_at, finished_at) "
        "VALUES ($1, 'completed', $2, $3, $4, $5, $6, $6, $6) ON CONFLICT (id) DO NOTHING",
        stored.id, images, boost::json::serialize(manifest.at("tables")),
        boost::json::serialize(manifest.at("volumes")), boost::json::serialize(manifest.at("missing")),
        stored.started_at);
  }
}

void restore_part(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const WholeBackup& whole,
                  const Progress& progress) {
  const bool is_empty = db.read([](pqxx::transaction_base& tx) {
    return tx.exec1("SELECT NOT EXISTS (SELECT FROM print) AND NOT EXISTS (SELECT FROM gallery)")[0].as<bool>();
  });
  if (!is_empty && !whole.replace) {
    throw StartError(
        "The database has prints or galleries, and a whole restore would replace them. Say --replace if it shall.");
  }
  backup.rows();  // checked before anything is changed
  bring_back_objects(db, store, backup, nullptr, progress);
  progress("Rows");
  db.transaction([&](pqxx::work& tx) {
    stage(tx, backup);
    with_deferred_keys(tx, [&] {
      const auto tables = kept_tables(tx);
      std::string all;
      for (const auto& table : tables) all.append(all.empty() ? "" : ", ").append(table);
      tx.exec0("TRUNCATE " + all + " CASCADE");
      for (const auto& line : backup.manifest().at("tables").as_array()) {
        const std::string table(line.at("name").as_string());
        if (std::find(tables.begin(), tables.end(), table) != tables.end()) insert(tx, table, "true");
      }
    });
    advance_identities(tx);
    resume_work(tx, "true");
    register_backups(tx, store);
    bump_revision(tx, Change::withdrawal);
  });
}

std::string array_of(const ImageIds& ids) {
  std::string array = "'{";
  for (const auto& id : ids) array.append(array.size() > 2 ? "," : "").append(id);
  return array + "}'::uuid[]";
}

void restore_part(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const ImageFiles&,
                  const Progress& progress) {
  const ImageIds images = db.read([](pqxx::transaction_base& tx) {
    ImageIds ids;
    for (const auto& row : tx.exec("SELECT id FROM image")) ids.insert(row[0].as<std::string>());
    return ids;
  });
  bring_back_objects(db, store, backup, &images, progress);
  db.transaction([&](pqxx::work& tx) { resume_work(tx, "id = ANY (" + array_of(images) + ")"); });
}

ImageIds staged_images(pqxx::work& tx, const std::string& prints) {
  ImageIds ids;
  for (const auto& row : tx.exec("SELECT id FROM " + staged("public.image") + " WHERE print_id IN (" + prints + ")")) {
    ids.insert(row[0].as<std::string>());
  }
  return ids;
}

// The rows of these prints, "1,2,3", none of which may be there.
void insert_prints(pqxx::work& tx, const std::string& prints, const ImageIds& images) {
  tx.exec0("UPDATE " + staged("public.image") +
           " SET publication = CASE WHEN publication IN ('public', 'publishing') " +
           "THEN 'publishing' ELSE 'private' END");
  tx.exec0("UPDATE " + staged("public.print") + " SET public_image_id = NULL");
  for (const auto& [table, column] : kOfPrint) insert(tx, table, std::string("s.") + column + " IN (" + prints + ")");
  for (const auto* table : kOfImage) insert(tx, table, "s.image_id = ANY (" + array_of(images) + ")");
  // Tags by name: one may have been made anew meanwhile.
  const std::string used =
      "s.id IN (SELECT tag_id FROM " + staged("public.print_tag") + " WHERE print_id IN (" + prints + "))";
  tx.exec0("SET CONSTRAINTS tag_pair DEFERRED");
  insert(tx, "public.tag",
         used +
             " AND NOT EXISTS (SELECT FROM tag t WHERE t.id = s.id OR (t.artist_id = s.artist_id "
             "AND t.language = s.language AND lower(t.name) = lower(s.name)))");
  // Their pair may have got another word meanwhile.
  tx.exec0("UPDATE tag s SET pair_id = DEFAULT WHERE " + used +
           " AND EXISTS (SELECT FROM tag t WHERE t.pair_id = s.pair_id AND t.language = s.language AND t.id <> s.id)");
  tx.exec0("SET CONSTRAINTS tag_pair IMMEDIATE");
  tx.exec0("INSERT INTO print_tag (print_id, tag_id, position) SELECT pt.print_id, min(t.id), pt.position FROM " +
           staged("public.print_tag") + " pt JOIN " + staged("public.tag") +
           " s ON s.id = pt.tag_id JOIN tag t ON t.artist_id = s.artist_id AND t.language = s.language "
           "AND lower(t.name) = lower(s.name) WHERE pt.print_id IN (" +
           prints + ") GROUP BY pt.print_id, s.id, pt.position");
}

// Their numbers with commas between them.
std::string listed(pqxx::work& tx, const std::string& prints) {
  std::string ids;
  for (const auto& row : tx.exec(prints)) ids.append(ids.empty() ? "" : ",").append(row[0].c_str());
  return ids.empty() ? "NULL" : ids;
}

// Brings back the prints that a query over staged tables answers, and in the same transaction what more(tx) adds.
void restore_rows(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const Progress& progress,
                  const std::function<std::string(pqxx::work&)>& wanted_prints,
                  const std::function<void(pqxx::work&)>& more) {
  progress("Rows");
  const ImageIds images = db.transaction([&](pqxx::work& tx) {
    stage(tx, backup);
    return staged_images(tx, listed(tx, wanted_prints(tx)));
  });
  bring_back_objects(db, store, backup, &images, progress);
  try {
    db.transaction([&](pqxx::work& tx) {
      stage(tx, backup);
      with_deferred_keys(tx, [&] {
        insert_prints(tx, listed(tx, wanted_prints(tx)), images);
        more(tx);
      });
      advance_identities(tx);
      resume_work(tx, "id = ANY (" + array_of(images) + ")");
      bump_revision(tx);
    });
  } catch (const pqxx::integrity_constraint_violation& e) {
    throw StartError(std::string("It cannot come back beside what is there now: ") + e.what());
  }
}

void require(pqxx::work& tx, const std::string& what, const std::string& table, std::int64_t id) {
  const std::string name = what + " " + std::to_string(id);
  if (!tx.exec_params("SELECT FROM " + table + " WHERE id = $1", id).empty()) {
    throw StartError("There is a " + name + ". Delete it first, so that nothing is overwritten unseen.");
  }
  if (tx.exec_params("SELECT FROM " + staged("public." + table) + " WHERE id = $1", id).empty()) {
    throw StartError("The backup has no " + name + ".");
  }
}

void restore_part(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const OnePrint& print,
                  const Progress& progress) {
  const auto id = std::to_string(print.id);
  restore_rows(
      db, store, backup, progress,
      [&](pqxx::work& tx) {
        require(tx, "print", "print", print.id);
        return "SELECT " + id;
      },
      [&](pqxx::work& tx) {
        tx.exec0(
            "INSERT INTO gallery_print (gallery_id, print_id, position) SELECT s.gallery_id, s.print_id, "
            "(SELECT count(*) + 1 FROM gallery_print gp WHERE gp.gallery_id = s.gallery_id) FROM " +
            staged("public.gallery_print") + " s JOIN gallery g ON g.id = s.gallery_id WHERE s.print_id = " + id);
      });
}

void restore_part(db::Pool& db, storage::BlobStore& store, const BackupReader& backup, const OneGallery& gallery,
                  const Progress& progress) {
  const auto id = std::to_string(gallery.id);
  restore_rows(
      db, store, backup, progress,
      [&](pqxx::work& tx) {
        require(tx, "gallery", "gallery", gallery.id);
        return "SELECT gp.print_id FROM " + staged("public.gallery_print") + " gp WHERE gp.gallery_id = " + id +
               " AND gp.print_id NOT IN (SELECT there.id FROM print there)";
      },
      [&](pqxx::work& tx) {
        insert(tx, "public.gallery", "s.id = " + id);
        insert(tx, "public.gallery_translation", "s.gallery_id = " + id);
        insert(tx, "public.gallery_print", "s.gallery_id = " + id);
      });
}

}  // namespace

void restore(db::Pool& db, storage::BlobStore& store, const std::string& backup, const Part& part,
             const Progress& progress) {
  const BackupReader found(store, backup);
  std::visit([&](const auto& which) { restore_part(db, store, found, which, progress); }, part);
}

}  // namespace copper::content
