#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace base {

void check_failed(std::string_view what, std::source_location where) {
  std::fprintf(stderr, "torpor: bug at %s:%u: CHECK(%.*s) does not hold\n", where.file_name(),
               where.line(), static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace base
