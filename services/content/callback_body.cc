#include "services/content/callback_body.h"

#include <algorithm>

#include "platform/base/crypto.h"
#include "platform/image/versions.h"

namespace copper::content {
namespace {

constexpr std::size_t kRawBytesMax = 64 * 1024;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '/';
}

// {baseImageId}/….webp, without a way out of the image's folder.
bool is_version_key(const std::string& key, const std::string& base_image_id) {
  return key.starts_with(base_image_id + "/") && key.ends_with(".webp") && key.find("..") == std::string::npos &&
         std::all_of(key.begin(), key.end(), is_key_character);
}

// {baseImageId}/{name}, one folder deep.
bool is_folder_key(const std::string& key, const std::string& base_image_id) {
  const auto name = key.substr(std::min(key.size(), base_image_id.size() + 1));
  return key.starts_with(base_image_id + "/") && !name.empty() && name.find_first_of("./") == std::string::npos &&
         std::all_of(name.begin(), name.end(), is_key_character);
}

// The version an identifier {baseImageId}_{version} names; empty when it names none.
std::string version_named(const std::string& identifier, const std::string& base_image_id) {
  for (const auto& version : image::kVersions) {
    if (identifier == image::version_id(base_image_id, version.name)) return std::string(version.name);
  }
  return {};
}

MadeVersion read_version(const json::Value& value, const std::string& prefix, const std::string& base_image_id) {
  json::ObjectReader in(value, prefix + ".");
  MadeVersion made;
  made.version = version_named(in.text("versionIdentifier", {.required = true}).value_or(""), base_image_id);
  if (made.version.empty()) in.fail("versionIdentifier", "must be {baseImageId}_{version} with a known version");
  in.choice("storageBucket", {"images"}, true);
  in.choice("format", {"webp"}, true);
  made.storage_key = in.text("storagePath", {.required = true, .length_max = 500}).value_or("");
  if (!is_version_key(made.storage_key, base_image_id)) in.fail("storagePath", "must be {baseImageId}/{name}.webp");
  made.width = in.integer("width", {.required = true, .min = 1, .max = 100'000}).value_or(0);
  made.height = in.integer("height", {.required = true, .min = 1, .max = 100'000}).value_or(0);
  made.bytes = in.integer("fileSize", {.required = true, .min = 1}).value_or(0);
  in.check();
  return made;
}

std::vector<MadeVersion> read_versions(json::ObjectReader& in, const std::string& base_image_id) {
  std::vector<MadeVersion> versions;
  const json::Array* array = in.array("versions", image::kVersions.size(), true);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    versions.push_back(read_version((*array)[i], "versions[" + std::to_string(i) + "]", base_image_id));
  }
  for (const auto& wanted : image::kVersions) {
    const auto is_wanted = [&](const MadeVersion& made) { return made.version == wanted.name; };
    if (std::count_if(versions.begin(), versions.end(), is_wanted) != 1) {
      in.fail("versions", "must have the version " + std::string(wanted.name) + " once");
    }
  }
  return versions;
}

std::optional<MadeZoom> read_zoom(json::ObjectReader& in, const std::string& base_image_id) {
  const json::Object* zoom = in.object("zoom");
  if (zoom == nullptr) return std::nullopt;
  json::ObjectReader fields(*zoom, "zoom.");
  MadeZoom made;
  made.storage_key = fields.text("storagePath", {.required = true, .length_max = 500}).value_or("");
  if (!is_folder_key(made.storage_key, base_image_id)) fields.fail("storagePath", "must be {baseImageId}/{name}");
  made.width = fields.integer("width", {.required = true, .min = 1, .max = 100'000}).value_or(0);
  made.height = fields.integer("height", {.required = true, .min = 1, .max = 100'000}).value_or(0);
  fields.check();
  return made;
}

bool is_base64_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

// It goes into pages as it is.
std::optional<MadePlaceholder> read_placeholder(json::ObjectReader& in) {
  const json::Object* placeholder = in.object("placeholder");
  if (placeholder == nullptr) return std::nullopt;
  constexpr std::string_view kHex = "0123456789abcdef";
  json::ObjectReader fields(*placeholder, "placeholder.");
  MadePlaceholder made;
  made.colour = fields.text("colour", {.required = true}).value_or("");
  if (made.colour.size() != 7 || made.colour[0] != '#' || made.colour.find_first_not_of(kHex, 1) != std::string::npos) {
    fields.fail("colour", "must be #rrggbb");
  }
  made.webp = fields.text("webp", {.required = true, .length_max = 1000}).value_or("");
  if (!made.webp.starts_with("UklGR") || !std::all_of(made.webp.begin(), made.webp.end(), is_base64_character)) {
    fields.fail("webp", "must be a WebP file in Base64");
  }
  fields.check();
  return made;
}

// EXIF is what a stranger's file says: PostgreSQL takes no NUL, and nobody needs a novel.
json::Value without_nul(const json::Value& value) {
  if (const auto* text = value.if_string()) {
    std::string clean(*text);
    std::erase(clean, '\0');
    return json::Value(clean);
  }
  if (const auto* array = value.if_array()) {
    json::Array clean;
    for (const auto& item : *array) clean.push_back(without_nul(item));
    return clean;
  }
  if (const auto* object = value.if_object()) {
    json::Object clean;
    for (const auto& [key, item] : *object) {
      std::string name(key);
      std::erase(name, '\0');
      clean[name] = without_nul(item);
    }
    return clean;
  }
  return value;
}

json::Object read_exif(json::ObjectReader& in) {
  json::Object exif;
  if (const json::Object* data = in.object("exifData")) {
    json::ObjectReader fields(*data, "exifData.");
    constexpr std::pair<std::string_view, std::string_view> kTexts[] = {{"camera", "camera"},
                                                                        {"lens", "lens"},
                                                                        {"exposureTime", "exposure_time"},
                                                                        {"aperture", "aperture"},
                                                                        {"dateTimeOriginal", "date_time_original"}};
    for (const auto& [name, column] : kTexts) {
      if (const auto text = fields.text(name, {.length_max = 500}); text && !text->empty()) exif[column] = *text;
    }
    if (const auto iso = fields.integer("iso", {.max = 10'000'000})) exif["iso"] = *iso;
    fields.check();
  }
  json::Value raw = json::Object{};
  if (const json::Object* given = in.object("exifRaw")) raw = without_nul(*given);
  if (boost::json::serialize(raw).size() > kRawBytesMax) raw = json::Object{};
  exif["raw"] = std::move(raw);
  return exif;
}

}  // namespace

CallbackBody read_callback(const http::Request& request) {
  json::ObjectReader in(request);
  CallbackBody body;
  body.base_image_id = in.text("baseImageId", {.required = true}).value_or("");
  if (!base::is_uuid(body.base_image_id)) in.fail("baseImageId", "must be a UUID");
  body.completed = in.choice("status", {"completed", "failed"}, true) == "completed";
  body.processing_ms = in.integer("processingTimeMs", {.max = INT32_MAX});
  in.check();
  if (body.completed) {
    body.versions = read_versions(in, body.base_image_id);
    body.zoom = read_zoom(in, body.base_image_id);
    body.placeholder = read_placeholder(in);
    body.exif = read_exif(in);
  } else {
    body.error = in.text("error", {.length_max = 1000, .lines = true}).value_or("");
    if (body.error.empty()) body.error = "The image could not be processed. Try again, or replace it.";
  }
  in.check();
  return body;
}

}  // namespace copper::content
