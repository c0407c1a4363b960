// What Amazon S3 says in XML, and the one thing that is said to it so (Amazon S3 API Reference).
//
// Throws Error unavailable for what is not the document expected: then something else than S3 answered.
#pragma once

#include <string>
#include <vector>

#include "platform/storage/blob_store.h"

namespace copper::storage {

struct ObjectPage {
  std::vector<BlobInfo> objects;
  std::string next;  // continuation-token of the next page; empty on the last
};
ObjectPage read_list_objects(const std::string& xml);

struct PartPage {
  std::vector<UploadPart> parts;
  std::string next;  // part-number-marker of the next page; empty on the last
};
PartPage read_list_parts(const std::string& xml);

std::string read_upload_id(const std::string& xml);  // of InitiateMultipartUploadResult

std::string write_complete(const std::vector<UploadPart>& parts);  // CompleteMultipartUpload

}  // namespace copper::storage
