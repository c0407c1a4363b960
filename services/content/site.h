// The texts of the site as a whole, as the artist edits them (R7.3): name, introduction, watermark.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// {artistName, watermarkText, watermarkPosition, watermarkSize, watermarkOpacity, translations: {en: {siteTitle, introduction, about, contact, copyright}, da: {…}}}
http::Response get_site(const ContentOptions& options, const http::Request& request);
// Changes what is there. When what stands in images changes, every image is made anew.
http::Response update_site(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
