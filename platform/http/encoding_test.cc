#include "platform/http/encoding.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace copper::http {
namespace {

std::string gunzip(std::string_view zipped, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
  stream.avail_in = static_cast<uInt>(zipped.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

Encodings page() {
  return encode(text_response(200, std::string(5000, 'a') + "end"));
}

TEST(Encoding, CompressedFormsAreSmallerAndUnpackToTheSame) {
  const Encodings encodings = page();
  ASSERT_TRUE(encodings.gzip && encodings.brotli);
  EXPECT_LT(encodings.gzip->body.size(), 200U);
  EXPECT_EQ(gunzip(encodings.gzip->body.view(), 5003), encodings.plain.body.view());
  EXPECT_EQ(encodings.gzip->headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(encodings.brotli->headers.get("Content-Encoding"), "br");
}

TEST(Encoding, EveryFormHasAnETagOfItsOwnThatFollowsTheContent) {
  const Encodings encodings = page();
  EXPECT_NE(encodings.plain.headers.get("ETag"), encodings.gzip->headers.get("ETag"));
  EXPECT_NE(encodings.gzip->headers.get("ETag"), encodings.brotli->headers.get("ETag"));
  EXPECT_EQ(encodings.plain.headers.get("ETag"), page().plain.headers.get("ETag"));
  EXPECT_EQ(encodings.plain.headers.get("Vary"), "Accept-Encoding");
}

TEST(Encoding, ChoosesWhatTheClientAccepts) {
  const Encodings encodings = page();
  EXPECT_EQ(&choose(encodings, "gzip, deflate, br"), &*encodings.brotli);
  EXPECT_EQ(&choose(encodings, "gzip;q=0.8"), &*encodings.gzip);
  EXPECT_EQ(&choose(encodings, "br;q=0, gzip;q=0.000"), &encodings.plain);
  EXPECT_EQ(&choose(encodings, "brx, xgzip"), &encodings.plain);
  EXPECT_EQ(&choose(encodings, ""), &encodings.plain);
}

TEST(Encoding, LeavesAloneWhatWouldNotShrink) {
  const Encodings encodings = encode(text_response(200, "short"));
  EXPECT_FALSE(encodings.gzip || encodings.brotli);
  EXPECT_FALSE(encodings.plain.headers.find("Vary"));
  EXPECT_TRUE(encodings.plain.headers.find("ETag"));
}

}  // namespace
}  // namespace copper::http
