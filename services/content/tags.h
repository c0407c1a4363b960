// The artist's vocabulary (R3.1, R3.2). Prints are tagged per language (print_fields.h); here the words themselves are
// kept: the two of one meaning are a pair, and a print that has one of them when they become one gets the other.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response list_tags(const ContentOptions& options, const http::Request& request);
http::Response create_tag(const ContentOptions& options, const http::Request& request);
http::Response get_tag(const ContentOptions& options, const http::Request& request);
// {"en": "harbour", "da": "havn"}: null takes a word away, from its prints too. Error conflict for a word that is taken.
http::Response update_tag(const ContentOptions& options, const http::Request& request);
// {"tagId": 7}: that tag's prints get this one, and it is gone. Two tags of different languages become a pair.
http::Response merge_tag(const ContentOptions& options, const http::Request& request);
http::Response delete_tag(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
