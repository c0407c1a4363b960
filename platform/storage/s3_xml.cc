#include "platform/storage/s3_xml.h"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <charconv>
#include <sstream>

#include "platform/base/error.h"

namespace copper::storage {
namespace {

using Tree = boost::property_tree::ptree;

[[noreturn]] void fail(const std::string& detail) {
  throw Error(ErrorCode::unavailable, "The storage does not answer. Try again in a moment.", "S3's XML: " + detail);
}

Tree parsed(const std::string& xml) {
  std::istringstream in(xml);
  Tree tree;
  try {
    boost::property_tree::read_xml(in, tree);
  } catch (const boost::property_tree::xml_parser_error& e) {
    fail(e.what());
  }
  return tree;
}

Tree root_of(const std::string& xml, const std::string& name) {
  const Tree document = parsed(xml);
  const auto root = document.get_child_optional(name);
  if (!root) fail("there is no " + name);
  return *root;
}

std::string text_of(const Tree& tree, const std::string& name) {
  const auto text = tree.get_optional<std::string>(name);
  if (!text) fail("there is no " + name);
  return *text;
}

template <class Number>
Number number_of(const Tree& tree, const std::string& name) {
  const std::string text = text_of(tree, name);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) fail(name + " is " + text);
  return number;
}

base::TimePoint time_of(const Tree& tree, const std::string& name) {
  const auto time = base::from_iso8601(text_of(tree, name));
  if (!time) fail(name + " is " + text_of(tree, name));
  return *time;
}

// Where the next page begins; empty when this is the last.
std::string next_page(const Tree& root, const std::string& name) {
  return text_of(root, "IsTruncated") == "true" ? text_of(root, name) : "";
}

}  // namespace

ObjectPage read_list_objects(const std::string& xml) {
  const Tree root = root_of(xml, "ListBucketResult");
  ObjectPage page{.objects = {}, .next = next_page(root, "NextContinuationToken")};
  for (const auto& [name, object] : root) {
    if (name != "Contents") continue;
    page.objects.push_back(
        {text_of(object, "Key"), number_of<std::uint64_t>(object, "Size"), time_of(object, "LastModified")});
  }
  return page;
}

PartPage read_list_parts(const std::string& xml) {
  // What S3 calls a Result, moto calls a Response.
  const bool from_moto = xml.find("<ListPartsResponse") != std::string::npos;
  const Tree root = root_of(xml, from_moto ? "ListPartsResponse" : "ListPartsResult");
  PartPage page{.parts = {}, .next = next_page(root, "NextPartNumberMarker")};
  for (const auto& [name, part] : root) {
    if (name == "Part") page.parts.push_back({number_of<int>(part, "PartNumber"), text_of(part, "ETag")});
  }
  return page;
}

std::string read_upload_id(const std::string& xml) {
  return text_of(root_of(xml, "InitiateMultipartUploadResult"), "UploadId");
}

std::string write_complete(const std::vector<UploadPart>& parts) {
  Tree document;
  Tree& root = document.add_child("CompleteMultipartUpload", {});
  root.put("<xmlattr>.xmlns", "http://s3.amazonaws.com/doc/2006-03-01/");
  for (const auto& part : parts) {
    Tree& child = root.add_child("Part", {});
    child.put("PartNumber", part.number);
    child.put("ETag", part.etag);
  }
  std::ostringstream out;
  boost::property_tree::write_xml(out, document);
  return out.str();
}

}  // namespace copper::storage
