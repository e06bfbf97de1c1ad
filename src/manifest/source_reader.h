// Reads where bytes come from: a path, { url, digest }, or { registry, package, version }.
#pragma once

#include "manifest/reading.h"

namespace manifest {

base::Result<Source> read_source(const Node& node);
void note_source(const Node& node, const Source& source, Reading& reading);

// The same three forms within a table that has more keys than these.
base::Result<std::string> read_path(const Node& node);
base::Result<UrlSource> read_url_source(const Table& table);
// "namespace:name", each a kebab-case word or more.
base::Result<std::string> read_package(const Node& node);

}  // namespace manifest
