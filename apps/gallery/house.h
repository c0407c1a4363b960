// What all pages of the gallery share: texts, templates, assets, and the frame around every page.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "apps/gallery/paths.h"
#include "platform/base/clock.h"
#include "platform/i18n/messages.h"
#include "platform/render/assets.h"
#include "platform/render/resources.h"

namespace copper::gallery {

// What a page says about itself.
struct PageFacts {
  Language language = Language::en;
  PageKind kind = PageKind::home;
  std::string path;         // canonical, with the query that belongs to it
  std::string other_path;   // the same page in the other language
  std::string switch_path;  // where the language toggle leads when not to other_path
  std::int64_t print = 0;   // that the page is about
  std::string title;        // empty on the home page, which is called what the site is called
  std::string description;
  std::string previous_path;  // of a wall in several pages
  std::string next_path;
  boost::json::value image;  // {url, width, height} that stands for the page elsewhere; may be null
  std::string json_ld;       // structured data, safe inside a script element
  bool is_unlisted = false;  // not to be indexed
  bool is_error = false;     // neither, and without a canonical address
};

class House {
 public:
  // `resources_directory`: the repository's root, to read templates and texts from while working on them;
  // empty for what is compiled in. `site_url`: http://localhost:8080, without a slash at the end.
  House(std::string site_url, base::Clock clock, const std::filesystem::path& resources_directory);

  const i18n::Messages& messages(Language language) const { return language == Language::da ? danish_ : english_; }
  const render::Assets& assets() const { return assets_; }
  const std::string& site_url() const { return site_url_; }

  // The artist's name and the site's, of GET /site's answer; never empty.
  std::string artist_of(const boost::json::object& site, Language language) const;
  std::string name_of(const boost::json::object& site, Language language) const;

  // Fills templates/{name}.mustache with `view` and what the frame needs: texts as `t`, links, head, footer.
  std::string render(std::string_view name, const boost::json::object& site, const PageFacts& facts,
                     boost::json::object view) const;

 private:
  std::string site_url_;
  base::Clock clock_;
  render::Resources resources_;
  render::Assets assets_;
  i18n::Messages english_;
  i18n::Messages danish_;
};

}  // namespace copper::gallery
