// A server with an echo service, and a client that sends the input in slices, reads or does not,
// breaks off or lets time pass, as bytes of the input say. Nothing may crash, hang or stay behind.
#include <string_view>

#include "base/check.h"
#include "http/server/server.h"
#include "testing/fake_clock.h"
#include "testing/fake_net.h"
#include "testing/noted_log.h"

namespace {

using namespace std::chrono_literals;

// Echoes at once, after a while, or not at all.
class Echo final : public http::Service {
 public:
  explicit Echo(world::Clock& clock) : clock_(clock) {}

  async::Task<base::Result<http::Response>> handle(http::Request request) override {
    if (request.target.starts_with("/slow")) co_await clock_.sleep_until(clock_.now() + 1s);
    if (request.target.starts_with("/error")) co_return base::fail(base::Kind::guest, "no");
    http::Response out;
    for (const auto field : request.headers) out.headers.add(field.name, field.value);
    if (!request.target.starts_with("/drop")) out.body = std::move(request.body);
    co_return out;
  }

 private:
  world::Clock& clock_;
};

class Script {
 public:
  explicit Script(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  unsigned char take() {
    const auto out = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return out;
  }
  std::string_view take(size_t most) {
    const auto out = rest_.substr(0, most);
    rest_.remove_prefix(out.size());
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, size_t size) {
  Script script({data, size});
  async::Loop loop;
  testing::FakeClock clock(loop);
  testing::FakeNet net(loop);
  testing::NotedLog log;
  Echo echo(clock);
  http::Server server({loop, clock, log}, echo, {.body_bytes = 100'000}, nullptr);
  net.set_link({.buffer = 2048, .most_per_read = 100});
  auto listener = net.listen({base::IpAddress::v4({127, 0, 0, 1}), 80}, {});
  const auto where = (*listener)->local();
  server.serve(std::move(*listener));
  {
    auto peer = net.call(where);
    while (!script.empty()) {
      const auto what = script.take();
      if (what < 200) {
        peer.send(script.take(what));
      } else if (what < 230) {
        peer.receive();
      } else if (what < 245) {
        clock.advance(std::chrono::milliseconds(100 * (what - 230)));
      } else if (what == 245) {
        peer.finish();
      } else if (what == 246) {
        peer.reset();
      }
      if (what % 2 == 0) clock.settle();
    }
    clock.settle();
    peer.receive();
  }
  clock.advance(60s);
  CHECK(server.connections() == 0);
  async::Started<> drained(server.drain(1s));
  CHECK(drained.ready());
  return 0;
}
