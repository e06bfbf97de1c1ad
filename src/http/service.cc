#include "http/service.h"

namespace http {

Response plain_response(int status, std::string text) {
  Response out;
  out.status = status;
  if (!text.empty()) out.headers.add("content-type", "text/plain; charset=utf-8");
  out.body = Body::of(std::move(text));
  return out;
}

int status_of(base::Kind kind) {
  switch (kind) {
    case base::Kind::invalid:
      return 400;
    case base::Kind::denied:
      return 403;
    case base::Kind::not_found:
      return 404;
    case base::Kind::guest:
    case base::Kind::io:
    case base::Kind::internal:
      return 500;
    case base::Kind::unsupported:
      return 501;
    case base::Kind::protocol:
      return 502;
    case base::Kind::limit:
    case base::Kind::unavailable:
      return 503;
    case base::Kind::timeout:
      return 504;
    case base::Kind::closed:
      return 499;  // nobody is left to read it: the server closes instead
  }
  __builtin_unreachable();
}

}  // namespace http
