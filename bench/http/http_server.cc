// The corridor alone: one loop, one listener, a service that answers at once. For wrk and perf.
//
//   bench_http_server 127.0.0.1:4000
//   wrk -t1 -c16 http://127.0.0.1:4000/        hello
//   ... /echo    the request's body            ... /large    1 MiB in pieces of 64 KiB
#include <cstdio>

#include "http/server/server.h"
#include "world/net.h"

namespace {

class Pieces final : public http::BodySource {
 public:
  async::Task<base::Result<base::View>> read() override {
    if (left_ == 0) co_return base::View();
    --left_;
    co_return base::View(piece_);
  }

 private:
  int left_ = 16;
  std::string piece_ = std::string(64 * 1024, 'x');
};

class Answers final : public http::Service {
 public:
  async::Task<base::Result<http::Response>> handle(http::Request request) override {
    http::Response out;
    out.headers.add("content-type", "text/plain");
    if (request.target == "/echo") {
      out.body = std::move(request.body);
    } else if (request.target == "/large") {
      out.body = http::Body(std::make_unique<Pieces>(), 1024 * 1024);
    } else {
      out.body = http::Body::of("hello");
    }
    co_return out;
  }
};

class Silence final : public base::Log {
 public:
  bool enabled(base::Level) const override { return false; }
  void write(base::Level, std::string_view, std::string_view) override {}
};

int run(const base::Endpoint& where) {
  async::Loop loop;
  async::Threads threads(1);
  const auto clock = world::real_clock(loop);
  const auto net = world::real_net(loop, threads);
  Answers answers;
  Silence silence;
  http::Server server({loop, *clock, silence}, answers, {}, nullptr);
  auto listener = net->listen(where, {});
  if (!listener) {
    std::fprintf(stderr, "%s\n", listener.error().message().c_str());
    return 1;
  }
  server.serve(std::move(*listener));
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto where = base::Endpoint::parse(argc > 1 ? argv[1] : "127.0.0.1:4000");
  if (!where) {
    std::fprintf(stderr, "usage: bench_http_server ADDRESS:PORT\n");
    return 2;
  }
  return run(*where);
}
