// The folder of precompiled code: one file per component, compatibility and version.
//
// Key: SHA-256 of the component + Engine::compatibility(). Files are the owner's alone (0600 in a
// 0700 folder); a file of another owner, or with a wrong length or digest, is compiled again, never
// trusted. Two small records make a warm start cheap: one beside the code says how the file looked
// when it was digested, one per component's path saves reading a component that has not changed.
// Written to a temporary name, synced, renamed, under a lock per key, so that two
// processes compile a component once and never see half a file. Blocking: call it off the loops.
// Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "engine/stamp.h"
#include "world/files.h"

namespace engine {

class CodeCache {
 public:
  CodeCache(Engine& engine, world::Files& files, std::string folder);

  struct Entry {
    std::string path;       // of the precompiled code
    std::string wasm_path;  // of the component
    std::string digest;     // SHA-256 of the component, hex
    uint64_t size = 0;      // bytes of precompiled code
    Stamp stamp;            // of the precompiled code
    ComponentInfo info;
    bool compiled = false;  // now, by this call
  };
  // The precompiled code of the component file at `wasm_path`, compiled first when it is not there.
  base::Result<Entry> ensure(const std::string& wasm_path);
  // The same when it is there already, without compiling; Kind::not_found otherwise.
  base::Result<Entry> find(const std::string& wasm_path);
  // Maps an entry's code, as Engine::map does. A file that is gone or altered since is made anew
  // from the component; Kind::unavailable when that has changed too.
  base::Result<std::shared_ptr<const Code>> map(const Entry& entry);

 private:
  base::Result<std::string> source_digest(const std::string& wasm_path);
  base::Result<Entry> find_digest(const std::string& digest, const std::string& wasm_path);
  base::Result<Entry> compile(const std::string& wasm_path);
  std::optional<base::Bytes> read_record(const std::string& path) const;
  std::string path_of(const std::string& digest) const;

  Engine& engine_;
  world::Files& files_;
  std::string folder_;  // of this compatibility
};

}  // namespace engine
