// The engine: compiles WebAssembly components, maps their code, runs them. Wasmtime behind C++.
//
// Thread-safe. compile() computes for seconds and map() touches the disk: call both off the loops.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/log.h"
#include "base/result.h"

namespace engine {

class Code;

struct EngineOptions {
  uint32_t instances_per_component = 128;                 // at once; more wait for a slot
  uint64_t most_memory_per_instance = uint64_t{1} << 32;  // bytes of linear memory
  uint64_t stack_bytes = 512 * 1024;                      // of guest stack
};

// What a component asks for and offers.
struct ComponentInfo {
  enum class Handler {
    wasi_http_0_2,
    wasi_http_0_3,  // or 0.3.0-rc-2026-03-15
    wasi_http_rc,   // 0.2.0-rc-2023-10-18 or 0.2.0-rc-2023-11-10
    spin_inbound,   // fermyon:spin/inbound-http
    wagi,           // wasi:cli/run
    none,
    several,
  };
  Handler handler = Handler::none;
  std::vector<std::string> exports;          // all of them, "ns:package/interface@1.0.0"
  std::vector<std::string> unknown_imports;  // that torpor cannot give
};

// A component that gives another what it imports.
struct Plug {
  std::string
      import_name;  // "ns:package/interface@1.0.0", or "ns:package" for all of its interfaces
  base::View wasm;
  std::string export_name = {};  // what gives it; empty: the same name
};

class Engine {
 public:
  virtual ~Engine() = default;

  // Wasm (component, or core module that is made one) -> precompiled code, for this machine and
  // these settings alone. `handler`: as inspect() found it. Kind::invalid when it is not wasm or
  // not valid.
  virtual base::Result<base::Bytes> compile(base::View wasm, ComponentInfo::Handler handler) = 0;
  virtual base::Result<ComponentInfo> inspect(base::View wasm) = 0;
  // The names of all that it imports, in their order; of a core module, what it imports as a
  // component. Kind::invalid when it is neither.
  virtual base::Result<std::vector<std::string>> list_imports(base::View wasm) = 0;
  // One component out of several: plugs exports into the root's imports, versions matched as semver
  // does. What nobody gives stays imported. Kind::invalid when they do not fit together.
  virtual base::Result<base::Bytes> compose(base::View root, std::span<const Plug> plugs) = 0;
  // The component with these of its imports given by what denies: their functions answer with the
  // interface's own error for it, with an empty list, or trap where there is neither.
  virtual base::Result<base::Bytes> deny(base::View component,
                                         std::span<const std::string> imports) = 0;
  // A digest of all that precompiled code depends on besides the component: Wasmtime's version,
  // the settings, the processor's features. Hex.
  virtual const std::string& compatibility() const = 0;
  // Maps precompiled code that this user's own code cache wrote, and pre-links it. Dropping the
  // last reference unmaps it and returns its memory and its pool to the system. `handler`: as
  // inspect() found it.
  virtual base::Result<std::shared_ptr<const Code>> map(const std::string& path,
                                                        ComponentInfo::Handler handler) = 0;
};

base::Result<std::unique_ptr<Engine>> make_engine(const EngineOptions& options, base::Log& log);

}  // namespace engine
