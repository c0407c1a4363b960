#include "services/imaging/job.h"

#include <tuple>
#include <utility>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/image/versions.h"
#include "platform/image/zoom.h"
#include "platform/observe/log.h"
#include "services/imaging/original.h"
#include "services/imaging/parallel.h"

namespace copper::imaging {
namespace {

using storage::Area;

constexpr unsigned kPutsAtOnce = 8;

// Calls `work` until it does not throw Error unavailable.
template <class Work>
auto with_retries(const Retries& retries, const Wait& wait, Work work) {
  for (int tried = 1;; ++tried) {
    try {
      return work();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unavailable || tried == retries.tries_max) throw;
      log::warning("trying again", {{"tried", tried}, {"error", error.what()}, {"detail", error.internal_detail()}});
    }
    if (!wait(retries.base * (1 << (tried - 1)))) throw Stopped();
  }
}

std::string fetched(const Job& job, storage::BlobStore& store) {
  const auto body = store.get(job.area, job.key);
  if (!body) {
    throw Error(ErrorCode::not_found, "The uploaded file of " + job.order.file_name + " is gone. Upload it again.");
  }
  check_size(body->size(), job.order.file_name);
  return body->text();
}

json::Object stored(const Job& job, const MadeVersion& version, storage::BlobStore& store) {
  const std::string name(version.name);
  const std::string hash = base::to_hex(base::sha256(*version.webp)).substr(0, 10);
  const std::string path = job.base_image_id + "/" + name + "-" + hash + ".webp";
  store.put(Area::images, path, version.webp, "image/webp");
  return {{"versionIdentifier", image::version_id(job.base_image_id, version.name)},
          {"storageBucket", "images"},
          {"storagePath", path},
          {"publicUrl", nullptr},
          {"width", version.width},
          {"height", version.height},
          {"fileSize", version.webp->size()},
          {"format", "webp"}};
}

// One name for the tiles and for what is written into them: another folder when any of it changes.
std::string zoom_folder(const Job& job, const Zoom& zoom) {
  std::string all = job.public_url;
  for (const auto& file : zoom.files) all += file.name + base::sha256(file.jpeg);
  return job.base_image_id + "/zoom-" + base::to_hex(base::sha256(all)).substr(0, 10);
}

json::Object stored(const Job& job, const Zoom& zoom, storage::BlobStore& store, const Retries& retries,
                    const Wait& wait) {
  const std::string folder = zoom_folder(job, zoom);
  const auto put = [&](const std::string& name, const std::string& bytes, std::string_view type) {
    with_retries(retries, wait, [&] { store.put(Area::images, folder + "/" + name, bytes, type); });
  };
  // Storing is waiting, so it is done side by side.
  in_parallel(zoom.files.size(), kPutsAtOnce,
              [&](std::size_t i) { put(zoom.files[i].name, zoom.files[i].jpeg, "image/jpeg"); });
  const auto [width, height] = zoom.size;
  const auto info = image::zoom_info(job.public_url + "/" + folder, width, height);
  put("info.json", boost::json::serialize(info), "application/json");
  return {{"storagePath", folder}, {"width", width}, {"height", height}};
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Object exif_data(const Exif& exif) {
  return {{"camera", text_or_null(exif.camera)},
          {"lens", text_or_null(exif.lens)},
          {"exposureTime", text_or_null(exif.exposure_time)},
          {"aperture", text_or_null(exif.aperture)},
          {"iso", exif.iso ? json::Value(*exif.iso) : json::Value()},
          {"dateTimeOriginal", text_or_null(exif.date_time_original)}};
}

json::Object exif_raw(const Exif& exif) {
  json::Object raw;
  for (const auto& [name, value] : exif.raw) raw[name] = value;
  return raw;
}

json::Object completed(const Job& job, storage::BlobStore& store, const Settings& settings, const Retries& retries,
                       const Wait& wait) {
  const std::string original = with_retries(retries, wait, [&] { return fetched(job, store); });
  const Made made = make_versions(original, job.order, settings);
  json::Object zoom = stored(job, made.zoom.value(), store, retries, wait);
  json::Array versions;
  for (const auto& version : made.versions) {
    versions.push_back(with_retries(retries, wait, [&] { return stored(job, version, store); }));
  }
  return {{"status", "completed"},
          {"versions", std::move(versions)},
          {"zoom", std::move(zoom)},
          {"placeholder", {{"colour", made.placeholder.colour}, {"webp", base::to_base64(made.placeholder.webp)}}},
          {"exifData", exif_data(made.exif)},
          {"exifRaw", exif_raw(made.exif)},
          {"originalWidth", made.original_width},
          {"originalHeight", made.original_height}};
}

json::Object failed(const std::string& reason) {
  return {{"status", "failed"}, {"versions", json::Array()}, {"error", reason}};
}

json::Object attempted(const Job& job, storage::BlobStore& store, const Settings& settings, const Retries& retries,
                       const Wait& wait) {
  const std::string& name = job.order.file_name;
  try {
    return completed(job, store, settings, retries, wait);
  } catch (const Error& error) {
    log::warning("picture failed", {{"error", error.what()}, {"detail", error.internal_detail()}});
    if (error.code() != ErrorCode::unavailable) return failed(error.what());
    return failed(name + " could not be processed because the picture storage does not answer. Try again later.");
  } catch (const std::exception& error) {
    log::error("picture failed", {{"error", error.what()}});
    return failed(name + " could not be processed. Try again; if it fails once more, export the picture anew.");
  }
}

std::pair<Area, std::string> location_of(const std::string& reference) {
  constexpr std::string_view kTemporary = "temp-storage://";
  constexpr std::string_view kPermanent = "permanent-storage://";
  if (reference.starts_with(std::string(kTemporary) + "uploads/original/")) {
    return {Area::temporary, reference.substr(kTemporary.size())};
  }
  if (reference.starts_with(std::string(kPermanent) + "originals/")) {
    return {Area::images, reference.substr(kPermanent.size())};
  }
  throw Error::bad_field("originalImageReference",
                         "must begin with temp-storage://uploads/original/ or permanent-storage://originals/");
}

void read_watermark(json::ObjectReader& in, Watermark& mark) {
  const json::Object* watermark = in.object("watermark");
  if (watermark == nullptr) return;
  json::ObjectReader fields(*watermark, "watermark.");
  mark.text = fields.text("text").value_or("");
  const auto position = fields.choice("position", {kPositions.begin(), kPositions.end()});
  if (position) mark.position = position_named(*position).value_or(mark.position);
  mark.size = fields.number("size", {.min = 1, .max = 10}).value_or(mark.size);
  mark.opacity = static_cast<int>(fields.integer("opacity", {.min = 20, .max = 100}).value_or(mark.opacity));
  fields.check();
}

void read_rights(json::ObjectReader& in, Rights& rights) {
  const json::Object* copyright = in.object("copyright");
  if (copyright == nullptr) return;
  json::ObjectReader fields(*copyright, "copyright.");
  rights.creator = fields.text("creator").value_or("");
  rights.notice = fields.text("notice", {.length_max = 2000, .lines = true}).value_or("");
  rights.url = fields.text("rightsUrl", {.length_max = 2000}).value_or("");
  fields.check();
}

std::optional<Focus> read_focus(json::ObjectReader& in) {
  const json::Object* focus = in.object("focus");
  if (focus == nullptr) return std::nullopt;
  json::ObjectReader fields(*focus, "focus.");
  const auto x = fields.number("x", {.required = true, .max = 1});
  const auto y = fields.number("y", {.required = true, .max = 1});
  fields.check();
  return Focus{*x, *y};
}

}  // namespace

Job read_job(const http::Request& request) {
  json::ObjectReader in(request);
  Job job;
  job.order.wants_zoom = true;
  job.base_image_id = in.text("baseImageId", {.required = true}).value_or("");
  const auto reference = in.text("originalImageReference", {.required = true, .length_max = 600});
  job.order.file_name = in.text("fileName", {.length_max = 300}).value_or("The picture");
  job.attempt = in.integer("attempt", {.min = 1}).value_or(1);
  job.callback_path = in.text("callbackPath", {.length_max = 500}).value_or("/api/v1/images/callback");
  job.public_url = in.text("publicUrl", {.length_max = 2000}).value_or("");
  job.callback_token = in.text("callbackToken", {.length_max = 500}).value_or("");
  if (!base::is_uuid(job.base_image_id)) in.fail("baseImageId", "must be a UUID");
  if (!job.callback_path.starts_with('/')) in.fail("callbackPath", "must be a path that begins with /");
  in.check();
  std::tie(job.area, job.key) = location_of(*reference);
  read_watermark(in, job.order.watermark);
  read_rights(in, job.order.rights);
  job.order.focus = read_focus(in);
  in.check();
  job.request_id = request.headers.get("X-Request-Id");
  job.trace = trace::parse(request.headers.get("traceparent"));
  return job;
}

json::Object run(const Job& job, storage::BlobStore& store, const Settings& settings, const Retries& retries,
                 const Wait& wait) {
  const auto start = std::chrono::steady_clock::now();
  json::Object report = attempted(job, store, settings, retries, wait);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  report["baseImageId"] = job.base_image_id;
  report["processingTimeMs"] = took.count();
  log::info("picture processed", {{"baseImageId", job.base_image_id},
                                  {"attempt", job.attempt},
                                  {"status", report["status"]},
                                  {"ms", took.count()}});
  return report;
}

void call_back(const Job& job, const json::Object& report, const http::Handler& content, const Retries& retries,
               const Wait& wait) {
  http::Request request{.method = "POST", .target = job.callback_path, .body = boost::json::serialize(report)};
  request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + job.callback_token}};
  request.headers.set("X-Request-Id", job.request_id);
  try {
    const http::Response response = with_retries(retries, wait, [&] {
      http::Response answer = content(request);
      if (answer.status < 500 && answer.status != 429) return answer;
      throw Error(ErrorCode::unavailable, "content answers " + std::to_string(answer.status));
    });
    if (response.status == 200) return;
    log::error("content refuses a result",
               {{"baseImageId", job.base_image_id}, {"status", response.status}, {"answer", response.body.text()}});
  } catch (const std::exception& error) {
    log::error("a result cannot be delivered", {{"baseImageId", job.base_image_id}, {"error", error.what()}});
  }
}

}  // namespace copper::imaging
