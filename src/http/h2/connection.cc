#include "http/h2/connection.h"

#include <tuple>
#include <utility>

#include "http/h2/held_flag.h"

namespace http::h2 {
namespace {

using base::Kind;

constexpr size_t read_bytes = 32 * 1024;
constexpr size_t write_bytes = 64 * 1024;  // gathered for one write
constexpr auto goodbye_time = std::chrono::seconds(1);

}  // namespace

Connection::Connection(async::Loop& loop, world::Clock& clock,
                       std::unique_ptr<world::Stream> stream, Side side,
                       const SessionLimits& limits, NoticeHandler& handler)
    : clock_(clock),
      stream_(std::move(stream)),
      handler_(handler),
      output_(loop),
      session_(side, limits, clock, [tell = output_.setter()] { tell.set(); }) {}

async::Task<base::Error> Connection::run(std::string already_read) {
  auto why = co_await run_until_over(std::move(already_read));
  if (session_.is_ending()) co_await say_goodbye();
  stream_->close();
  if (const auto fault = session_.fault()) {
    co_return base::Error(Kind::protocol,
                          base::format("the peer broke HTTP/2 ({})", name_of(*fault)));
  }
  co_return why;
}

async::Task<base::Error> Connection::run_until_over(std::string already_read) {
  async::Started<base::Error> writing(write_all());
  async::Started<base::Error> reading(read_all(std::move(already_read)));
  co_await async::either(reading, writing);
  if (reading.ready()) {
    auto why = reading.take();
    if (session_.is_ending()) std::ignore = co_await writing;  // its last words
    co_return why;
  }
  co_return writing.take();
}

async::Task<base::Error> Connection::read_all(std::string already_read) {
  received_ = std::move(already_read);
  size_t got = received_.size();
  received_.resize(std::max(got, read_bytes));
  for (;;) {
    if (got > 0) {
      const auto taken = take_in(base::View(received_).substr(0, got));
      if (!taken) co_return taken.error();
      if (session_.is_ending()) co_return base::Error(Kind::protocol, "HTTP/2 session ended");
    }
    const auto more = co_await stream_->read_some(received_);
    if (!more) co_return more.error();
    if (*more == 0) co_return base::Error(Kind::closed, "the peer closed the connection");
    got = *more;
  }
}

base::Result<> Connection::take_in(base::View bytes) {
  auto fed = session_.feed(bytes);
  tell_notices();
  session_.wake_readers();
  return fed;
}

async::Task<base::Error> Connection::write_all() {
  for (;;) {
    fill_output();
    if (!output_bytes_.empty()) {
      stalled_looks_ = 0;
      HeldFlag writing(&writing_);
      const base::View bytes = output_bytes_;
      const auto written = co_await stream_->write({&bytes, 1});
      if (!written) co_return written.error();
    } else if (session_.is_ending()) {
      co_return base::Error(Kind::closed, "HTTP/2 session ended");
    } else {
      co_await output_.wait();
    }
  }
}

void Connection::fill_output() {
  output_bytes_.clear();
  do {
    session_.produce(&output_bytes_, write_bytes);
    tell_notices();
    session_.wake_readers();
  } while (session_.wake_senders() && output_bytes_.size() < write_bytes);
}

void Connection::tell_notices() {
  while (auto notice = session_.next_notice()) handler_.on_notice(std::move(*notice));
}

async::Task<> Connection::say_goodbye() {
  co_await stream_->shutdown_write();
  async::Started<> waiting(read_to_end());
  if (waiting.ready()) co_return;
  async::Started<> alarm(clock_.sleep_until(clock_.now() + goodbye_time));
  co_await async::either(waiting, alarm);
}

async::Task<> Connection::read_to_end() {
  received_.resize(read_bytes);
  for (;;) {
    const auto got = co_await stream_->read_some(received_);
    if (!got || *got == 0) co_return;
  }
}

}  // namespace http::h2
