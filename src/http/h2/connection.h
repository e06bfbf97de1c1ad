// The dull driver: carries bytes between a stream and a session, until one of them is over.
#pragma once

#include <memory>
#include <string>

#include "async/loop.h"
#include "async/signal.h"
#include "http/h2/session.h"
#include "world/clock.h"
#include "world/net.h"

namespace http::h2 {

class NoticeHandler {
 public:
  // Called outside of all the session's work: everything is allowed, but not ending the connection
  // by destroying it.
  virtual void on_notice(Notice notice) = 0;

 protected:
  ~NoticeHandler() = default;
};

class Connection {
 public:
  Connection(async::Loop& loop, world::Clock& clock, std::unique_ptr<world::Stream> stream,
             Side side, const SessionLimits& limits, NoticeHandler& handler);

  // Runs until the connection is over, and returns why: a Kind::closed one is an ordinary end.
  // `already_read` are bytes from the peer that somebody has read before.
  async::Task<base::Error> run(std::string already_read);

  Session& session() { return session_; }
  const Session& session() const { return session_; }
  const world::Stream& stream() const { return *stream_; }
  // Breaks it off: run() ends soon.
  void close() { stream_->close(); }
  // How many looks in a row have found the same write waiting for the peer.
  unsigned count_stalled_look() { return writing_ ? stalled_looks_++ : 0; }

 private:
  async::Task<base::Error> run_until_over(std::string already_read);
  async::Task<base::Error> read_all(std::string already_read);
  async::Task<base::Error> write_all();
  base::Result<> take_in(base::View bytes);
  void fill_output();
  void tell_notices();
  // Closes so that the peer still gets what was sent: a close with unread bytes would reset.
  async::Task<> say_goodbye();
  async::Task<> read_to_end();

  world::Clock& clock_;
  std::unique_ptr<world::Stream> stream_;
  NoticeHandler& handler_;
  async::Signal output_;  // the session has something to produce
  Session session_;
  std::string received_, output_bytes_;
  bool writing_ = false;
  unsigned stalled_looks_ = 0;
};

}  // namespace http::h2
