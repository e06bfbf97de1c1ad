#include "http/h2/send_body.h"

#include "http/h2/head.h"

namespace http::h2 {

async::Task<base::Result<>> send_body(std::shared_ptr<Outbox> outbox, Body body) {
  const auto length = body.length();
  uint64_t sent = 0;
  for (;;) {
    CO_TRY(const auto piece, co_await body.read());
    sent += piece.size();
    const bool too_short = piece.empty() && length && sent < *length;
    const bool too_long = length && sent > *length;
    if (too_short || too_long) {
      co_return base::fail(base::Kind::guest, "the body is not {} bytes long, as it said", *length);
    }
    if (piece.empty()) break;
    const bool taken = co_await outbox->put(piece);
    if (!taken) co_return base::fail(base::Kind::closed, "the stream is over");
  }
  const auto* trailers = body.trailers();
  outbox->finish(trailers ? block_of_trailers(*trailers) : Fields());
  co_return base::Result<>();
}

}  // namespace http::h2
