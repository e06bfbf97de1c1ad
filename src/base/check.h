// CHECK(condition): a bug when false. Prints where, and aborts; a restart is cheap.
#pragma once

#include <source_location>
#include <string_view>

namespace base {
[[noreturn]] void check_failed(std::string_view what, std::source_location where);
}  // namespace base

#define CHECK(...)                                                       \
  do {                                                                   \
    if (!(__VA_ARGS__)) [[unlikely]]                                     \
      base::check_failed(#__VA_ARGS__, std::source_location::current()); \
  } while (false)
