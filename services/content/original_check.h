// The checks every original passes before it is accepted (R2.1). Their messages name the file and say what to
// do.
#pragma once

#include <cstdint>
#include <string>

#include "platform/base/error.h"
#include "platform/http/message.h"
#include "services/content/image_header.h"

namespace copper::content {

// The file is not accepted and is not kept.
class RejectedOriginal : public Error {
 public:
  using Error::Error;
};

struct OriginalFacts {
  ImageKind kind;
  std::int64_t width;  // pixels
  std::int64_t height;
  std::string sha256;  // hexadecimal
};

// Throws RejectedOriginal: bad_request for a file of another size than `size_declared`, one that ends too
// early or is damaged; unsupported_media_type for another kind of file; payload_too_large for more than 20
// megapixels.
OriginalFacts check_original(const std::string& file_name, std::uint64_t size_declared, const http::Body& body);

}  // namespace copper::content
