// The server's side of an HTTP/2 connection (RFC 9113).
//
// Each request is a task of its own that calls the service; RST_STREAM, or the end of the
// connection, cancels it. A request's window opens as its body is read, and a response's body is
// pulled as the client's window allows. When the roster drains, the client is asked to begin
// nothing, and the connection ends with its last request. Requests that break RFC 9113 section
// 8.1.1 are reset with PROTOCOL_ERROR and never seen; floods end with ENHANCE_YOUR_CALM.
#pragma once

#include <memory>
#include <string>

#include "async/task.h"
#include "http/server/context.h"
#include "world/net.h"

namespace http::h2 {

// The bytes that every HTTP/2 client sends first (section 3.4).
inline constexpr std::string_view client_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// Runs until the connection is over. `already_read`: what was read from the stream before, the
// preface or its beginning included. The context outlives the task.
async::Task<> serve(std::unique_ptr<world::Stream> stream, std::string already_read,
                    ServerContext* context);

}  // namespace http::h2
