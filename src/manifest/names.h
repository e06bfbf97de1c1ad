// The names that a manifest gives to things: words of ASCII letters and digits with one separator
// between them (spinframework/spin, crates/serde/src/id.rs).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace manifest {

enum class NameStyle {
  kebab,        // "my-app", "MY-app": each word all lower or all upper case
  snake,        // "my_store"
  lower_snake,  // "api_key": no upper case at all
};

// What is wrong with the name, as half a sentence; nothing when it is fine.
std::optional<std::string> find_wrong(std::string_view name, NameStyle style);

}  // namespace manifest
