#include "hosts/copper/csv.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::hosts {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, IsReadAsSpreadsheetsWriteIt) {
  const auto rows = parse_csv(
      "\xEF\xBB\xBF"
      "file,title\r\na.jpg,\"Two \"\"boats\"\", one\nquay\"\r\n\r\n,\nb.jpg,Måge");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].cells, (Cells{"file", "title"}));
  EXPECT_EQ(rows[1].cells, (Cells{"a.jpg", "Two \"boats\", one\nquay"}));
  EXPECT_EQ(rows[2].cells, (Cells{"b.jpg", "Måge"}));
  EXPECT_EQ(rows[2].line, 6U);
}

TEST(Csv, MayBeSeparatedBySemicolonsAndTabs) {
  EXPECT_EQ(parse_csv("file;title\na.jpg;One, two\n")[1].cells, (Cells{"a.jpg", "One, two"}));
  EXPECT_EQ(parse_csv("file\ttitle\na.jpg\t\n")[1].cells, (Cells{"a.jpg", ""}));
}

TEST(Csv, WithoutAnEndOfAQuotationIsRefused) {
  EXPECT_THROW(parse_csv("file\n\"a.jpg\n"), StartError);
  EXPECT_TRUE(parse_csv("").empty());
}

}  // namespace
}  // namespace copper::hosts
