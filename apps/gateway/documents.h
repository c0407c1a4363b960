// The API's documents (docs/api), made ready by `npm run build` and compiled in:
//
//   GET /api/v1/openapi/{name}.json   OpenAPI 3.1, for programs
//   GET /api/docs                     what there is, for people
//   GET /api/docs/{name}              one document as a page
//   GET /api/docs/docs.css, /api/docs/fonts/{file}
//
// Every answer has an ETag and comes compressed to whoever takes it so; a name there is not is a 404.
#pragma once

#include "platform/http/handler.h"

namespace copper::gateway {

http::Handler documents();

}  // namespace copper::gateway
