#include "http/h1/connection.h"

#include <span>
#include <utility>

#include "async/yield.h"
#include "http/h1/outgoing.h"
#include "http/h1/receiver.h"
#include "http/server/level_of.h"

namespace http::h1 {
namespace {

constexpr base::View preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
// A client that pipelines, or takes as fast as we give, leaves the loop to others now and then.
constexpr int most_writes_in_a_row = 16;
// How long an idle connection is kept when the server drains, since a request may be on its way.
constexpr auto last_call = std::chrono::milliseconds(250);
// How long a client has to take in an answer while it still sends (RFC 9112 section 9.6).
constexpr auto linger_time = std::chrono::seconds(2);

class Connection final : Roster::Member {
 public:
  Connection(std::unique_ptr<world::Stream> stream, ServerContext& context)
      : Member(context.roster),
        context_(context),
        limits_(context.limits),
        stream_(std::move(stream)),
        receiver_(*stream_, context, *this) {}

  // True: the client speaks HTTP/2.
  async::Task<bool> run() {
    for (;;) {
      switch (co_await read_head()) {
        case Head::request:
          if (co_await exchange()) break;
          co_return false;
        case Head::http2:
          co_return true;
        case Head::none:
          co_return false;
      }
    }
  }

  Http2Client hand_over() { return {std::move(stream_), std::string(receiver_.input().unread())}; }

 private:
  enum class Head { request, http2, none };
  // Whether the client may have gone while something is waited for.
  enum class Client { must_stay, may_go };
  enum class Gathered { enough, waits };
  using Piece = async::Started<base::Result<base::View>>;

  void on_late() override;
  void on_drain() override;

  async::Task<Head> read_head();
  bool begins_like_http2() const;
  void begin_idling();
  async::Task<> refuse_head(int status);

  async::Task<bool> exchange();
  async::Task<std::optional<Response>> answer(Request request);
  Response response_for(const base::Error& error);
  async::Task<bool> respond(Asked asked, Response response);
  async::Task<bool> fail(Asked asked, base::Error error);
  base::Result<Gathered> gather(Body& body, std::optional<Piece>& piece);
  void discard(Body& body);
  bool may_keep(const Asked& asked);
  Persistence persistence(Version version) const;
  async::Task<bool> write(std::span<const base::View> buffers);
  async::Task<bool> skip_rest_of_request();
  async::Task<> close_gently();

  template <class T>
  async::Task<bool> attend(async::Started<T>* work, Client client);
  async::Task<bool> wait_for_input();

  ServerContext& context_;
  const ServerLimits& limits_;
  std::unique_ptr<world::Stream> stream_;
  Receiver receiver_;
  Outgoing out_;
  bool first_ = true;  // no request has come yet
  bool idle_ = true;   // nothing of the next request has come yet
  bool keep_ = true;   // another request may follow
  bool late_ = false;
  bool serving_ = false;     // the service is waited for
  int writes_in_a_row_ = 0;  // without a wait
};

void Connection::on_late() {
  // A service may take its time; it may have given up reading the body that was late.
  if (serving_ && !receiver_.body_is_awaited()) return;
  late_ = true;
  if (receiver_.input().has_waiter()) {
    receiver_.input().wake();
  } else {
    stream_->close();
  }
}

void Connection::on_drain() {
  if (idle_) set_deadline(last_call);
}

// --- the request

async::Task<Connection::Head> Connection::read_head() {
  begin_idling();
  for (;;) {
    if (!begins_like_http2()) {
      const auto event = receiver_.skip();
      if (event == Event::refused) {
        co_await refuse_head(receiver_.parser().refusal().status);
        co_return Head::none;
      }
      if (event == Event::head) break;
    } else if (receiver_.input().unread().starts_with(preface)) {
      co_return Head::http2;
    }
    if (idle_ && !receiver_.input().unread().empty()) {
      idle_ = false;
      set_deadline(limits_.head_time);
    }
    if (co_await wait_for_input()) continue;
    if (late_ && !idle_) co_await refuse_head(408);
    co_return Head::none;
  }
  idle_ = first_ = false;
  clear_deadline();
  co_return Head::request;
}

bool Connection::begins_like_http2() const {
  const auto bytes = receiver_.input().unread();
  return first_ && !bytes.empty() && preface.starts_with(bytes.substr(0, preface.size()));
}

void Connection::begin_idling() {
  idle_ = true;
  if (context_.roster.draining()) {
    set_deadline(last_call);
  } else {
    set_deadline(first_ ? limits_.head_time : limits_.idle_time);
  }
}

async::Task<> Connection::refuse_head(int status) {
  late_ = false;
  if (co_await respond(Asked{}, plain_response(status))) co_await close_gently();
}

// --- the exchange

// True when another request may follow.
async::Task<bool> Connection::exchange() {
  auto request = receiver_.parser().take_head();
  const Asked asked{request.method, request.version, receiver_.parser().keep_alive()};
  request.scheme = stream_->is_secure() ? "https" : "http";
  request.client = stream_->peer();
  request.body = receiver_.make_body();
  auto response = co_await answer(std::move(request));
  if (!response) {
    receiver_.end_exchange();
    if (late_) co_await refuse_head(408);  // the body did not come
    co_return false;
  }
  if (!co_await respond(asked, std::move(*response))) co_return false;
  receiver_.end_exchange();
  if (keep_ && co_await skip_rest_of_request()) co_return true;
  co_await close_gently();
  co_return false;
}

// Nothing when there is nobody to answer.
async::Task<std::optional<Response>> Connection::answer(Request request) {
  async::Started<base::Result<Response>> work(context_.service.handle(std::move(request)));
  if (!work.ready() && !co_await attend(&work, Client::must_stay)) co_return std::nullopt;
  auto result = work.take();
  if (result) co_return std::move(*result);
  if (result.error().kind() == base::Kind::closed) co_return std::nullopt;
  co_return response_for(result.error());
}

Response Connection::response_for(const base::Error& error) {
  base::log(context_.log, level_of(error.kind()), "http", "request of {} failed: {}",
            stream_->peer().text(), error.message());
  const auto& refusal = receiver_.refusal();
  return plain_response(refusal ? refusal->status : status_of(error.kind()));
}

// True when the whole response is out.
async::Task<bool> Connection::respond(Asked asked, Response response) {
  out_.begin(asked, response);
  std::optional<Piece> piece;
  while (!out_.done()) {
    const auto gathered = gather(response.body, piece);
    if (!gathered) co_return co_await fail(asked, gathered.error());
    if (*gathered == Gathered::waits && out_.head_is_out() && !out_.has_write()) {
      if (!co_await attend(&*piece, Client::must_stay)) co_return false;
      continue;
    }
    const bool begins = !out_.head_is_out();
    if (begins) {
      if (auto* interim = receiver_.begin_answer()) co_await *interim;
      keep_ = may_keep(asked);
      out_.add_head(persistence(asked.version), context_.date.now());
    }
    const auto bytes = out_.take_write();
    if (begins && out_.is_out()) co_await context_.departures.wait(this);
    if (!co_await write(bytes)) co_return false;
  }
  if (out_.framing().kind == BodyFraming::Kind::none) discard(response.body);
  co_return true;
}

// Adds what the body gives without waiting.
base::Result<Connection::Gathered> Connection::gather(Body& body, std::optional<Piece>& piece) {
  while (out_.wants_more()) {
    if (!piece) piece.emplace(body.read());
    if (!piece->ready()) return Gathered::waits;
    TRY(const auto bytes, piece->take());
    piece.reset();
    if (bytes.empty()) {
      out_.end(body.trailers());
    } else {
      out_.add(bytes);
    }
    if (out_.is_wrong()) return base::fail(base::Kind::guest, "a body of a wrong length");
  }
  return Gathered::enough;
}

// An error instead of the body: instead of the whole response while there is time, else the
// connection breaks off, so that nobody takes what was sent for a whole body.
async::Task<bool> Connection::fail(Asked asked, base::Error error) {
  if (!out_.head_is_out() && error.kind() != base::Kind::closed) {
    co_return co_await respond(asked, response_for(error));
  }
  response_for(error);  // for the log
  if (out_.framing().kind == BodyFraming::Kind::until_close) stream_->reset_on_close();
  co_return false;
}

// Lets a service that gives a body where there can be none come to its end, when that takes no
// waiting.
void Connection::discard(Body& body) {
  for (size_t seen = 0; !body.empty() && seen < limits_.unread_bytes;) {
    Piece piece(body.read());
    if (!piece.ready()) return;
    const auto bytes = piece.take();
    if (!bytes || bytes->empty()) return;
    seen += bytes->size();
  }
}

bool Connection::may_keep(const Asked& asked) {
  if (!asked.keep_alive || context_.roster.draining() || receiver_.refusal()) return false;
  auto& parser = receiver_.parser();
  const bool never_comes = receiver_.continue_is_due() && !parser.ended();
  const bool too_long =
      receiver_.body_is_dropped() && parser.content_length().value_or(0) > limits_.unread_bytes;
  return !never_comes && !too_long && out_.framing().kind != BodyFraming::Kind::until_close;
}

Persistence Connection::persistence(Version version) const {
  if (!keep_) return Persistence::close;
  return version == Version::http10 ? Persistence::keep_alive : Persistence::by_version;
}

async::Task<bool> Connection::write(std::span<const base::View> buffers) {
  if (++writes_in_a_row_ > most_writes_in_a_row) {
    writes_in_a_row_ = 0;
    co_await async::yield(context_.loop);
  }
  async::Started<base::Result<>> work(stream_->write(buffers));
  if (!work.ready()) {
    set_deadline(limits_.write_time);
    if (!co_await attend(&work, Client::may_go)) co_return false;
  }
  co_return work.take().has_value();
}

// --- after the exchange

// False when there is too much of it, or it breaks off.
async::Task<bool> Connection::skip_rest_of_request() {
  auto& input = receiver_.input();
  size_t skipped = 0;
  while (!receiver_.parser().ended()) {
    const auto before = input.unread().size();
    const auto event = receiver_.skip();
    skipped += before - input.unread().size();
    if (event == Event::refused || skipped > limits_.unread_bytes) co_return false;
    if (event != Event::need_more) continue;
    set_deadline(limits_.body_time);
    if (!co_await wait_for_input()) co_return false;
  }
  receiver_.parser().reset();
  input.release_spare_room();
  co_return true;
}

// Closes so that the client can read the answer to its end though it still sends: a plain close
// would make its side drop what it has not read.
async::Task<> Connection::close_gently() {
  constexpr size_t most_skipped = 1024 * 1024;
  co_await stream_->shutdown_write();
  auto& input = receiver_.input();
  if (receiver_.parser().ended() && input.unread().empty()) co_return;
  set_deadline(linger_time);
  for (size_t skipped = 0; skipped < most_skipped;) {
    skipped += input.unread().size();
    input.consume(input.unread().size());
    if (!co_await wait_for_input()) co_return;
  }
}

// --- waiting

// True when the work is ready; meanwhile a body comes in. False when it need not be done any more.
template <class T>
async::Task<bool> Connection::attend(async::Started<T>* work, Client client) {
  auto& input = receiver_.input();
  while (!work->ready()) {
    if (late_ || (client == Client::must_stay && input.gone())) co_return false;
    if (receiver_.fetch()) continue;
    serving_ = client == Client::must_stay;
    if (serving_ && !receiver_.body_is_awaited()) clear_deadline();
    writes_in_a_row_ = 0;
    co_await input.wait_for_either(*work);
    serving_ = false;
  }
  clear_deadline();
  co_return true;
}

// True when there is more than before.
async::Task<bool> Connection::wait_for_input() {
  auto& input = receiver_.input();
  while (!receiver_.fetch()) {
    if (late_ || input.gone()) co_return false;
    writes_in_a_row_ = 0;
    co_await input.wait();
  }
  co_return !input.gone();
}

}  // namespace

async::Task<std::optional<Http2Client>> serve(std::unique_ptr<world::Stream> stream,
                                              ServerContext* context) {
  Connection connection(std::move(stream), *context);
  if (!co_await connection.run()) co_return std::nullopt;
  co_return connection.hand_over();
}

}  // namespace http::h1
