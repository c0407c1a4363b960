// The museum label and the details of a print, in the visitor's language.
#pragma once

#include <boost/json.hpp>

#include "platform/i18n/messages.h"

namespace copper::gallery {

// What hangs beside a print on the wall: {id, title, year, technique, size, edition, availability, copyright,
// alt, image}, of an item of GET /galleries/{id}/prints or a whole print. `artist` is who a print without a
// name of its own is by.
boost::json::object label_of(const boost::json::object& print, std::string_view artist, const i18n::Messages& messages);

// What the label does not say, in order: [{term, text}] with text as text_view() gives it.
boost::json::array details_of(const boost::json::object& print, std::string_view artist,
                              const i18n::Messages& messages);

// "On loan" of "on_loan"; empty for anything the API does not say.
std::string_view availability_text(std::string_view availability, const i18n::Messages& messages);

// "© 2021 Ane Holm"
std::string copyright_of(const boost::json::object& print, std::string_view artist);

// "Edition 11/40" or "Edition of 40"; empty when neither is known.
std::string edition_of(const boost::json::object& print, const i18n::Messages& messages);

// "DKK 2,500"; empty without a price, and for prints that are not to be had.
std::string price_of(const boost::json::object& print, const i18n::Messages& messages);

}  // namespace copper::gallery
