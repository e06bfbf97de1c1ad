// Views of raw bytes. A View is borrowed: whoever hands one out says for how long it is valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace base {

using View = std::string_view;        // read-only bytes, text or not
using MutableView = std::span<char>;  // room to fill
using Bytes = std::string;            // owned bytes

}  // namespace base
