#include "platform/storage/s3_xml.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::storage {
namespace {

constexpr const char* kHead = R"(<?xml version="1.0" encoding="UTF-8"?>)";

TEST(S3Xml, APageOfObjects) {
  const auto page = read_list_objects(std::string(kHead) + R"(
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>prints</Name><IsTruncated>true</IsTruncated>
<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
<Contents><Key>public/t&#xF8;rv &amp; mose &lt;1&gt;.jpg</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified>
<Size>434234</Size></Contents>
<Contents><Key> b</Key><LastModified>2009-10-12T17:50:31.500Z</LastModified><Size>0</Size></Contents>
</ListBucketResult>)");
  ASSERT_EQ(page.objects.size(), 2U);
  EXPECT_EQ(page.objects[0].key, "public/tørv & mose <1>.jpg");
  EXPECT_EQ(page.objects[0].size, 434234U);
  EXPECT_EQ(base::to_iso8601_millis(page.objects[1].modified), "2009-10-12T17:50:31.500Z");
  EXPECT_EQ(page.objects[1].key, " b");
  EXPECT_EQ(page.next, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
}

TEST(S3Xml, APageOfParts) {
  const auto page = read_list_parts(std::string(kHead) + R"(
<ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>3</NextPartNumberMarker>
<Part><PartNumber>2</PartNumber><ETag>&quot;7778aef83f66abc1fa1e8477f296d394&quot;</ETag><Size>9</Size></Part>
</ListPartsResult>)");
  ASSERT_EQ(page.parts.size(), 1U);
  EXPECT_EQ(page.parts[0].number, 2);
  EXPECT_EQ(page.parts[0].etag, "\"7778aef83f66abc1fa1e8477f296d394\"");
  EXPECT_EQ(page.next, "");
}

TEST(S3Xml, WhatIsNotTheDocumentExpectedIsUnavailable) {
  for (const char* text : {"", "not XML", "<html><body>proxy</body></html>", "<ListBucketResult>",
                           "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
                           "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>-1</Size>"
                           "<LastModified>2009-10-12T17:50:30.000Z</LastModified></Contents></ListBucketResult>",
                           "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size>"
                           "<LastModified>yesterday</LastModified></Contents></ListBucketResult>"}) {
    try {
      read_list_objects(text);
      ADD_FAILURE() << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::unavailable);
    }
  }
  EXPECT_THROW(read_upload_id("<InitiateMultipartUploadResult/>"), Error);
}

TEST(S3Xml, ACompletionNamesThePartsInOrder) {
  const std::string xml = write_complete({{1, "\"a\""}, {2, "\"<&\""}});
  EXPECT_NE(xml.find("<Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part><Part><PartNumber>2</PartNumber>"
                     "<ETag>&quot;&lt;&amp;&quot;</ETag></Part></CompleteMultipartUpload>"),
            std::string::npos)
      << xml;
}

}  // namespace
}  // namespace copper::storage
