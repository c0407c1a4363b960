#include "services/imaging/rights.h"

#include <lcms2.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace copper::imaging {
namespace {

std::string little_endian(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string element(std::string_view name, std::string_view container, std::string_view item, std::string_view text) {
  if (text.empty()) return {};
  std::string out;
  for (const std::string_view part : {std::string_view("<"), name, std::string_view("><rdf:"), container,
                                      std::string_view("><rdf:li"), item, std::string_view(">")}) {
    out += part;
  }
  out += xml_escaped(text);
  for (const std::string_view part :
       {std::string_view("</rdf:li></rdf:"), container, std::string_view("></"), name, std::string_view(">")}) {
    out += part;
  }
  return out;
}

std::string make_srgb_profile() {
  const cmsHPROFILE profile = cmsCreate_sRGBProfile();
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  // ICC.1 §7.2.8: bytes 24 to 35 are the date of creation, which would make every file different.
  constexpr std::string_view kDate{"\x07\xE8\0\x01\0\x01\0\0\0\0\0\0", 12};
  return bytes.replace(24, kDate.size(), kDate);
}

}  // namespace

std::string exif_block(const Rights& rights) {
  std::vector<std::pair<std::uint16_t, std::string>> fields;  // ascending tags
  if (!rights.creator.empty()) fields.emplace_back(0x013B, rights.creator);
  // EXIF has no field for the address: it follows the notice.
  const std::string copyright = rights.notice + (rights.notice.empty() || rights.url.empty() ? "" : " ") + rights.url;
  if (!copyright.empty()) fields.emplace_back(0x8298, copyright);
  if (fields.empty()) return {};

  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kEntry = 12;
  constexpr std::uint32_t kAscii = 2;
  const std::size_t values_at = kHeader + 2 + kEntry * fields.size() + 4;
  std::string entries;
  std::string values;
  for (const auto& [tag, text] : fields) {
    std::string value = text + '\0';
    const auto count = static_cast<std::uint32_t>(value.size());
    entries += little_endian(tag, 2) + little_endian(kAscii, 2) + little_endian(count, 4);
    if (count <= 4) {  // TIFF 6.0: so short a value stands in place of its offset
      value.resize(4);
      entries += value;
    } else {
      entries += little_endian(static_cast<std::uint32_t>(values_at + values.size()), 4);
      values += value;
      if (values.size() % 2 != 0) values += '\0';
    }
  }
  return std::string("II*\0", 4) + little_endian(kHeader, 4) +
         little_endian(static_cast<std::uint32_t>(fields.size()), 2) + entries + little_endian(0, 4) + values;
}

std::string xmp_packet(const Rights& rights) {
  constexpr std::string_view kDefaultLanguage = " xml:lang=\"x-default\"";
  std::string xmp =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
      " xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\" xmpRights:Marked=\"True\"";
  if (!rights.url.empty()) xmp += " xmpRights:WebStatement=\"" + xml_escaped(rights.url) + "\"";
  xmp += ">";
  xmp += element("dc:creator", "Seq", "", rights.creator);
  xmp += element("dc:rights", "Alt", kDefaultLanguage, rights.notice);
  xmp += element("xmpRights:UsageTerms", "Alt", kDefaultLanguage, rights.notice);
  return xmp + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
}

const std::string& srgb_profile() {
  static const std::string profile = make_srgb_profile();
  return profile;
}

}  // namespace copper::imaging
