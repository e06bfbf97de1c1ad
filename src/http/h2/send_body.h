// Pulls a body and puts it into the outbox of a stream, at the pace of the peer.
#pragma once

#include <memory>

#include "http/body.h"
#include "http/h2/outbox.h"

namespace http::h2 {

// Kind::closed when the stream is over first; Kind::guest when the body is not as long as it
// said; the body's own error. After an error the sender resets the stream.
async::Task<base::Result<>> send_body(std::shared_ptr<Outbox> outbox, Body body);

}  // namespace http::h2
