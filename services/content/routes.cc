#include "platform/base/error.h"
#include "platform/http/router.h"
#include "platform/json/json.h"
#include "services/content/artists.h"
#include "services/content/audit_log.h"
#include "services/content/backups.h"
#include "services/content/content.h"
#include "services/content/galleries.h"
#include "services/content/image_callback.h"
#include "services/content/notices.h"
#include "services/content/ordering.h"
#include "services/content/prints.h"
#include "services/content/public_api.h"
#include "services/content/sessions.h"
#include "services/content/site.h"
#include "services/content/tags.h"
#include "services/content/uploads.h"

namespace copper::content {
namespace {

http::Response alive(const ContentOptions&, const http::Request&) {
  return json::response(200, {{"status", "ok"}});
}

http::Response ready(const ContentOptions& options, const http::Request&) {
  if (!options.db.healthy()) throw Error(ErrorCode::unavailable, "The database does not answer.");
  if (!options.store.healthy()) throw Error(ErrorCode::unavailable, "The storage does not answer.");
  return json::response(200, {{"status", "ok"}});
}

struct Route {
  std::string_view method;
  std::string_view pattern;
  http::Response (*handle)(const ContentOptions&, const http::Request&);
};

constexpr Route kRoutes[] = {
    {"GET", "/healthz", alive},
    {"GET", "/readyz", ready},

    {"GET", "/api/v1/galleries", public_galleries},
    {"GET", "/api/v1/galleries/{galleryId:id}", public_gallery},
    {"GET", "/api/v1/galleries/{galleryId:id}/prints", public_gallery_prints},
    {"GET", "/api/v1/prints", public_prints},
    {"GET", "/api/v1/prints/{printId:id}", public_print},
    {"GET", "/api/v1/site", public_site},
    {"GET", "/api/v1/revision", public_revision},
    {"POST", "/api/v1/notices", receive_notice},

    {"GET", "/api/v1/artist/galleries", list_galleries},
    {"POST", "/api/v1/artist/galleries", create_gallery},
    {"GET", "/api/v1/artist/galleries/{galleryId:id}", get_gallery},
    {"PUT", "/api/v1/artist/galleries/{galleryId:id}", update_gallery},
    {"DELETE", "/api/v1/artist/galleries/{galleryId:id}", delete_gallery},
    {"GET", "/api/v1/artist/galleries/{galleryId:id}/prints", list_gallery_prints},
    {"PUT", "/api/v1/artist/galleries/{galleryId:id}/prints", reorder_prints},
    {"POST", "/api/v1/artist/galleries/{galleryId:id}/prints/{printId:id}", hang_print},
    {"DELETE", "/api/v1/artist/galleries/{galleryId:id}/prints/{printId:id}", take_down_print},

    {"GET", "/api/v1/artist/prints", list_prints},
    {"POST", "/api/v1/artist/prints", create_print},
    {"GET", "/api/v1/artist/prints/{printId:id}", get_print},
    {"PUT", "/api/v1/artist/prints/{printId:id}", update_print},
    {"DELETE", "/api/v1/artist/prints/{printId:id}", delete_print},
    {"POST", "/api/v1/artist/prints/{printId:id}/image", replace_image},
    {"POST", "/api/v1/artist/prints/{printId:id}/image/retry", retry_image},

    {"POST", "/api/v1/artist/uploads", begin_upload},
    {"GET", "/api/v1/artist/uploads/{uploadId:uuid}", get_upload},
    {"DELETE", "/api/v1/artist/uploads/{uploadId:uuid}", abort_upload},
    {"GET", "/api/v1/artist/uploads/{uploadId:uuid}/parts/{part:id}", get_upload_part},
    {"POST", "/api/v1/artist/uploads/{uploadId:uuid}/complete", complete_upload},

    {"GET", "/api/v1/artist/notices", list_notices},
    {"GET", "/api/v1/artist/notices/{noticeId:id}", get_notice},
    {"POST", "/api/v1/artist/notices/{noticeId:id}/actions", add_notice_action},

    {"GET", "/api/v1/artist/tags", list_tags},
    {"POST", "/api/v1/artist/tags", create_tag},
    {"GET", "/api/v1/artist/tags/{tagId:id}", get_tag},
    {"PUT", "/api/v1/artist/tags/{tagId:id}", update_tag},
    {"DELETE", "/api/v1/artist/tags/{tagId:id}", delete_tag},
    {"POST", "/api/v1/artist/tags/{tagId:id}/merge", merge_tag},

    {"GET", "/api/v1/artist/audit-log", list_audit_log},
    {"GET", "/api/v1/artist/sessions", list_sessions},
    {"POST", "/api/v1/artist/sessions", begin_session},
    {"DELETE", "/api/v1/artist/sessions", end_all_sessions},
    {"DELETE", "/api/v1/artist/sessions/{sessionId:uuid}", end_session},

    {"GET", "/api/v1/artist/site", get_site},
    {"PUT", "/api/v1/artist/site", update_site},

    {"GET", "/api/v1/artist/backups", list_backups},
    {"POST", "/api/v1/artist/backups", begin_backup},
    {"GET", "/api/v1/artist/backups/{backupId:uuid}", get_backup},
    {"DELETE", "/api/v1/artist/backups/{backupId:uuid}", delete_backup},

    {"GET", "/api/v1/admin/artists", list_artists},
    {"POST", "/api/v1/admin/artists", create_artist},
    {"GET", "/api/v1/admin/artists/{artistId:id}", get_artist},
    {"PUT", "/api/v1/admin/artists/{artistId:id}", update_artist},
    {"DELETE", "/api/v1/admin/artists/{artistId:id}", delete_artist},

    {"POST", "/api/v1/images/callback", image_callback},
};

}  // namespace

http::Handler Content::routes() const {
  http::Router router;
  for (const auto& route : kRoutes) {
    router.on(route.method, route.pattern, [options = options_, handle = route.handle](const http::Request& request) {
      return handle(options, request);
    });
  }
  return router;
}

}  // namespace copper::content
