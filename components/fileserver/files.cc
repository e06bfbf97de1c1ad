#include "files.h"

#include <cstdio>
#include <string_view>

namespace {

using Directories = wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t;

std::string_view view(const fileserver_string_t& text) {
  return {reinterpret_cast<const char*>(text.ptr), text.len};
}

// The granted folders; they stay open for the request.
const Directories& granted() {
  static const Directories directories = [] {
    Directories out;
    wasi_filesystem_preopens_get_directories(&out);
    return out;
  }();
  return directories;
}

// What is left of the path below the folder; nothing when it is not in there.
std::optional<std::string> path_below(std::string_view folder, const std::string& path) {
  while (folder.starts_with('/')) folder.remove_prefix(1);
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty() || folder == ".") return path;
  if (path == folder) return std::string();
  if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') {
    return path.substr(folder.size() + 1);
  }
  return std::nullopt;
}

std::string etag_of(const wasi_filesystem_types_descriptor_stat_t& stat) {
  const auto& time = stat.data_modification_timestamp;
  char out[64];
  std::snprintf(out, sizeof out, "\"%llx-%llx\"",
                time.is_some ? time.val.seconds * 1'000'000'000 + time.val.nanoseconds : 0,
                static_cast<unsigned long long>(stat.size));
  return out;
}

std::optional<File> open_below(wasi_filesystem_types_own_descriptor_t folder, std::string path) {
  if (path.empty()) path = ".";
  fileserver_string_t name{reinterpret_cast<uint8_t*>(path.data()), path.size()};
  wasi_filesystem_types_error_code_t error;
  File out;
  if (!wasi_filesystem_types_method_descriptor_open_at(
          wasi_filesystem_types_borrow_descriptor(folder),
          WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW, &name, 0,
          WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_READ, &out.descriptor, &error)) {
    out.descriptor = {};
    return std::nullopt;
  }
  wasi_filesystem_types_descriptor_stat_t stat;
  if (!wasi_filesystem_types_method_descriptor_stat(
          wasi_filesystem_types_borrow_descriptor(out.descriptor), &stat, &error)) {
    return std::nullopt;
  }
  const bool folder_found = stat.type == WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_DIRECTORY;
  if (!folder_found && stat.type != WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_REGULAR_FILE) {
    return std::nullopt;
  }
  out.type = folder_found ? File::Type::folder : File::Type::file;
  out.size = stat.size;
  out.etag = etag_of(stat);
  return out;
}

}  // namespace

std::optional<File> find_file(const std::string& path) {
  for (size_t i = 0; i < granted().len; ++i) {
    const auto& directory = granted().ptr[i];
    auto below = path_below(view(directory.f1), path);
    if (!below) continue;
    if (auto found = open_below(directory.f0, std::move(*below))) {
      found->path = path;
      return found;
    }
  }
  return std::nullopt;
}
