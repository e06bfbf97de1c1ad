#include "world/system_error.h"

#include <cerrno>
#include <cstring>

namespace world {
namespace {

base::Kind kind_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return base::Kind::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return base::Kind::denied;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
      return base::Kind::limit;
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EADDRINUSE:
      return base::Kind::unavailable;
    case ETIMEDOUT:
      return base::Kind::timeout;
    case EPIPE:
    case ECONNRESET:
    case ECONNABORTED:
    case EBADF:  // closed under a waiting task
      return base::Kind::closed;
    default:
      return base::Kind::io;
  }
}

}  // namespace

base::Error system_error(int number, std::string_view what) {
  char text[128];
  return {kind_of(number), base::format("{}: {}", what, strerror_r(number, text, sizeof text))};
}

}  // namespace world
