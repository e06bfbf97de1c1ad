// A whole HTTP/2 server connection in memory, for tests: a service that the test scripts, and a
// client that is either a Session or frames by hand.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "async/task_group.h"
#include "http/h2/send_body.h"
#include "http/h2/server_connection.h"
#include "http/h2/session.h"
#include "testing/fake_clock.h"
#include "testing/fake_net.h"
#include "testing/h2_frames.h"
#include "testing/noted_log.h"

namespace http::h2 {

using Handler = std::function<async::Task<base::Result<Response>>(Request)>;

class ScriptedService final : public Service {
 public:
  async::Task<base::Result<Response>> handle(Request request) override {
    ++calls;
    return handler(std::move(request));
  }

  Handler handler;
  size_t calls = 0;
};

// One server connection and the other end of it.
class ServerHouse {
 public:
  ServerHouse() { std::tie(stream_, peer) = net.make_stream(); }
  ~ServerHouse() { connections_.cancel_all(); }

  void start(std::string already_read = {}) {
    connections_.spawn("h2", serve(std::move(stream_), std::move(already_read), &context));
    clock.settle();
  }
  bool is_over() const { return connections_.size() == 0; }

  // As a client that writes frames by hand: what the server answers to these bytes.
  std::vector<::testing::H2Frame> send(std::string_view bytes) {
    peer.send(bytes);
    clock.settle();
    return receive();
  }
  std::vector<::testing::H2Frame> receive() {
    unparsed_ += peer.receive();
    clock.settle();
    unparsed_ += peer.receive();
    return ::testing::h2_take_frames(unparsed_);
  }
  // Preface and SETTINGS; the server's own are thrown away.
  void say_hello() {
    send(std::string(client_preface) + ::testing::h2_frame(::testing::H2::settings, 0, 0, ""));
  }

  async::Loop loop;
  ::testing::FakeClock clock{loop};
  ::testing::FakeNet net{loop};
  ::testing::NotedLog log;
  ScriptedService service;
  ServerLimits limits;
  Roster roster{clock};
  Date date{clock};
  Departures departures{loop, clock};
  ServerContext context{loop, service, clock, log, limits, roster, date, departures};
  ::testing::FakePeer peer;

 private:
  std::unique_ptr<world::Stream> stream_;
  std::string unparsed_;
  async::TaskGroup connections_;
};

}  // namespace http::h2
