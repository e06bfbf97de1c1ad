// Files read and written piece by piece, and locks between processes. Calls block, mostly for
// microseconds (the page cache); sync() takes as long as the disk does.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace world {

// An open file for reading. What was opened stays readable when its name goes away.
class FileReader {
 public:
  virtual ~FileReader() = default;
  // Fills `room` from that place on; fewer bytes at the end of the file alone, 0 beyond it.
  virtual base::Result<size_t> read_at(uint64_t offset, base::MutableView room) const = 0;
  virtual uint64_t size() const = 0;  // when it was opened
};

// An open file that grows at its end.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  // All the bytes. Kind::io when the disk is full; a part may have been written.
  virtual base::Result<> append(base::View bytes) = 0;
  virtual base::Result<> truncate(uint64_t size) = 0;
  virtual base::Result<> sync() = 0;
  virtual uint64_t size() const = 0;
};

enum class LockMode { shared, exclusive };

// A lock that other processes see; let go when it is destroyed, or its process ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

}  // namespace world
