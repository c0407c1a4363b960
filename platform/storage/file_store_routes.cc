#include "platform/base/error.h"
#include "platform/http/router.h"
#include "platform/http/url.h"
#include "platform/storage/file_store_impl.h"
#include "platform/storage/keys.h"
#include "platform/storage/signed_url.h"

namespace copper::storage {
namespace {

http::Response file_response(base::FileDescriptor file, std::string_view key, std::string_view cache_control) {
  if (!file) throw Error(ErrorCode::not_found, "There is no such file.");
  const FileState state = state_of(file);
  http::Response response;
  response.headers.set("Content-Type", content_type_of(key));
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cache-Control", cache_control);
  response.headers.set("ETag", state.etag);
  response.body = http::FileSlice{std::make_shared<const base::FileDescriptor>(std::move(file)), 0, state.size};
  return response;
}

http::Response stored(std::string_view etag) {
  http::Response response;
  response.headers.set("ETag", etag);
  return response;
}

std::string put_part(FileUploads& uploads, const Grant& grant, const http::Body& body) {
  if (body.size() != grant.bytes) {
    throw Error(ErrorCode::bad_request,
                "There must be exactly " + std::to_string(grant.bytes) + " bytes. Send them again.");
  }
  return uploads.put_part(grant.key, grant.upload_id, grant.part, body);
}

}  // namespace

http::Handler FileStore::routes() {
  return [impl = impl_.get(), path = http::parse_url(impl_->options.public_url).path](const http::Request& request) {
    return guarded([&] {
      const base::TimePoint now = impl->options.clock();
      const Grant grant = granted(request, path, impl->options.signing_key, now);
      auto& [tree, uploads] = impl->at(grant.area);
      if (grant.method == "PUT") return stored(put_part(uploads, grant, request.body));
      const std::int64_t left =
          grant.expires - std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
      return file_response(tree.open(grant.key), grant.key, "private, max-age=" + std::to_string(left));
    });
  };
}

http::Handler FileStore::public_routes() {
  http::Router router;
  router.on("GET", "/{key:path}", [impl = impl_.get()](const http::Request& request) {
    return guarded([&] {
      const std::string key = "public/" + request.parameter("key");
      base::FileDescriptor file = is_key(key) ? impl->images.tree.open(key) : base::FileDescriptor();
      return file_response(std::move(file), key, "public, max-age=31536000, immutable");
    });
  });
  return router;
}

}  // namespace copper::storage
