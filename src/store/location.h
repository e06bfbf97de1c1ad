// Where the data of one store or database is, and how it is kept there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "base/result.h"
#include "world/files.h"

namespace store {

class Checkpointer;

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

// Makes the folder of the file, when it is one. Blocking.
base::Result<> make_folder(world::Files& files, const Location& location);

struct Place {
  Location location;
  uint64_t most_bytes = 0;  // how large it may grow; 0: as large as the disk
  // Shared by the connections of the file; none: writers sync the disk themselves.
  std::shared_ptr<Checkpointer> checkpointer = nullptr;
};

}  // namespace store
