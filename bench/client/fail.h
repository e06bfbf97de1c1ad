// A measurement that cannot be made ends the program: it says why and exits with 1.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace bench {

[[noreturn]] inline void fail(const std::string& message) {
  std::fprintf(stderr, "bench client: %s\n", message.c_str());
  std::exit(1);
}

// With what errno says.
[[noreturn]] inline void fail_errno(const std::string& what) {
  fail(what + ": " + std::strerror(errno));
}

}  // namespace bench
