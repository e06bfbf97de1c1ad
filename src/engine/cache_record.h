// What the code cache writes down beside a file: facts to know it again by. Text, one "key value" a
// line, the last one "end" so that a cut file is seen. For .cc files of this room.
#pragma once

#include <optional>
#include <string>

#include "engine/engine.h"
#include "world/files.h"

namespace engine {

// A file as the system sees it. While this stays the same, so does the content: no program can set
// the time of change back.
struct Stamp {
  uint64_t size = 0, inode = 0, device = 0;
  int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const Stamp&) const = default;
};
Stamp stamp_of(const world::FileInfo& info);

// Beside a component's precompiled code.
struct CodeRecord {
  Stamp stamp;         // of the code file, when it was last digested
  std::string digest;  // SHA-256 of the code, hex
  ComponentInfo info;
};
std::string format_record(const CodeRecord& record);
std::optional<CodeRecord> parse_code_record(base::View text);

// For a component's file: its content's digest, without reading it again.
struct SourceRecord {
  std::string path;
  Stamp stamp;
  std::string digest;
};
std::string format_record(const SourceRecord& record);
std::optional<SourceRecord> parse_source_record(base::View text);

}  // namespace engine
