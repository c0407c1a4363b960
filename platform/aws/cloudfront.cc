#include "platform/aws/cloudfront.h"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "platform/base/crypto.h"
#include "platform/http/url.h"

namespace copper::aws {
namespace {

// The reference tells a repeated try from another invalidation.
std::string batch(const std::string& path) {
  boost::property_tree::ptree tree;
  auto& root = tree.add("InvalidationBatch", "");
  root.put("<xmlattr>.xmlns", "http://cloudfront.amazonaws.com/doc/2020-05-31/");
  root.put("Paths.Quantity", 1);
  root.put("Paths.Items.Path", path);
  root.put("CallerReference", base::uuid4());
  std::ostringstream out;
  boost::property_tree::write_xml(out, tree);
  return out.str();
}

}  // namespace

void invalidate(const CallOptions& cloudfront, const std::string& distribution, const std::string& path) {
  const Answer answer =
      call(cloudfront, {.method = "POST",
                        .target = "/2020-05-31/distribution/" + http::percent_encode(distribution) + "/invalidation",
                        .headers = {{"Content-Type", "application/xml"}},
                        .body = batch(path)});
  if (!answer.ok()) throw_refused(answer, "invalidation of " + path + " at " + distribution);
}

}  // namespace copper::aws
