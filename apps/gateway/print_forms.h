// Prints as plain HTML forms and simple programs send them: fields and image in one multipart/form-data body.
//
// The contract's other calls do the work: the image is uploaded as a browser would, into temporary storage, and what was
// a form becomes the JSON body of the same call. So no service ever carries pixels (a Lambda call takes 6 MB at most).
#pragma once

#include <cstdint>
#include <string>

#include "platform/http/handler.h"
#include "platform/image/versions.h"

namespace copper::gateway {

// Passes everything on to `next` but forms of POST /artist/prints and /artist/prints/{id}/image, which it takes apart.
// `send` takes the parts: a PUT whose target is the whole signed URL.
http::Handler with_print_forms(http::Handler send, http::Handler next);

// Whether the header is that of such a form, and somebody claims to be the artist.
bool is_print_form(const http::Request& request);

// Where signed URLs lead: to `storage` what lies below `storage_url`, over the wire everything else.
http::Handler signed_urls(std::string storage_url, http::Handler storage);

}  // namespace copper::gateway
