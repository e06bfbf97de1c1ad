// A client under test in memory, and the servers that it calls, played by the test.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/client/client.h"
#include "testing/fake_clock.h"
#include "testing/fake_net.h"
#include "testing/test_certificates.h"

namespace http::client {

inline base::Endpoint endpoint(std::string_view text) {
  return base::Endpoint::parse(text).value();
}

// An answer that may not have come yet.
class Call {
 public:
  explicit Call(async::Task<base::Result<Response>> task) : started_(std::move(task)) {}

  bool ready() const { return result_ || started_.ready(); }
  base::Result<Response>& result() {
    if (!result_) result_ = started_.take();
    return *result_;
  }
  Response& response() { return result().value(); }
  // "-" when there is no error.
  std::string error() {
    return result() ? "-"
                    : base::format("{}: {}", name_of(result().error().kind()),
                                   result().error().message());
  }

 private:
  async::Started<base::Result<Response>> started_;
  std::optional<base::Result<Response>> result_;
};

struct TestHouse {
  explicit TestHouse(Limits with = {}, std::vector<Quota*> quotas = {}) : limits(with) {
    net.add_host("example.org", {base::IpAddress::v4({10, 0, 0, 1})});
    client.emplace(ClientWorld{loop, clock, net, *tls, std::move(quotas)}, limits);
  }

  // The server at example.org, or wherever.
  void listen(std::string_view where = "10.0.0.1:80") {
    listener = net.listen(endpoint(where), {}).value();
  }
  // The next connection to it; null when there is none.
  std::unique_ptr<world::Stream> accept() {
    clock.settle();
    async::Started<base::Result<std::unique_ptr<world::Stream>>> accepting(listener->accept());
    clock.settle();
    return accepting.ready() ? accepting.take().value() : nullptr;
  }

  Call call(Request request) {
    Call out(client->handle(std::move(request)));
    clock.settle();
    return out;
  }
  Call get(std::string target = "/") { return call(request("GET", std::move(target))); }
  static Request request(std::string method, std::string target = "/") {
    Request out;
    out.method = std::move(method);
    out.target = std::move(target);
    out.authority = "example.org";
    return out;
  }

  // What has come; "<end>" behind it when the client has closed, "<broken>" when it broke off.
  std::string receive(world::Stream& stream) {
    clock.settle();
    std::string out;
    for (;;) {
      std::string room(100'000, ' ');
      async::Started<base::Result<size_t>> reading(stream.read_some(room));
      clock.settle();
      if (!reading.ready()) return out;
      const auto got = reading.take();
      if (!got) return out + "<broken>";
      if (*got == 0) return out + "<end>";
      out += room.substr(0, *got);
    }
  }
  // False when the client does not take it all.
  bool send(world::Stream& stream, std::string bytes) {
    const base::View view = bytes;
    async::Started<base::Result<>> writing(stream.write({&view, 1}));
    clock.settle();
    return writing.ready() && writing.take();
  }
  // A whole exchange of the server: takes a request and answers it.
  std::string answer(world::Stream& stream, std::string bytes) {
    auto got = receive(stream);
    send(stream, std::move(bytes));
    return got;
  }

  // One read of a body: its bytes, "<wait>", or the error's kind in brackets.
  std::string read(Body& body) {
    async::Started<base::Result<base::View>> reading(body.read());
    clock.settle();
    if (!reading.ready()) return "<wait>";
    const auto got = reading.take();
    return got ? std::string(*got) : base::format("<{}>", name_of(got.error().kind()));
  }
  // To its end; "<wait>" when that does not come.
  std::string read_to_end(Body& body) {
    std::string out;
    for (;;) {
      const auto piece = read(body);
      out += piece;
      if (piece.empty() || piece.starts_with('<')) return out;
    }
  }

  async::Loop loop;
  ::testing::FakeClock clock{loop};
  ::testing::FakeNet net{loop};
  ::testing::TestAuthority authority;
  std::unique_ptr<world::TlsClient> tls =
      world::TlsClient::create({world::TlsClientConfig::Roots::none, {authority.root()}}).value();
  Limits limits;
  std::optional<Client> client;
  std::unique_ptr<world::Listener> listener;
};

}  // namespace http::client
