#include "store/location.h"

#include <filesystem>

namespace store {

std::string text_of(const Location& location) {
  const auto* file = std::get_if<FileLocation>(&location);
  return file ? file->path : "memory";
}

base::Result<> make_folder(world::Files& files, const Location& location) {
  const auto* file = std::get_if<FileLocation>(&location);
  if (!file) return {};
  const auto folder = std::filesystem::path(file->path).parent_path().string();
  return folder.empty() ? base::Result<>() : files.make_directories(folder);
}

}  // namespace store
