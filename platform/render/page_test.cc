#include "platform/render/page.h"

#include <gtest/gtest.h>

#include <array>

namespace copper::render {
namespace {

constexpr std::array<base::EmbeddedFile, 6> kTemplates = {{
    {"templates/hello.mustache", "<p title=\"{{name}}\">{{name}}</p>"},
    {"templates/raw.mustache", "{{{name}}}"},
    {"templates/list.mustache", "{{#items}}[{{title}}{{^title}}untitled{{/title}}]{{/items}}{{^items}}none{{/items}}"},
    {"templates/outer.mustache", "<{{> inner}}>{{#missing}}never{{/missing}}"},
    {"templates/inner.mustache", "{{a.b}} {{count}} {{ratio}}"},
    {"templates/broken.mustache", "{{#open}} never closed"},
}};

const Resources& templates() {
  static const Resources instance{kTemplates};
  return instance;
}

TEST(Page, EscapesValuesForTextAndAttributes) {
  EXPECT_EQ(page(templates(), "templates/hello.mustache", {{"name", "<b>\"K&M's\""}}),
            "<p title=\"&lt;b&gt;&quot;K&amp;M&apos;s&quot;\">&lt;b&gt;&quot;K&amp;M&apos;s&quot;</p>");
}

TEST(Page, TripleBracesAreNotEscaped) {
  EXPECT_EQ(page(templates(), "templates/raw.mustache", {{"name", "<b>"}}), "<b>");
}

TEST(Page, ValuesAreNeverReadAsTemplates) {
  EXPECT_EQ(page(templates(), "templates/raw.mustache", {{"name", "{{name}} {{> inner}}"}}), "{{name}} {{> inner}}");
}

TEST(Page, RepeatsListsAndTreatsNullAndEmptyTextAsAbsent) {
  const boost::json::object view{
      {"items", boost::json::array{boost::json::object{{"title", "A"}}, boost::json::object{{"title", ""}},
                                   boost::json::object{{"title", nullptr}}}}};
  EXPECT_EQ(page(templates(), "templates/list.mustache", view), "[A][untitled][untitled]");
  EXPECT_EQ(page(templates(), "templates/list.mustache", {{"items", boost::json::array{}}}), "none");
}

TEST(Page, IncludesPartsAndWritesNumbers) {
  const boost::json::object view{{"a", boost::json::object{{"b", true}}}, {"count", 17}, {"ratio", 0.75}};
  EXPECT_EQ(page(templates(), "templates/outer.mustache", view), "< 17 0.75>");
}

TEST(Page, FaultyAndMissingTemplatesAreErrorsThatNameThem) {
  try {
    page(templates(), "templates/broken.mustache", {});
    FAIL() << "a template that does not parse was rendered";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("broken.mustache"), std::string::npos);
  }
  EXPECT_THROW(page(templates(), "templates/absent.mustache", {}), std::out_of_range);
}

}  // namespace
}  // namespace copper::render
