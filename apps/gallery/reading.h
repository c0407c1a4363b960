// Reading the API's JSON: what is absent, null or of another type counts as nothing.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/i18n/messages.h"

namespace copper::gallery {

std::string_view text_in(const boost::json::object& object, std::string_view key);  // empty: nothing
double number_in(const boost::json::object& object, std::string_view key);          // 0: nothing
std::int64_t integer_in(const boost::json::object& object, std::string_view key);   // 0: nothing
const boost::json::array& list_in(const boost::json::object& object, std::string_view key);
const boost::json::object& object_in(const boost::json::object& object, std::string_view key);

// A text of the item as templates show it: {text, paragraphs:[{lines:[{line, first}]}], lang, note}, the last
// two null unless it came from the other language (fallbackFields, R6.1). Null when there is no such text.
boost::json::value text_view(const boost::json::object& item, std::string_view field, const i18n::Messages& messages);

// The same of a text that has no language of its own, or is in that of the page. Null for an empty text.
boost::json::value plain_view(std::string_view text);

// The name of a print or gallery, in words when it has none.
std::string_view title_of(const boost::json::object& item, const i18n::Messages& messages);
boost::json::value title_view(const boost::json::object& item, const i18n::Messages& messages);

// The beginning of a text for descriptions: whole words, at most `length_max` bytes, one line.
std::string summary_of(std::string_view text, std::size_t length_max = 200);

}  // namespace copper::gallery
