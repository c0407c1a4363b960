#include "apps/gateway/print_forms.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "platform/json/json.h"

namespace copper::gateway {
namespace {

// A service that takes uploads in parts of four bytes, and the storage they are sent to.
class PrintFormsTest : public testing::Test {
 protected:
  http::Response serve(const http::Request& request) {
    calls_.push_back(request.method + " " + request.target);
    if (request.target == "/api/v1/artist/uploads") {
      const auto size = json::body_of(request).at("size").to_number<std::uint64_t>();
      json::Array parts;
      for (std::uint64_t at = 0; at < size; at += 4) {
        parts.push_back(
            json::Object{{"url", "http://storage.test/part"}, {"size", std::min<std::uint64_t>(4, size - at)}});
      }
      return json::response(201, {{"uploadId", "u1"}, {"partUrls", std::move(parts)}});
    }
    if (request.target.ends_with("/complete")) return json::response(complete_status_, {{"uploadId", "u1"}});
    if (request.method == "DELETE") return {.status = 204};
    made_ = json::body_of(request).as_object();
    return json::response(print_status_, {{"id", 7}});
  }

  http::Response submit(const std::string& fields, std::string target = "/api/v1/artist/prints") {
    http::Request request{
        .method = "POST",
        .target = std::move(target),
        .headers = {{"Content-Type", "multipart/form-data; boundary=xyz"}, {"Authorization", "Bearer t"}}};
    request.body = fields + "--xyz--\r\n";
    return handler_(request);
  }
  static std::string field(const std::string& name, const std::string& value) {
    return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  static std::string file(const std::string& bytes = "0123456789") {
    return "--xyz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: "
           "image/jpeg\r\n\r\n" +
           bytes + "\r\n";
  }
  static std::string record() {
    return field("title", "Havn") + field("technique", "Etching") + field("plateType", "Copper") +
           field("dimensions", "245 x 320 mm") + field("year", "2021") + field("editionInfo", "5/50");
  }
  std::vector<std::string> bad_fields(const std::string& fields) {
    std::vector<std::string> names;
    try {
      submit(fields);
    } catch (const Error& error) {
      for (const auto& detail : error.details()) names.push_back(detail.field);
    }
    return names;
  }

  int complete_status_ = 200;
  int print_status_ = 202;
  int storage_status_ = 200;
  std::string stored_;
  std::vector<std::string> calls_;
  json::Object made_;
  http::Handler handler_ = with_print_forms(
      [this](const http::Request& request) {
        stored_ += request.body.text();
        return http::Response{.status = storage_status_};
      },
      [this](const http::Request& request) { return serve(request); });
};

TEST_F(PrintFormsTest, AFormBecomesAnUploadAndAPrint) {
  const auto made = submit(file() + record() + field("price", "1200.50") + field("tags", "havn") + field("tags", "by"));
  EXPECT_EQ(made.status, 202);
  EXPECT_EQ(stored_, "0123456789");
  EXPECT_EQ(calls_, (std::vector<std::string>{"POST /api/v1/artist/uploads", "POST /api/v1/artist/uploads/u1/complete",
                                              "POST /api/v1/artist/prints"}));
  EXPECT_EQ(made_, (json::Object{{"uploadId", "u1"},
                                 {"title", "Havn"},
                                 {"technique", "Etching"},
                                 {"plateType", "Copper"},
                                 {"dimensions", "245 x 320 mm"},
                                 {"year", 2021},
                                 {"editionInfo", "5/50"},
                                 {"price", 1200.5},
                                 {"tags", json::Array{"havn", "by"}}}));
}

TEST_F(PrintFormsTest, AnImageIsReplacedByAFormWithNothingElse) {
  EXPECT_EQ(submit(file(), "/api/v1/artist/prints/7/image").status, 202);
  EXPECT_EQ(made_, (json::Object{{"uploadId", "u1"}}));
}

TEST_F(PrintFormsTest, EveryFieldThatIsMissingIsNamed) {
  EXPECT_EQ(bad_fields(field("title", "")), (std::vector<std::string>{"image", "title", "technique", "plateType",
                                                                      "dimensions", "year", "editionInfo"}));
  EXPECT_EQ(bad_fields(file() + file() + record()), std::vector<std::string>{"image"});
  EXPECT_EQ(bad_fields(file("") + record()), std::vector<std::string>{"image"});
  EXPECT_EQ(bad_fields(file() + record() + field("title", "Again")), std::vector<std::string>{"title"});
  EXPECT_EQ(bad_fields(file() + record() + field("location", "\xff")), std::vector<std::string>{"location"});
  EXPECT_TRUE(calls_.empty());
}

TEST_F(PrintFormsTest, WhatIsNoNumberIsLeftForTheServiceToRefuse) {
  submit(file() + record() + field("price", "1.200,50"));
  EXPECT_EQ(made_.at("price").as_string(), "1.200,50");
}

TEST_F(PrintFormsTest, AnUploadThatComesToNothingIsGivenUp) {
  complete_status_ = 415;
  EXPECT_EQ(submit(file() + record()).status, 415);
  EXPECT_EQ(calls_.back(), "DELETE /api/v1/artist/uploads/u1");
  complete_status_ = 200;
  print_status_ = 400;
  EXPECT_EQ(submit(file() + record()).status, 400);
  EXPECT_EQ(calls_.back(), "DELETE /api/v1/artist/uploads/u1");
  storage_status_ = 503;
  EXPECT_THROW(submit(file() + record()), Error);
  EXPECT_EQ(calls_.back(), "DELETE /api/v1/artist/uploads/u1");
}

TEST(SignedUrls, LeadToTheStorageOfThisMachine) {
  std::string asked;
  const auto send = signed_urls("http://localhost:8082/storage/", [&](const http::Request& request) {
    asked = request.target;
    return http::Response{};
  });
  send({.method = "PUT", .target = "http://localhost:8082/storage/temporary/a?signature=1"});
  EXPECT_EQ(asked, "/storage/temporary/a?signature=1");
}

}  // namespace
}  // namespace copper::gateway
