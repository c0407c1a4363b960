// Mustache templates filled from JSON (https://mustache.github.io/mustache.5.html), HTML-escaped unless
// written {{{so}}}.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "platform/render/resources.h"

namespace copper::render {

// Renders `name` ("templates/print.mustache"); {{> part}} includes "templates/part.mustache" of the same
// Resources. Objects, arrays, strings, numbers, booleans and null map to their Mustache meaning; an unknown
// name is empty.
std::string page(const Resources& resources, std::string_view name, const boost::json::object& view);

}  // namespace copper::render
