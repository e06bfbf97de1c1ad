// Components that the manifest names by a URL and a digest: downloaded once, and kept.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/console.h"
#include "manifest/app.h"
#include "world/files.h"

namespace cli {

// Makes each source that has a URL, of components and of their dependencies, a file in `folder`.
// Kind::protocol when the content has another digest; else as download() fails.
base::Result<> fetch_url_sources(manifest::App& app, const std::string& folder, world::Files& files,
                                 const Console& console);

}  // namespace cli
