// What a component imports, read from its binary: the names in its import sections, in their order
// (WebAssembly/component-model, design/mvp/Binary.md).
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace engine {

// Names such as "wasi:http/types@0.2.0". Components inside are not looked into. Kind::invalid for
// bytes that are no component, or of a form that is not known.
base::Result<std::vector<std::string>> read_component_imports(base::View component);

}  // namespace engine
