// Text formatting: fmt's, until the standard library of Debian 12 has std::format. Only this file
// and format.cc name fmt.
#pragma once

#include <fmt/format.h>

namespace base {

using fmt::format;
template <class... Args>
using FormatString = fmt::format_string<Args...>;

}  // namespace base
