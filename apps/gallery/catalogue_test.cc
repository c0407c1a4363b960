// Both languages say everything, and nothing is asked for that they do not say.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "apps/gallery/inquiry.h"
#include "platform/base/embedded.h"
#include "platform/base/file.h"
#include "platform/i18n/messages.h"

std::span<const copper::base::EmbeddedFile> gallery_files();

namespace copper::gallery {
namespace {

std::string file(std::string_view name) {
  for (const auto& embedded : gallery_files()) {
    if (embedded.name == name) return std::string(embedded.bytes);
  }
  throw std::out_of_range(std::string(name));
}

std::set<std::string> keys_of(i18n::Language language) {
  const i18n::Messages messages(language, file("locales/" + std::string(i18n::code_of(language)) + ".json"));
  std::set<std::string> keys;
  for (const auto& [key, text] : messages.all()) {
    EXPECT_FALSE(text.empty()) << key;
    keys.insert(key);
  }
  return keys;
}

void collect(const std::string& text, const std::string& pattern, const std::string& prefix,
             std::set<std::string>& keys) {
  const std::regex expression(pattern);
  for (std::sregex_iterator match(text.begin(), text.end(), expression); match != std::sregex_iterator(); ++match) {
    keys.insert(prefix + (*match)[1].str());
  }
}

// The keys that templates and code name; those built at run time are listed in words.
std::set<std::string> used_keys() {
  std::set<std::string> keys = {"availability_available", "availability_sold",         "availability_reserved",
                                "availability_on_loan",   "availability_not_for_sale", "terms_title",
                                "privacy_title"};
  for (const std::string ground : {"copyright", "privacy", "unlawful", "other"}) keys.insert("notice_ground_" + ground);
  for (const std::string field :
       {"ground", "location", "reason", "name", "email", "organisation", "address", "phone", "goodFaith", "accurate"}) {
    keys.insert("notice_error_" + field);
  }
  for (const SearchField& field : search_fields()) keys.insert("search_by_" + std::string(field.name));
  for (const SearchOrder& order : search_orders()) keys.insert(std::string(order.name));
  for (const std::string status : {"400", "429", "503"}) keys.insert("search_error_" + status);
  for (const std::string trouble : {"too_many", "not_kept"}) keys.insert("notice_" + trouble);
  for (const std::string status : {"404", "503", "500"}) {
    keys.insert("error_" + status);
    keys.insert("error_" + status + "_title");
  }
  for (const auto& embedded : gallery_files()) {
    if (embedded.name.ends_with(".mustache")) {
      collect(std::string(embedded.bytes), R"(\{\{\{?[#^]?t\.([a-z0-9_]+)\}\})", "", keys);
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(__FILE__).parent_path())) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
    const std::string code = base::read_file(entry.path());
    collect(code, R"re((?:text|format)\(\s*"([a-z0-9_]+)"[,)])re", "", keys);
    collect(code, R"re(link\(PageKind::[a-z]+, "([a-z0-9_]+)")re", "", keys);
    if (name == "search_page.cc") {
      collect(code, R"re(\? "(search_[a-z_]+)")re", "", keys);
      collect(code, R"re( : "(search_[a-z_]+)")re", "", keys);
      collect(code, R"re(\{"[a-zA-Z]+", "((?:statement|detail_)[a-z_]*)"\})re", "", keys);
    }
    if (name == "labels.cc") collect(code, R"re(add\("([a-z0-9_]+)")re", "detail_", keys);
  }
  return keys;
}

TEST(Catalogue, BothLanguagesHaveTheSameKeys) {
  EXPECT_EQ(keys_of(i18n::Language::en), keys_of(i18n::Language::da));
}

TEST(Catalogue, EveryKeyThatIsUsedExistsAndEveryKeyIsUsed) {
  EXPECT_EQ(keys_of(i18n::Language::en), used_keys());
}

}  // namespace
}  // namespace copper::gallery
