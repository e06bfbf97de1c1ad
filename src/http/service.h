// The corridor from front door to guest: whatever answers HTTP requests is a Service. The server
// calls one; router, app, guest, proxy and outbound client each are one; metrics, logs, limits and
// checks are wrappers of the same shape.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "async/task.h"
#include "base/ip.h"
#include "base/result.h"
#include "http/body.h"
#include "http/fields.h"
#include "http/sending.h"

namespace http {

enum class Version { http10, http11, http2 };

struct Request {
  std::string method = "GET";
  std::string target =
      "/";  // origin form: path and query (RFC 9112 section 3.2.1); "*" for OPTIONS
  std::string scheme = "http";
  std::string authority;  // host[:port], from the target or the Host field
  Version version = Version::http11;
  Fields headers;  // without pseudo-fields; Host is present when the client sent it
  Body body;
  base::Endpoint client;  // who is on the other end of the connection
  // For requests that are sent out:
  std::optional<Timeouts> timeouts;  // else the client's own
  AddressCheck check_address;        // else any address will do

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  std::string_view query() const {
    const auto at = target.find('?');
    return at == std::string::npos ? std::string_view() : std::string_view(target).substr(at + 1);
  }
};

struct Response {
  int status = 200;
  Fields
      headers;  // framing fields (Content-Length, Transfer-Encoding, Connection) are the server's
  Body body;
};

class Service {
 public:
  virtual ~Service() = default;
  // One answer per request. The service outlives the task and the response's body; destroying
  // either cancels the work. An error becomes a response by docs/errors.md, with no detail of it.
  virtual async::Task<base::Result<Response>> handle(Request request) = 0;
};

// A plain-text response with no detail; an empty body unless `text` is given.
Response plain_response(int status, std::string text = {});
// The status that docs/errors.md gives for a kind.
int status_of(base::Kind kind);

}  // namespace http
