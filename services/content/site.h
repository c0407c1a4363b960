// The texts of the site as a whole, as the artist edits them (R7.3): name, introduction, watermark.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// {artistName, watermarkText, translations: {en: {siteTitle, introduction, about, contact, copyright}, da: {…}}}
http::Response get_site(const ContentOptions& options, const http::Request& request);
// Changes what is there. A new watermark is in images that are processed from then on.
http::Response update_site(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
