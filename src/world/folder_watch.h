// Tells what changes below folders (inotify(7)). Belongs to one loop and is used on its thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"

namespace world {

struct FolderChanges {
  std::vector<std::string> paths;  // of files: the folder as it was added, and the path in it
  bool lost = false;               // there were more than the kernel could remember: look at all
};

class FolderWatch {
 public:
  // Whether to go into a folder that is below one that was added.
  using Enters = std::function<bool(const std::string& folder)>;

  virtual ~FolderWatch() = default;
  // With all below it that `Enters` holds for, now and when it is made later. Kind::not_found;
  // Kind::limit when the user may watch no more folders.
  virtual base::Result<> add(const std::string& folder) = 0;
  // What was written, made, moved or removed since the last call; waits for something.
  virtual async::Task<base::Result<FolderChanges>> next() = 0;
};

base::Result<std::unique_ptr<FolderWatch>> open_folder_watch(async::Loop& loop,
                                                             FolderWatch::Enters enters);

}  // namespace world
