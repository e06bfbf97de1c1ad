// Where the data of one store or database is.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace store {

struct FileLocation {
  std::string path;  // absolute, or relative to the working directory
};

// In this process, shared by all connections of the same name, for as long as one of them lives.
struct MemoryLocation {
  std::string name;
};

using Location = std::variant<FileLocation, MemoryLocation>;

// The path, or "memory".
std::string text_of(const Location& location);

struct StoreLimits {
  uint64_t file_bytes = 0;  // how large a file (or memory) may grow; 0: as large as the disk
};

}  // namespace store
