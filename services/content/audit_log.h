// The audit log as an artist reads it (R1.6): what the artist's own account did, and what concerns everybody.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response list_audit_log(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
