// The server's side of one HTTP/1.1 connection: requests in, each handed to the service, answers
// out in their order.
//
// One read and one write for a small request, no timer, no log line. Bodies are pulled both ways.
//
// A client that goes away cancels the service's work. Gone is who breaks the connection, and also
// who closes its side (FIN) while the answer, or more of it, is waited for: to a guest that waits,
// FIN is the only sign that a client left, and HTTP clients do not close halfway. An answer that
// is ready at once, or is being written, still goes out after FIN.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "async/task.h"
#include "http/server/context.h"
#include "world/net.h"

namespace http::h1 {

// A client that began with HTTP/2's preface (RFC 9113 section 3.4), and all that it has sent.
struct Http2Client {
  std::unique_ptr<world::Stream> stream;
  std::string already_read;
};

// Ends when the connection has ended, or hands over a client that speaks HTTP/2. `context`
// outlives the task.
async::Task<std::optional<Http2Client>> serve(std::unique_ptr<world::Stream> stream,
                                              ServerContext* context);

}  // namespace http::h1
