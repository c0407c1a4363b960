// What a search can be narrowed down by, and what it is narrowed down to: facets and filters as templates show them.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>

#include "apps/gallery/inquiry.h"
#include "platform/i18n/messages.h"

namespace copper::gallery {

// The address of a search page.
std::string path_to(i18n::Language language, const Inquiry& inquiry);

// {main, others}: lists of {term, values, more, open} with values of {text, count, path, chosen}; `path` leads to the
// search with the value chosen, or no longer. `facets` are the API's; those that would not narrow the `total` hits down
// are left out. Null when nothing is left.
boost::json::value narrowing_of(const boost::json::array& facets, std::int64_t total, const Inquiry& inquiry,
                                const i18n::Messages& messages);

// [{text, path}]: every filter, and the search without it.
boost::json::array chosen_of(const boost::json::array& facets, const Inquiry& inquiry, const i18n::Messages& messages);

}  // namespace copper::gallery
