// How the triggers of a component have it called.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "manifest/app.h"

namespace app {

// The argv of the Wagi triggers that lead to the component; nothing: its handler is called.
// Kind::unsupported when its triggers do not agree.
base::Result<std::optional<std::string>> find_wagi_argv(const manifest::App& app,
                                                        const std::string& component);

// Whether a component with these exports can be called so. Kind::unsupported otherwise, with all
// that it exports.
base::Result<> check_handler(const engine::ComponentInfo& info,
                             const std::optional<std::string>& wagi_argv);

}  // namespace app
