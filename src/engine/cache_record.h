// What the code cache writes down beside a file: facts to know it again by. Text, one "key value" a
// line, the last one "end" so that a cut file is seen. For .cc files of this room.
#pragma once

#include <optional>
#include <string>

#include "engine/engine.h"
#include "engine/stamp.h"

namespace engine {

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
