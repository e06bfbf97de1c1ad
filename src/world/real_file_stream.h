// The real files of file_stream.h. For .cc files of this room only.
#pragma once

#include <memory>
#include <string>

#include "world/file_stream.h"

namespace world {

base::Result<std::unique_ptr<FileReader>> open_file_reader(const std::string& path);
base::Result<std::unique_ptr<FileWriter>> open_file_writer(const std::string& path);
base::Result<std::unique_ptr<FileLock>> try_file_lock(const std::string& path, LockMode mode);

}  // namespace world
