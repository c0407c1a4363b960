#include "platform/mail/message.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace copper::mail {
namespace {

std::string mail(const std::string& subject, const std::string& text) {
  return written({.id = "1d0f", .to = "mia@example.org", .subject = subject, .text = text}, "gallery@example.net",
                 base::TimePoint(std::chrono::seconds(1688212800)));
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size() - 1);
  return longest;
}

TEST(Message, HasTheHeadersAMailServerWants) {
  const std::string text = mail("Hello", "One\nTwo");
  EXPECT_TRUE(
      text.starts_with("Date: Sat, 01 Jul 2023 12:00:00 +0000\r\nFrom: gallery@example.net\r\n"
                       "To: mia@example.org\r\nSubject: Hello\r\nMessage-ID: <1d0f@example.net>\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\nOne\r\nTwo\r\n"));
}

TEST(Message, LettersOutsideAsciiAreEncodedAndNoneIsSplit) {
  const std::string text = mail("Blåbærgrød", "Æble");
  EXPECT_NE(text.find("Subject: =?UTF-8?B?QmzDpWLDpnJncsO4ZA==?=\r\n"), std::string::npos);
  EXPECT_NE(text.find("\r\n\r\n=C3=86ble\r\n"), std::string::npos);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "å";
  const std::string folded = mail(many, many);
  EXPECT_LE(longest_line(folded), 76U);
  // 19 whole characters, not 39 bytes.
  EXPECT_NE(folded.find("?B?w6XDpcOlw6XDpcOlw6XDpcOlw6XDpcOlw6XDpcOlw6XDpcOlw6U=?=\r\n "), std::string::npos);
}

TEST(Message, NoTextBecomesAHeader) {
  const std::string text = mail("Hello\r\nBcc: all@example.org", "a\r\n.\r\nBcc: all@example.org");
  const std::string head = text.substr(0, text.find("\r\n\r\n"));
  EXPECT_EQ(head.find("\nBcc"), std::string::npos);
}

TEST(Message, AnAddressThatIsNoneIsRefused) {
  for (const char* address : {"", "mia", "@example.org", "mia@", "mia@example.org\r\nBcc: all@example.org",
                              "mia@example.org, all@example.org", "<mia@example.org>", "m ia@example.org"}) {
    EXPECT_THROW(written({.id = "1", .to = address}, "gallery@example.net", {}), std::invalid_argument) << address;
  }
  EXPECT_NO_THROW(written({.id = "1", .to = "søren@example.org"}, "gallery@example.net", {}));
}

}  // namespace
}  // namespace copper::mail
