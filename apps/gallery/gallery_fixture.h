// For tests: a Gallery over a FakeApi, asked as a host asks it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "apps/gallery/fake_api.h"
#include "apps/gallery/gallery.h"

namespace copper::gallery {

inline http::Request get(std::string target, http::Headers headers = {}) {
  http::Request request;
  request.target = std::move(target);
  request.headers = std::move(headers);
  return request;
}

inline bool has(const http::Response& response, std::string_view text) {
  return response.body.text().find(text) != std::string::npos;
}

class GalleryTest : public testing::Test {
 protected:
  FakeApi api;
  Gallery gallery{{.api = api.handler(),
                   .site_url = "https://prints.example",
                   .cdn_url = "https://cdn.example/images",
                   .media = [](const http::Request& r) { return http::text_response(200, r.target, "image/webp"); },
                   .secure_cookies = true}};
  http::Handler handler = gallery.handler();
  http::Lookup lookup = gallery.lookup();

  http::Response ask(std::string target, http::Headers headers = {}) {
    return handler(get(std::move(target), std::move(headers)));
  }
};

}  // namespace copper::gallery
