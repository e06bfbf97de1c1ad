#include "http/h2/session.h"

#include <algorithm>
#include <utility>

namespace http::h2 {
namespace {

using base::Kind;

// What a stream's end means to who still reads from it. A client that resets is gone; a server that
// does has failed.
base::Error error_of(Side side, ErrorCode code) {
  const auto message = base::format("the peer reset the stream ({})", name_of(code));
  switch (code) {
    case ErrorCode::no_error:
    case ErrorCode::cancel:
      return {side == Side::server ? Kind::closed : Kind::unavailable, message};
    case ErrorCode::refused_stream:
    case ErrorCode::internal_error:
    case ErrorCode::enhance_your_calm:
      return {Kind::unavailable, message};
    case ErrorCode::protocol_error:
      return {Kind::protocol, message};
  }
  return {Kind::protocol, message};  // a number that is not ours
}

template <class T>
void wake_all(std::vector<std::shared_ptr<T>> sleepers) {
  for (const auto& sleeper : sleepers) sleeper->wake();
}

}  // namespace

struct Session::Stream {
  Stream(StreamId id, StreamHooks* hooks)
      : inbox(std::make_shared<Inbox>(id, hooks)), outbox(std::make_shared<Outbox>(id, hooks)) {}

  bool head_ended = false;  // and trailers may come
  Head head, trailers;
  std::shared_ptr<Inbox> inbox;    // shared with the body that reads it
  std::shared_ptr<Outbox> outbox;  // shared with the coroutine that fills it
};

Session::Session(Side side, const SessionLimits& limits, const world::Clock& clock,
                 std::move_only_function<void()> on_output)
    : side_(side),
      limits_(limits),
      on_output_(std::move(on_output)),
      guard_(clock),
      wire_(side, limits, *this) {}

Session::~Session() {
  for (const auto& [id, stream] : streams_) {
    stream->inbox->detach();
    stream->outbox->detach();
  }
}

base::Result<> Session::feed(base::View bytes) {
  auto fed = wire_.feed(bytes);
  if (!fed) terminated_ = true;
  tell_output();
  return fed;
}

std::optional<Notice> Session::next_notice() {
  if (notices_.empty()) return std::nullopt;
  auto notice = std::move(notices_.front());
  notices_.pop_front();
  return notice;
}

void Session::wake_readers() {
  wake_all(std::exchange(readers_, {}));
}

void Session::produce(std::string* out, size_t most) {
  wire_.produce(out, most);
}

bool Session::wake_senders() {
  if (senders_.empty()) return false;
  wake_all(std::exchange(senders_, {}));
  return true;
}

std::shared_ptr<Outbox> Session::respond(StreamId id, const Fields& block, Content content) {
  auto* stream = find(id);
  if (!stream) return nullptr;
  stream->inbox->give_word();
  wire_.respond(id, block, content);
  tell_output();
  return content == Content::follows ? stream->outbox : nullptr;
}

void Session::owe_continue(StreamId id) {
  if (auto* stream = find(id)) stream->inbox->expect_word();
}

base::Result<Session::Sent> Session::request(const Fields& block, Content content) {
  TRY(const auto id, wire_.request(block, content));
  auto& stream = add(id);
  tell_output();
  return Sent{id, stream.outbox};
}

void Session::reset(StreamId id, ErrorCode code) {
  if (!find(id)) return;
  wire_.reset(id, code);
  tell_output();
}

void Session::announce_drain() {
  wire_.announce_drain();
  tell_output();
}

void Session::terminate(ErrorCode code) {
  terminated_ = true;
  wire_.terminate(code);
  tell_output();
}

void Session::abandon(const base::Error& error) {
  for (const auto& [id, stream] : std::exchange(streams_, {})) {
    stream->inbox->fail(error);
    stream->inbox->detach();
    stream->outbox->detach();
    readers_.push_back(stream->inbox);
    senders_.push_back(stream->outbox);
  }
  wake_readers();
  wake_senders();
}

bool Session::count_stalls(const StallLimits& limits) {
  for (const auto& [id, stream] : streams_) {
    const bool stalled = stream->inbox->count_stalled_look() >= limits.inbox ||
                         stream->outbox->count_stalled_look() >= limits.outbox;
    if (stalled) wire_.reset(id, ErrorCode::cancel);
  }
  tell_output();
  return !head_is_open_ || head_looks_++ < limits.head;
}

void Session::on_wanted(StreamId id) {
  wire_.inform(id, block_of_status(100));
  tell_output();
}

void Session::on_taken(StreamId id, size_t bytes) {
  wire_.consume(id, bytes);
  tell_output();
}

void Session::on_dropped(StreamId id, size_t bytes) {
  wire_.consume_connection(bytes);
  // A client that wants no more of an answer says so. A server lets the window run out: the client
  // stops, and hears NO_ERROR when the answer is complete (RFC 9113 section 8.1).
  const auto* stream = find(id);
  if (side_ == Side::client && stream && !stream->inbox->ended()) {
    wire_.reset(id, ErrorCode::cancel);
  }
  tell_output();
}

void Session::on_offered(StreamId id) {
  wire_.resume(id);
  tell_output();
}

void Session::on_head_begins(StreamId id) {
  head_is_open_ = true;
  head_looks_ = 0;
  if (!find(id)) add(id);
}

void Session::on_field(StreamId id, base::View name, base::View value) {
  auto* stream = find(id);
  if (stream) (stream->head_ended ? stream->trailers : stream->head).add(name, value, limits_);
}

void Session::on_head_ends(StreamId id) {
  head_is_open_ = false;
  auto* stream = find(id);
  if (!stream) return;
  if (stream->head_ended) {
    if (stream->trailers.is_too_large()) wire_.reset(id, ErrorCode::protocol_error);
    stream->inbox->trailers() = stream->trailers.fields();
    return;
  }
  if (side_ == Side::client && stream->head.status() < 200) {  // an interim response
    stream->head = {};
    return;
  }
  stream->head_ended = true;
  notices_.push_back(
      {Notice::What::head, id, ErrorCode::no_error, std::move(stream->head), stream->inbox});
}

void Session::on_content(StreamId id, base::View bytes) {
  auto* stream = find(id);
  if (!stream || stream->inbox->dropped()) {
    wire_.consume_connection(bytes.size());
    return;
  }
  stream->inbox->put(bytes, limits_.body_bytes);
  readers_.push_back(stream->inbox);
}

void Session::on_peer_ended(StreamId id) {
  auto* stream = find(id);
  if (!stream) return;
  stream->inbox->finish();
  readers_.push_back(stream->inbox);
}

void Session::on_sent_end(StreamId id) {
  const auto* stream = find(id);
  const bool unread = stream && !stream->inbox->ended();
  if (side_ == Side::server && unread) wire_.reset(id, ErrorCode::no_error);
}

void Session::on_closed(StreamId id, ErrorCode code) {
  head_is_open_ = false;
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  const auto stream = std::move(at->second);
  streams_.erase(at);
  stream->inbox->fail(error_of(side_, code));
  wire_.consume_connection(stream->inbox->unread());  // no longer the connection's burden
  stream->inbox->detach();
  stream->outbox->detach();
  readers_.push_back(stream->inbox);
  senders_.push_back(stream->outbox);
  notices_.push_back({Notice::What::closed, id, code});
}

void Session::on_goaway(StreamId last) {
  notices_.push_back({Notice::What::gone_away, last});
}

void Session::on_nuisance(Nuisance nuisance) {
  if (side_ == Side::server && !guard_.allow(nuisance)) {
    terminate(ErrorCode::enhance_your_calm);
  }
}

NextContent Session::next_content(StreamId id, size_t most) {
  using State = NextContent::State;
  const auto* stream = find(id);
  if (!stream) return {State::last};
  const auto& outbox = *stream->outbox;
  const auto bytes = std::min(most, outbox.front().size());
  if (outbox.finished() && bytes == outbox.front().size()) {
    return {State::last, bytes, outbox.trailers().empty() ? nullptr : &outbox.trailers()};
  }
  return {bytes == 0 ? State::waiting : State::ready, bytes};
}

void Session::copy_content(StreamId id, size_t bytes, std::string* out) {
  const auto* stream = find(id);
  if (!stream || bytes == 0) return;
  auto& outbox = *stream->outbox;
  out->append(outbox.front().substr(0, bytes));
  outbox.advance(bytes);
  if (outbox.front().empty()) senders_.push_back(stream->outbox);
}

Session::Stream* Session::find(StreamId id) const {
  const auto at = streams_.find(id);
  return at == streams_.end() ? nullptr : at->second.get();
}

Session::Stream& Session::add(StreamId id) {
  StreamHooks* hooks = this;
  return *streams_.emplace(id, std::make_unique<Stream>(id, hooks)).first->second;
}

void Session::tell_output() {
  if (wire_.wants_write() || is_ending()) on_output_();
}

}  // namespace http::h2
