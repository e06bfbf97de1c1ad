#include "world/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_net.h"
#include "testing/test_certificates.h"

namespace world {
namespace {

using base::Kind;
using ::testing::FakeNet;
using ::testing::HasSubstr;
using ::testing::make_self_signed;
using ::testing::TestAuthority;
using StreamResult = base::Result<std::unique_ptr<Stream>>;

TlsIdentity mixed(const TlsIdentity& certificate, const TlsIdentity& key) {
  return {certificate.chain, key.key};
}

// One connection in memory with TLS over it: the two ends shake hands when it is made.
class Tls : public ::testing::Test {
 protected:
  void connect(const TlsServerConfig& server, const TlsClientConfig& client, std::string host,
               std::vector<std::string> alpn = {}) {
    server_ = TlsServer::create(server).value();
    client_ = TlsClient::create(client).value();
    auto [a, b] = net_.make_pair();
    async::Started accepting(server_->accept(std::move(a)));
    async::Started connecting(client_->connect(std::move(b), std::move(host), std::move(alpn)));
    settle();
    ASSERT_TRUE(accepting.ready() && connecting.ready());
    at_server_ = accepting.take();
    at_client_ = connecting.take();
  }

  void connect(std::vector<std::string> alpn = {}) {
    connect({authority_.issue({.hosts = {"localhost", "127.0.0.1", "::1"}})}, trusting(),
            "localhost", std::move(alpn));
    ASSERT_TRUE(at_server_ && at_client_);
  }

  TlsClientConfig trusting() const {
    return {.roots = TlsClientConfig::Roots::none, .extra_roots = {authority_.root()}};
  }

  void settle() {
    while (loop_.poll() > 0) {
    }
  }

  Stream& server() { return **at_server_; }
  Stream& client() { return **at_client_; }

  // What one read gives; "-" for an error, and nothing while it waits.
  std::optional<std::string> read(Stream& stream, size_t most = 100) {
    std::string room(most, '\0');
    async::Started reading(stream.read_some(room));
    settle();
    if (!reading.ready()) return std::nullopt;
    const auto got = reading.take();
    return got ? room.substr(0, *got) : "-";
  }

  bool write(Stream& stream, std::vector<base::View> buffers) {
    async::Started writing(stream.write(buffers));
    settle();
    return writing.ready() && writing.take().has_value();
  }

  async::Loop loop_;
  FakeNet net_{loop_};
  TestAuthority authority_;
  std::unique_ptr<TlsServer> server_;
  std::unique_ptr<TlsClient> client_;
  StreamResult at_server_, at_client_;
};

void expect_error(const StreamResult& result, Kind kind, std::string_view words) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), kind) << result.error().message();
  EXPECT_THAT(result.error().message(), HasSubstr(words));
}

TEST_F(Tls, CarriesBytesBothWays) {
  connect();
  EXPECT_TRUE(client().is_secure());
  EXPECT_TRUE(write(client(), {"GET ", "", "/"}));
  EXPECT_EQ(read(server()), "GET /");
  EXPECT_TRUE(write(server(), {"fine"}));
  EXPECT_EQ(read(client(), 3), "fin");
  EXPECT_EQ(read(client(), 3), "e");
}

TEST_F(Tls, ChoosesTheServersFavouriteProtocol) {
  connect({"http/1.1", "h2"});
  EXPECT_EQ(server().alpn(), "h2");
  EXPECT_EQ(client().alpn(), "h2");
}

TEST_F(Tls, WorksWithoutAlpn) {
  connect();
  EXPECT_EQ(server().alpn(), "");
  EXPECT_EQ(client().alpn(), "");
}

TEST_F(Tls, RefusesAClientThatOffersNothingOfOurs) {
  connect({authority_.issue({.hosts = {"localhost"}})}, trusting(), "localhost", {"spdy/3"});
  expect_error(at_server_, Kind::protocol, "no application protocol");
  expect_error(at_client_, Kind::protocol, "no application protocol");
}

TEST_F(Tls, ChecksTheCertificateAgainstAnIpAddress) {
  const auto identity = authority_.issue({.hosts = {"127.0.0.1", "::1"}});
  for (const auto* host : {"127.0.0.1", "::1"}) {
    connect({identity}, trusting(), host);
    EXPECT_TRUE(at_client_) << host;
  }
  connect({identity}, trusting(), "127.0.0.2");
  expect_error(at_client_, Kind::denied, "the certificate is for 127.0.0.1, ::1, not 127.0.0.2");
}

TEST_F(Tls, RefusesACertificateForAnotherHost) {
  connect({authority_.issue({.hosts = {"example.org", "www.example.org"}})}, trusting(),
          "localhost");
  expect_error(at_client_, Kind::denied,
               "the certificate is for example.org, www.example.org, not localhost");
  expect_error(at_server_, Kind::denied, "bad certificate");
}

TEST_F(Tls, RefusesAnUnknownAuthority) {
  TestAuthority stranger("a stranger");
  connect({stranger.issue({.hosts = {"localhost"}})}, trusting(), "localhost");
  expect_error(at_client_, Kind::denied, "was issued by a stranger, which is not trusted");
  expect_error(at_server_, Kind::denied, "unknown ca");
}

TEST_F(Tls, RefusesASelfSignedCertificate) {
  connect({make_self_signed({.hosts = {"localhost"}})}, trusting(), "localhost");
  expect_error(at_client_, Kind::denied, "certificate of localhost is self-signed");
}

TEST_F(Tls, TrustsASelfSignedCertificateThatIsARoot) {
  const auto identity = make_self_signed({.hosts = {"localhost"}});
  connect({identity}, {TlsClientConfig::Roots::none, {identity.chain}}, "localhost");
  EXPECT_TRUE(at_client_);
}

TEST_F(Tls, RefusesACertificateOutOfItsTime) {
  using std::chrono::hours;
  connect({authority_.issue({{"localhost"}, hours(-2), hours(-1)})}, trusting(), "localhost");
  expect_error(at_client_, Kind::denied, "the certificate of localhost expired on ");
  connect({authority_.issue({{"localhost"}, hours(1), hours(2)})}, trusting(), "localhost");
  expect_error(at_client_, Kind::denied, "the certificate of localhost is not valid before ");
}

TEST_F(Tls, AsksForAClientCertificate) {
  TlsServerConfig config{authority_.issue({.hosts = {"localhost"}})};
  config.client_roots = authority_.root();
  connect(config, trusting(), "localhost");
  expect_error(at_server_, Kind::denied, "the peer showed no certificate");
  ASSERT_TRUE(at_client_);  // TLS 1.3 clients hear of it with their first read
  std::string room(10, ' ');
  async::Started reading(client().read_some(room));
  settle();
  const auto got = reading.take();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind(), Kind::denied);
  EXPECT_THAT(got.error().message(), HasSubstr("certificate required"));

  auto with_certificate = trusting();
  with_certificate.identity = authority_.issue({.hosts = {"client"}});
  connect(config, with_certificate, "localhost");
  EXPECT_TRUE(at_server_);
  EXPECT_TRUE(write(client(), {"hi"}));
  EXPECT_EQ(read(server()), "hi");

  TestAuthority stranger("a stranger");
  with_certificate.identity = stranger.issue({.hosts = {"client"}});
  connect(config, with_certificate, "localhost");
  expect_error(at_server_, Kind::denied, "was issued by a stranger, which is not trusted");
}

TEST_F(Tls, TellsACleanEndFromACutConnection) {
  connect();
  async::Started closing(server().shutdown_write());
  settle();
  EXPECT_EQ(read(client()), "");
  EXPECT_TRUE(write(client(), {"still here"}));  // the other direction is open
  EXPECT_EQ(read(server()), "still here");

  connect();
  server().close();
  EXPECT_EQ(read(client()), "-");
}

TEST_F(Tls, AReadThatWaitsDoesNotBlockAWrite) {
  connect();
  std::string room(100, ' ');
  async::Started reading(client().read_some(room));
  EXPECT_TRUE(write(client(), {"ping"}));
  EXPECT_EQ(read(server()), "ping");
  EXPECT_FALSE(reading.ready());
  EXPECT_TRUE(write(server(), {"pong"}));
  ASSERT_TRUE(reading.ready());
  EXPECT_EQ(reading.take(), 4u);
}

TEST_F(Tls, AWriteThatWaitsDoesNotBlockARead) {
  net_.set_link({.buffer = 4096});
  connect();
  const std::string much(1 << 20, 'x');
  const std::vector<base::View> buffers{much};
  async::Started writing(server().write(buffers));
  settle();
  EXPECT_FALSE(writing.ready());
  EXPECT_TRUE(write(client(), {"stop"}));
  EXPECT_EQ(read(server()), "stop");
  size_t received = 0;
  while (received < much.size()) {
    const auto some = read(client(), 10'000);
    ASSERT_TRUE(some && !some->empty() && *some != "-");
    received += some->size();
  }
  EXPECT_TRUE(writing.ready());
}

TEST_F(Tls, ACancelledReadLosesNothing) {
  connect();
  EXPECT_EQ(read(client()), std::nullopt);
  EXPECT_TRUE(write(server(), {"late"}));
  EXPECT_EQ(read(client()), "late");
}

TEST_F(Tls, NothingFollowsAWriteThatWasCancelled) {
  net_.set_link({.buffer = 4096});
  connect();
  const std::string much(1 << 20, 'x');
  EXPECT_FALSE(write(server(), {much}));
  EXPECT_FALSE(write(server(), {"more"}));
  EXPECT_TRUE(write(client(), {"but reads go on"}));
  EXPECT_EQ(read(server()), "but reads go on");
}

TEST_F(Tls, WorksByteByByte) {
  net_.set_link({.buffer = 1024, .most_per_read = 1});  // the session tickets must fit in
  connect({"h2"});
  EXPECT_EQ(client().alpn(), "h2");
  EXPECT_TRUE(write(client(), {"abc"}));
  EXPECT_EQ(read(server()), "abc");
}

TEST_F(Tls, TellsPlainHttpFromTls) {
  server_ = TlsServer::create({authority_.issue({.hosts = {"localhost"}})}).value();
  auto [stream, peer] = net_.make_stream();
  async::Started accepting(server_->accept(std::move(stream)));
  peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  settle();
  expect_error(accepting.take(), Kind::protocol, "the peer speaks plain HTTP, not TLS");

  client_ = TlsClient::create(trusting()).value();
  auto [other, plain_server] = net_.make_stream();
  async::Started connecting(client_->connect(std::move(other), "localhost", {}));
  plain_server.send("HTTP/1.1 400 Bad Request\r\n\r\n");
  settle();
  expect_error(connecting.take(), Kind::protocol, "the peer does not speak TLS");
}

TEST_F(Tls, SaysWhenThePeerHangsUpDuringTheHandshake) {
  client_ = TlsClient::create(trusting()).value();
  auto [stream, peer] = net_.make_stream();
  async::Started connecting(client_->connect(std::move(stream), "localhost", {}));
  settle();
  peer.finish();
  settle();
  expect_error(connecting.take(), Kind::unavailable, "hung up");
}

std::string error_of(const TlsServerConfig& config) {
  const auto made = TlsServer::create(config);
  return made ? "" : made.error().message();
}

TEST_F(Tls, SaysWhatIsWrongWithAFile) {
  const auto good = authority_.issue({.hosts = {"localhost"}});
  const auto other = authority_.issue({.hosts = {"localhost"}});
  EXPECT_EQ(error_of({good}), "");
  EXPECT_EQ(error_of({mixed(good, other)}),
            "key.pem: the key does not match the certificate in chain.pem");
  EXPECT_EQ(error_of({{{"cert", "hello"}, good.key}}), "cert: no certificate in PEM form");
  EXPECT_EQ(error_of({{good.chain, {"key", good.chain.text}}}), "key: no private key in PEM form");
  EXPECT_EQ(error_of({{{"cert", ""}, good.key}}), "cert: no certificate in PEM form");
  auto cut = good.chain;
  cut.text.resize(cut.text.size() / 2);
  EXPECT_THAT(error_of({{cut, good.key}}), HasSubstr("chain.pem: certificate 1 is broken: "));
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIH0\n-----END ENCRYPTED PRIVATE KEY-----\n";
  EXPECT_THAT(error_of({{good.chain, {"key", encrypted}}}), HasSubstr("is encrypted"));
}

TEST_F(Tls, WarnsOfAnExpiredCertificate) {
  using std::chrono::hours;
  const auto old = TlsServer::create({authority_.issue({{"localhost"}, hours(-2), hours(-1)})});
  ASSERT_TRUE(old);
  ASSERT_EQ((*old)->warnings().size(), 1u);
  EXPECT_THAT((*old)->warnings()[0], HasSubstr("chain.pem: the certificate expired on "));
  const auto fresh = TlsServer::create({authority_.issue({.hosts = {"localhost"}})});
  EXPECT_TRUE((*fresh)->warnings().empty());
}

}  // namespace
}  // namespace world
