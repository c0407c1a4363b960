#include "platform/http/multipart.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <optional>
#include <system_error>

#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::http {
namespace {

constexpr std::size_t kPartsMax = 100;
constexpr std::size_t kPartHeaderBytesMax = 8 * 1024;
constexpr std::string_view kFormType = "multipart/form-data";
constexpr std::string_view kBoundaryCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ";

Error malformed(const std::string& why) {
  return {ErrorCode::bad_request, "The form is malformed: " + why + "."};
}

// All bytes of a body at once: a file's are mapped, not read.
class Bytes {
 public:
  explicit Bytes(const Body& body) {
    const FileSlice* slice = body.file();
    if (slice == nullptr) {
      view_ = body.view();
      return;
    }
    const std::uint64_t before = slice->offset % static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    size_ = static_cast<std::size_t>(slice->size + before);
    map_ =
        ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, slice->file->get(), static_cast<off_t>(slice->offset - before));
    if (map_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "cannot map a body");
    view_ = std::string_view(static_cast<const char*>(map_), size_).substr(before);
  }
  ~Bytes() {
    if (map_ != nullptr && map_ != MAP_FAILED) ::munmap(map_, size_);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  std::string_view view() const { return view_; }

 private:
  std::string_view view_;
  void* map_ = nullptr;
  std::size_t size_ = 0;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same(std::string_view a, std::string_view b) {
  return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

// "…; name=value; name="quoted \" value"": the value of one parameter (RFC 2045 §5.1, RFC 2183).
std::optional<std::string> parameter_of(std::string_view header, std::string_view wanted) {
  auto rest = header.substr(std::min(header.find(';'), header.size()));
  while (rest.starts_with(';')) {
    rest = trimmed(rest.substr(1));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(rest.substr(0, equals));
    rest = trimmed(rest.substr(equals + 1));
    std::string value;
    if (rest.starts_with('"')) {
      std::size_t i = 1;
      for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
        value += rest[i];
      }
      if (i == rest.size()) return std::nullopt;
      rest = trimmed(rest.substr(i + 1));
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      value = trimmed(rest.substr(0, end));
      rest = rest.substr(end);
    }
    if (same(name, wanted)) return value;
  }
  return std::nullopt;
}

// Browsers write a quote and line ends in names as %22, %0D and %0A (HTML, multipart/form-data encoding algorithm).
std::string unescaped(std::string text) {
  for (const auto& [escape, character] : {std::pair{"%22", "\""}, {"%0D", "\r"}, {"%0A", "\n"}}) {
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at))
      text.replace(at, 3, character);
  }
  return text;
}

std::string boundary_of(const Request& request) {
  const auto boundary = parameter_of(request.headers.get("Content-Type"), "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70 || boundary->ends_with(' ') ||
      boundary->find_first_not_of(kBoundaryCharacters) != std::string::npos) {
    throw malformed("its Content-Type names no boundary of 1 to 70 characters");
  }
  return *boundary;
}

FormPart part_with(std::string_view head) {
  FormPart part;
  bool named = false;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = std::min(line.find(':'), line.size());
    const auto value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (!same(line.substr(0, colon), "Content-Disposition")) continue;
    const auto name = parameter_of(value, "name");
    if (!name || !same(trimmed(value.substr(0, value.find(';'))), "form-data")) break;
    part.name = unescaped(*name);
    part.file_name = unescaped(parameter_of(value, "filename").value_or(""));
    named = true;
  }
  if (!named) throw malformed("a part has no Content-Disposition with a name");
  if (!base::is_utf8(part.name) || !base::is_utf8(part.file_name)) throw malformed("a name in it is not UTF-8");
  return part;
}

// The bytes `piece` of a body, shared with it when they lie in a file.
Body piece_of(const Body& body, std::string_view whole, std::string_view piece) {
  const FileSlice* slice = body.file();
  if (slice == nullptr) return std::string(piece);
  return FileSlice{slice->file, slice->offset + static_cast<std::uint64_t>(piece.data() - whole.data()), piece.size()};
}

}  // namespace

bool is_form(const Request& request) {
  const auto type = request.headers.get("Content-Type");
  return same(trimmed(type.substr(0, type.find(';'))), kFormType);
}

std::vector<FormPart> parts_of(const Request& request) {
  const std::string delimiter = "\r\n--" + boundary_of(request);
  const Bytes bytes(request.body);
  const std::string_view whole = bytes.view();
  // The first boundary may open the body, or follow a preamble nobody reads.
  const std::string_view opening = std::string_view(delimiter).substr(2);
  std::size_t at = whole.starts_with(opening) ? opening.size() : whole.find(delimiter);
  if (at == std::string_view::npos) throw malformed("its boundary is nowhere in it");
  if (!whole.starts_with(opening)) at += delimiter.size();
  std::vector<FormPart> parts;
  while (!whole.substr(at).starts_with("--")) {
    const auto line_end = whole.find("\r\n", at);
    if (line_end == std::string_view::npos || !trimmed(whole.substr(at, line_end - at)).empty()) {
      throw malformed("a boundary does not end its line");
    }
    const auto head_end = whole.substr(line_end, kPartHeaderBytesMax).find("\r\n\r\n");
    if (head_end == std::string_view::npos) throw malformed("the headers of a part do not end");
    const auto start = line_end + head_end + 4;
    const auto end =
        whole.find(delimiter, start - 2);  // an empty part: its boundary begins with the line end before it
    if (end == std::string_view::npos) throw malformed("its last boundary is missing");
    if (parts.size() == kPartsMax) throw malformed("it has more than " + std::to_string(kPartsMax) + " parts");
    const auto head = head_end == 0 ? std::string_view() : whole.substr(line_end + 2, head_end - 2);
    parts.push_back(part_with(head));
    parts.back().body = piece_of(request.body, whole, whole.substr(start, end < start ? 0 : end - start));
    at = end + delimiter.size();
  }
  return parts;
}

}  // namespace copper::http
