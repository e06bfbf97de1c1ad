// The files that the component was granted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "fileserver.h"

struct File {
  enum class Type { file, folder };
  Type type = Type::file;
  uint64_t size = 0;
  std::string etag;  // with its quotes
  std::string path;  // from the root, without a slash in front
  wasi_filesystem_types_own_descriptor_t descriptor{};

  File() = default;
  File(File&& other) noexcept
      : type(other.type),
        size(other.size),
        etag(std::move(other.etag)),
        path(std::move(other.path)),
        descriptor(std::exchange(other.descriptor, {})) {}
  File& operator=(File&& other) noexcept {
    std::swap(type, other.type);
    std::swap(size, other.size);
    std::swap(etag, other.etag);
    std::swap(path, other.path);
    std::swap(descriptor, other.descriptor);
    return *this;
  }
  ~File() {
    if (descriptor.__handle) wasi_filesystem_types_descriptor_drop_own(descriptor);
  }
};

// Where that is: path "a/b.txt" of the guest's "/a/b.txt", "" for the root.
std::optional<File> find_file(const std::string& path);
