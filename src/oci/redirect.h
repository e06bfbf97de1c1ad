// Where an answer sends its reader to (RFC 9110 section 15.4), and how often that may go on.
#pragma once

#include <optional>

#include "base/result.h"
#include "http/service.h"
#include "oci/url.h"

namespace oci {

constexpr int most_redirects = 5;

// What to ask next; nothing when this is the answer. Kind::denied from TLS to plain text,
// Kind::protocol for what is no URL, and after `redirects` of them when that is enough.
base::Result<std::optional<Url>> find_redirect(const Url& asked, const http::Response& response,
                                               int redirects);

}  // namespace oci
