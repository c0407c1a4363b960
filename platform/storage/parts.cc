#include "platform/storage/parts.h"

#include <string>

#include "platform/base/error.h"

namespace copper::storage {

void check_part_number(int number) {
  if (number < 1 || number > kPartNumberMax) {
    throw Error(ErrorCode::bad_request, "Parts are numbered from 1 to " + std::to_string(kPartNumberMax) + ".");
  }
}

void check_all_there(const std::vector<UploadPart>& parts) {
  int expected = 1;
  for (const auto& part : parts) {
    if (part.number != expected) break;
    ++expected;
  }
  if (expected > 1 && expected > static_cast<int>(parts.size())) return;
  throw Error(ErrorCode::conflict,
              "Part " + std::to_string(expected) + " of the upload is missing. Send it, then try again.");
}

}  // namespace copper::storage
