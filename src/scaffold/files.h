// A folder as a value: what a template is read from, wherever that was.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "world/files.h"

namespace scaffold {

// Contents by path, relative and with slashes. Empty folders are not kept.
using FileTree = std::map<std::string, base::Bytes>;

// All below the folder, but for .git. Kind::limit for more than templates have (64 MiB).
base::Result<FileTree> read_tree(const world::Files& files, const std::string& folder);

// A gzipped tar. Kind::invalid for what is none, or has a path that leads out of the folder.
base::Result<FileTree> unpack_tree(base::View archive);

// The files below `folder` ("metadata/"), by their path in it.
FileTree subtree(const FileTree& tree, const std::string& folder);

// Makes the folder with these files; readable by all, as sources are.
base::Result<> write_tree(world::Files& files, const std::string& folder, const FileTree& tree);

}  // namespace scaffold
