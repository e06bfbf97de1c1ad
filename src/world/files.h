// Files and folders, from outside. Calls block: on a loop, use them at start-up only, or through
// async::offload. Errors name the path. Real in main/; memory_files() for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "world/file_stream.h"

namespace world {

struct FileInfo {
  enum class Type { file, directory, symlink, other };
  Type type = Type::file;
  uint64_t size = 0;
  uint64_t inode = 0;
  uint64_t device = 0;
  int64_t modified_ns = 0;  // since the epoch
  int64_t changed_ns = 0;   // status change; cannot be set back by a program
  uint32_t mode = 0;        // permission bits
  uint32_t owner = 0;       // uid
};

class Files {
 public:
  virtual ~Files() = default;

  // Whole content. Kind::not_found, Kind::denied, Kind::io; Kind::limit above `most` bytes.
  virtual base::Result<base::Bytes> read(const std::string& path,
                                         uint64_t most = UINT64_MAX - 1) const = 0;
  // Whole or not at all: temporary file of the owner (0600) beside it, synced, renamed over `path`.
  virtual base::Result<> write_atomic(const std::string& path, base::View content) = 0;
  virtual base::Result<> append(const std::string& path, base::View content) = 0;
  virtual base::Result<FileInfo> info(const std::string& path) const = 0;  // follows symlinks
  virtual base::Result<FileInfo> link_info(const std::string& path) const = 0;
  virtual base::Result<std::vector<std::string>> list(
      const std::string& path) const = 0;  // names, sorted
  virtual base::Result<> make_directories(const std::string& path, uint32_t mode = 0700) = 0;
  virtual base::Result<> remove(const std::string& path) = 0;      // a file or empty folder
  virtual base::Result<> remove_all(const std::string& path) = 0;  // a tree; absent is fine
  virtual base::Result<> rename(const std::string& from, const std::string& to) = 0;
  virtual base::Result<> copy(const std::string& from, const std::string& to) = 0;  // content, 0600
  virtual base::Result<> set_mode(const std::string& path, uint32_t mode) = 0;  // permission bits
  virtual base::Result<> touch(const std::string& path) = 0;                    // modified now
  virtual base::Result<std::string> real_path(const std::string& path) const = 0;
  virtual base::Result<std::string> make_temporary_directory(const std::string& prefix) = 0;

  // A second name for the same content; Kind::io when the file system cannot, or it is there.
  virtual base::Result<> link(const std::string& from, const std::string& to) = 0;

  virtual base::Result<std::unique_ptr<FileReader>> open_reader(const std::string& path) const = 0;
  // Made (0600) when it is not there.
  virtual base::Result<std::unique_ptr<FileWriter>> open_writer(const std::string& path) = 0;
  // Makes the file when it is not there. Kind::unavailable when another holds it: never waits.
  virtual base::Result<std::unique_ptr<FileLock>> try_lock(const std::string& path,
                                                           LockMode mode) = 0;

  bool exists(const std::string& path) const { return info(path).has_value(); }
};

std::unique_ptr<Files> real_files();

// Marks a file as used, for those who remove what was not used for long: a day is exact enough, and
// spares the disk. Where it may not be touched it stays as it is.
void note_use(Files& files, const std::string& path);

}  // namespace world
