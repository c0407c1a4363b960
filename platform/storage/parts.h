// The parts of an upload: the same rules in every store.
#pragma once

#include <vector>

#include "platform/storage/blob_store.h"

namespace copper::storage {

inline constexpr int kPartNumberMax = 10'000;  // Amazon S3's

void check_part_number(int number);  // Error bad_request
// Error conflict unless the parts, in order, are 1, 2, … without a gap.
void check_all_there(const std::vector<UploadPart>& parts);

}  // namespace copper::storage
