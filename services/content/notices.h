// Takedown notices (R8.1, R6.5): anybody sends one, the artist it concerns records what is done about it.
//
//   open ──close──▶ closed ──reopen──▶ open
//
// An open notice takes comments, and hides the print it is about; a closed one only takes being reopened.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// 201 with the case number. Mail to artist and sender is queued in the same transaction.
http::Response receive_notice(const ContentOptions& options, const http::Request& request);

http::Response list_notices(const ContentOptions& options, const http::Request& request);
http::Response get_notice(const ContentOptions& options, const http::Request& request);
// {"kind": "comment", "text": "…"}: 201 with the notice. `hide` makes the print a draft: it is gone from every answer with
// this transaction, its images from storage right after it.
http::Response add_notice_action(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
