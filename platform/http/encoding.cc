#include "platform/http/encoding.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <stdexcept>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::http {
namespace {

// Pages are compressed while a visitor waits, so the levels are those that cost about a millisecond for 50
// kB.
constexpr int kGzipLevel = 6;
constexpr int kBrotliQuality = 6;
constexpr std::size_t kWorthCompressing = 256;  // bytes

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Named in the header and not with weight zero.
bool accepts(std::string_view accept_encoding, std::string_view coding) {
  while (!accept_encoding.empty()) {
    const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    if (trimmed(item.substr(0, semicolon)) != coding) continue;
    const std::string_view weight = trimmed(item.substr(std::min(semicolon + 1, item.size())));
    return !(weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos);
  }
  return false;
}

std::optional<Response> coded(const Response& plain, std::string_view tag, std::string_view coding, std::string body) {
  if (body.size() >= plain.body.size()) return std::nullopt;
  Response response = plain;
  response.body = std::move(body);
  response.headers.set("Content-Encoding", coding);
  response.headers.set("ETag", '"' + std::string(tag) + '-' + std::string(coding) + '"');
  return response;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib has no memory");
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib could not compress");
  return out;
}

std::string brotli(std::string_view bytes) {
  std::string out(BrotliEncoderMaxCompressedSize(bytes.size()), '\0');
  std::size_t size = out.size();
  if (BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
    throw std::runtime_error("brotli could not compress");
  }
  out.resize(size);
  return out;
}

std::size_t Encodings::bytes() const {
  return plain.body.size() + (gzip ? gzip->body.size() : 0) + (brotli ? brotli->body.size() : 0);
}

Encodings encode(Response response) {
  const std::string_view body = response.body.view();
  const std::string tag = base::to_hex(base::sha256(body)).substr(0, 20);
  response.headers.set("ETag", '"' + tag + '"');
  if (body.size() < kWorthCompressing) return {std::move(response), std::nullopt, std::nullopt};
  response.headers.add("Vary", "Accept-Encoding");
  auto zipped = coded(response, tag, "gzip", gzip(body));
  auto smaller = coded(response, tag, "br", brotli(body));
  return {std::move(response), std::move(zipped), std::move(smaller)};
}

const Response& choose(const Encodings& encodings, std::string_view accept_encoding) {
  if (encodings.brotli && accepts(accept_encoding, "br")) return *encodings.brotli;
  if (encodings.gzip && accepts(accept_encoding, "gzip")) return *encodings.gzip;
  return encodings.plain;
}

}  // namespace copper::http
