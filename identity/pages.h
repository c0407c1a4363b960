// The provider's own pages, and the headers that protect them.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "identity/clients.h"
#include "platform/base/error.h"
#include "platform/http/message.h"
#include "platform/render/resources.h"

namespace copper::identity {

class Pages {
 public:
  // `secure`: the issuer is reached by https.
  Pages(const std::vector<Client>& clients, bool secure);

  // "templates/<name>.mustache" with `view`; never stored by browsers.
  http::Response page(int status, std::string_view name, boost::json::object view) const;
  // A page with a heading and a sentence.
  http::Response message(int status, std::string_view title, std::string_view text) const;
  http::Response error(const Error& error) const;

  // GET /assets/{name}. Error not_found.
  http::Response asset(const std::string& name) const;

  // Adds the headers every answer carries, pages or not.
  void protect(http::Response& response) const;

 private:
  render::Resources templates_;
  render::Resources assets_;
  std::string content_policy_;
  bool secure_;
};

}  // namespace copper::identity
