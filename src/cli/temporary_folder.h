// A folder for what a command needs while it runs; it goes with the command.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "base/result.h"
#include "cli/folders.h"
#include "world/files.h"

namespace cli {

class TemporaryFolder {
 public:
  // In `parent`, or $TMPDIR, or /tmp. `files` outlives it.
  static base::Result<TemporaryFolder> make(world::Files& files,
                                            const std::optional<std::string>& parent) {
    const auto place = parent.value_or(find_variable("TMPDIR").value_or("/tmp"));
    TRY(auto path, files.make_temporary_directory(place + "/torpor-"));
    return TemporaryFolder(files, std::move(path));
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept
      : files_(other.files_), path_(std::exchange(other.path_, "")) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    if (!path_.empty()) std::ignore = files_->remove_all(path_);  // nothing is left to tell it to
  }
  const std::string& path() const { return path_; }

 private:
  TemporaryFolder(world::Files& files, std::string path) : files_(&files), path_(std::move(path)) {}
  world::Files* files_;
  std::string path_;
};

}  // namespace cli
