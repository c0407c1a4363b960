// What machines read: schema.org descriptions as JSON-LD (R6.8).
#pragma once

#include <boost/json.hpp>
#include <string>

namespace copper::gallery {

struct ArtworkPage {
  std::string url;
  std::string language;  // "en", "da"
  std::string name;
  std::string artist;
  std::string copyright;  // "© 2021 Ane Holm"
  std::string terms_url;  // where reproduction is asked for
};

// A VisualArtwork of a print as the API tells of it, serialized so that it may stand inside a script element.
std::string artwork_json(const boost::json::object& print, const ArtworkPage& page);

// JSON without '<', '>' and '&', which it writes as \u escapes: no text in it can end the element around it.
std::string script_safe(const boost::json::value& value);

}  // namespace copper::gallery
