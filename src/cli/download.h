// Fetches a file that a user names by a URL, for commands that need it as a whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "cli/foreground.h"

namespace cli {

// Whether `place` is a URL that download() takes, rather than a path.
bool is_url(std::string_view place);

// Of http or https, the latter with a certificate that the system trusts. Redirects are followed,
// though never out of https. Ended by Ctrl-C, or after ten minutes.
// Kind::not_found for 404; Kind::limit above `most` bytes; else as http::client::Client fails.
base::Result<base::Bytes> download(Foreground& foreground, const std::string& url, uint64_t most);

}  // namespace cli
