#include "base/error.h"

namespace base {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::invalid:
      return "invalid";
    case Kind::unsupported:
      return "unsupported";
    case Kind::not_found:
      return "not_found";
    case Kind::denied:
      return "denied";
    case Kind::limit:
      return "limit";
    case Kind::timeout:
      return "timeout";
    case Kind::unavailable:
      return "unavailable";
    case Kind::closed:
      return "closed";
    case Kind::protocol:
      return "protocol";
    case Kind::guest:
      return "guest";
    case Kind::io:
      return "io";
    case Kind::internal:
      return "internal";
  }
  __builtin_unreachable();
}

Error Error::with_context(std::string_view context) && {
  message_.insert(0, ": ");
  message_.insert(0, context);
  return std::move(*this);
}

}  // namespace base
