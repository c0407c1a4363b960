// Responsive images (R6.3): which versions a browser may choose from and how large they will be shown.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace copper::gallery {

// {src, srcset, width, height, digits, ratio, placeholder} from a print's `images`, largest {url, width, height} as
// `largest` and, for who reads links, {url, width, height} of a middling one as `middle`. The square
// thumbnails are not among them. Null when the print has no such image.
boost::json::value image_view(const boost::json::object& print);

// The IIIF description of the print's zoom tiles as text, for the zoom view; null while there are none.
boost::json::value zoom_view(const boost::json::object& print);

// Width divided by height of the image; 1 when unknown. Between 0.2 and 9.
double ratio_of(const boost::json::object& print);

// A number from 0 to 9.999 as class names, one per decimal digit: 0.778 is "o0 t7 h7 m8". The stylesheet adds
// them up again in --r, so that a page can say proportions exactly without a style of its own (the content
// security policy allows none).
std::string digit_classes(double number);

}  // namespace copper::gallery
