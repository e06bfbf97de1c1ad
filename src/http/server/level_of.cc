#include "http/server/level_of.h"

namespace http {

base::Level level_of(base::Kind kind) {
  switch (kind) {
    case base::Kind::guest:
    case base::Kind::io:
    case base::Kind::internal:
      return base::Level::error;
    case base::Kind::limit:
    case base::Kind::timeout:
    case base::Kind::unavailable:
    case base::Kind::protocol:
      return base::Level::warn;
    case base::Kind::invalid:
    case base::Kind::unsupported:
    case base::Kind::not_found:
    case base::Kind::denied:
    case base::Kind::closed:
      return base::Level::debug;
  }
  __builtin_unreachable();
}

}  // namespace http
