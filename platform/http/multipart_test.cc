#include "platform/http/multipart.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::http {
namespace {

Request form(const std::string& body, const std::string& type = "multipart/form-data; boundary=xyz") {
  Request request{.method = "POST", .headers = {{"Content-Type", type}}};
  request.body = body;
  return request;
}

std::string part(const std::string& disposition, const std::string& content) {
  return "--xyz\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

TEST(Multipart, FieldsAndFilesAreFoundInOrder) {
  const auto parts = parts_of(form(part("name=\"title\"", "Æbler") +
                                   "--xyz\r\ncontent-disposition: form-data; name=image; filename=\"a b.jpg\"\r\n"
                                   "Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--xy\r\n" +
                                   part("name=\"empty\"", "") + "--xyz--\r\n"));
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].name, "title");
  EXPECT_EQ(parts[0].body.view(), "Æbler");
  EXPECT_EQ(parts[0].file_name, "");
  EXPECT_EQ(parts[1].name, "image");
  EXPECT_EQ(parts[1].file_name, "a b.jpg");
  EXPECT_EQ(parts[1].body.view(), "\xff\xd8\r\n--xy");
  EXPECT_TRUE(parts[2].body.empty());
}

TEST(Multipart, PartsOfASpooledBodyShareItsFile) {
  const auto whole = form(part("name=\"image\"; filename=\"a.jpg\"", std::string(100'000, 'x')) + "--xyz--");
  const auto file = std::make_shared<base::FileDescriptor>(base::open_temporary("/tmp"));
  base::write_all(file->get(), "before" + std::string(5000, ' '));
  base::write_all(file->get(), whole.body.view());
  Request spooled = whole;
  spooled.body = FileSlice{file, 5006, whole.body.size()};
  const auto parts = parts_of(spooled);
  ASSERT_EQ(parts.size(), 1u);
  ASSERT_NE(parts[0].body.file(), nullptr);
  EXPECT_EQ(parts[0].body.text(), std::string(100'000, 'x'));
}

TEST(Multipart, NamesAreReadAsBrowsersAndProgramsWriteThem) {
  const auto parts = parts_of(form(part("name=\"a\"; filename=\"say %22hi%22.jpg\"", "") +
                                   part("name=\"b\"; filename=\"say \\\"hi\\\".jpg\"", "") +
                                   part("filename=\"c;d.jpg\"; name=\"c\"", "") + "--xyz--"));
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].file_name, "say \"hi\".jpg");
  EXPECT_EQ(parts[1].file_name, "say \"hi\".jpg");
  EXPECT_EQ(parts[2].file_name, "c;d.jpg");
  EXPECT_EQ(parts[2].name, "c");
}

TEST(Multipart, APreambleAndAQuotedBoundaryAreAllowed) {
  const auto parts = parts_of(form("hello\r\n" + part("name=\"a\"", "1") + "--xyz--\r\nbye",
                                   "Multipart/Form-Data; charset=utf-8; boundary=\"xyz\""));
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].body.view(), "1");
}

TEST(Multipart, WhatIsMalformedIsRefused) {
  for (const std::string& body :
       {std::string(), std::string("--xyz"), std::string("--xyz\r\n"), part("name=\"a\"", "1"),
        std::string("--xyz\r\n\r\n1\r\n--xyz--"), part("filename=\"a\"", "1") + "--xyz--",
        part("name=\"a", "1") + "--xyz--", part("name=\"\xff\"", "1") + "--xyz--",
        std::string("--xyz junk\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz--"),
        "--xyz\r\nX: " + std::string(9000, 'x') + "\r\n\r\n1\r\n--xyz--",
        std::string("--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--xyz--")}) {
    EXPECT_THROW(parts_of(form(body)), Error) << body.substr(0, 80);
  }
  const std::string good = part("name=\"a\"", "1") + "--xyz--";
  for (const std::string& type : {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
                                  "multipart/form-data; boundary=" + std::string(71, 'x'),
                                  std::string("multipart/form-data; boundary=\"x\ty\"")}) {
    EXPECT_THROW(parts_of(form(good, type)), Error) << type;
  }
  std::string many;
  for (int i = 0; i <= 100; ++i) many += part("name=\"a\"", "1");
  EXPECT_THROW(parts_of(form(many + "--xyz--")), Error);
}

}  // namespace
}  // namespace copper::http
