#include "cli/exit_code.h"

namespace cli {

int exit_code_of(base::Kind kind) {
  using base::Kind;
  switch (kind) {
    case Kind::internal:
    case Kind::guest:
    case Kind::closed:
      return 1;
    case Kind::invalid:
      return 3;
    case Kind::unsupported:
      return 4;
    case Kind::not_found:
      return 5;
    case Kind::denied:
      return 6;
    case Kind::limit:
      return 7;
    case Kind::timeout:
      return 8;
    case Kind::unavailable:
      return 9;
    case Kind::io:
      return 10;
    case Kind::protocol:
      return 11;
  }
  __builtin_unreachable();
}

}  // namespace cli
