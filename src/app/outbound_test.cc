#include "app/outbound.h"

#include <gtest/gtest.h>

#include "http/failure.h"
#include "testing/noted_log.h"

namespace app {
namespace {

// Answers with its name, and keeps the request.
class Place final : public http::Service {
 public:
  explicit Place(std::string name) : name_(std::move(name)) {}
  async::Task<base::Result<http::Response>> handle(http::Request request) override {
    last = std::move(request);
    if (failure) co_return std::unexpected(*failure);
    co_return http::plain_response(200, name_);
  }
  http::Request last;
  std::optional<base::Error> failure;

 private:
  std::string name_;
};

class OutboundTest : public testing::Test, protected LocalDestinations {
 protected:
  // Where a request to this scheme and authority ends, or the kind of its error.
  std::string ask(std::vector<std::string> allowed, std::string scheme, std::string authority) {
    BlueprintComponent component;
    component.id = "asking";
    component.allowed_hosts = manifest::AllowedHosts::parse(allowed).value();
    Outbound outbound(component, world());
    http::Request request;
    request.scheme = std::move(scheme);
    request.authority = authority;
    request.target = "/a/b?c";
    request.headers.add("host", authority);
    async::Started answer(outbound.handle(std::move(request)));
    auto response = answer.take();
    if (!response) return std::string(base::name_of(response.error().kind()));
    async::Started body(http::read_all(std::move(response->body), 100));
    return body.take().value();
  }

  // How the addresses that a.example leads to are checked.
  http::AddressCheck check_of(std::vector<std::string> allowed) {
    component_.allowed_hosts = manifest::AllowedHosts::parse(allowed).value();
    outbound_.emplace(component_, world());
    http::Request request;
    request.authority = "a.example";
    async::Started answer(outbound_->handle(std::move(request)));
    return client_.last.check_address;
  }

  Outbound::World world() { return {*this, client_, *egress_, log_}; }
  void block(manifest::OutboundNetworkingConfig networks) {
    manifest::RuntimeConfig config;
    config.outbound_networking = std::move(networks);
    egress_ = Egress::create(config, "", *files_).value();
  }

  http::Service* find_component(std::string_view id) override {
    return id == "other" ? &other_ : nullptr;
  }
  http::Service& self() override { return self_; }

  std::unique_ptr<world::Files> files_ = world::real_files();
  std::unique_ptr<Egress> egress_ = Egress::create({}, "", *files_).value();
  testing::NotedLog log_;
  Place client_{"client"}, other_{"other"}, self_{"self"};
  BlueprintComponent component_;  // of check_of(), whose answer refers to both
  std::optional<Outbound> outbound_;
};

TEST_F(OutboundTest, GoesWhereTheManifestAllows) {
  struct Row {
    const char* allowed;
    const char* scheme;
    const char* authority;
    const char* ends;
  };
  const Row rows[] = {
      {"http://a.example", "http", "a.example", "client"},
      {"http://a.example", "http", "A.Example:80", "client"},
      {"http://a.example", "https", "a.example", "denied"},
      {"http://a.example", "http", "a.example:81", "denied"},
      {"http://a.example", "http", "b.example", "denied"},
      {"http://[::1]:8080", "http", "[::1]:8080", "client"},
      {"http://other.spin.internal", "http", "other.spin.internal", "other"},
      {"http://*.spin.internal", "http", "other.spin.internal", "other"},
      {"http://*.spin.internal", "http", "absent.spin.internal", "not_found"},
      {"http://a.example", "http", "other.spin.internal", "denied"},
      {"http://self", "http", "self.alt", "self"},
      {"http://self", "http", "Self.alt:3000", "self"},
      {"http://self.alt", "http", "self", "self"},
      {"http://self", "https", "self.alt", "self"},
      {"http://a.example", "http", "self.alt", "denied"},
      {"*://*:*", "http", "", "invalid"},
      {"*://*:*", "http", "user@a.example", "invalid"},
      {"*://*:*", "http", "a.example:0", "invalid"},
      {"*://*:*", "http", "a.example:99999", "invalid"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ask({row.allowed}, row.scheme, row.authority), row.ends)
        << row.allowed << " for " << row.scheme << "://" << row.authority;
  }
}

TEST_F(OutboundTest, NothingIsAllowedByDefault) {
  EXPECT_EQ(ask({}, "http", "a.example"), "denied");
  EXPECT_EQ(ask({}, "http", "127.0.0.1"), "denied");
}

TEST_F(OutboundTest, TheClientChecksEachAddress) {
  const auto check = check_of({"http://a.example"});
  EXPECT_TRUE(check(*base::Endpoint::parse("93.184.216.34:80")));
  const auto refused = check(*base::Endpoint::parse("127.0.0.1:80"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::Kind::denied);
}

TEST_F(OutboundTest, ABlockedNetworkIsOutOfReachWhateverTheManifestAllows) {
  block({.block_private = true, .block_networks = {*base::Cidr::parse("8.8.0.0/16")}});
  const auto check = check_of({"*://*:*"});
  EXPECT_TRUE(check(*base::Endpoint::parse("93.184.216.34:80")));
  for (const auto* blocked : {"10.0.0.1:80", "127.0.0.1:80", "8.8.4.4:80", "[::1]:80"}) {
    const auto refused = check(*base::Endpoint::parse(blocked));
    ASSERT_FALSE(refused) << blocked;
    EXPECT_EQ(refused.error().kind(), base::Kind::denied);
    EXPECT_EQ(http::find_failure(refused.error()), http::Failure::blocked);
  }
}

TEST_F(OutboundTest, AFailureIsOneLineOfTheLog) {
  client_.failure = base::Error(base::Kind::unavailable, "refused");
  EXPECT_EQ(ask({"http://a.example"}, "http", "a.example"), "unavailable");
  EXPECT_EQ(log_.lines, std::vector<std::string>{"app: component `asking`: its request to "
                                                 "http://a.example failed: refused"});
}

TEST_F(OutboundTest, AChainedComponentStandsUnderEveryPathAndSeesNoHostOfItsOwn) {
  ASSERT_EQ(ask({"http://other.spin.internal"}, "http", "other.spin.internal"), "other");
  const auto& headers = other_.last.headers;
  EXPECT_FALSE(headers.contains("host"));
  EXPECT_EQ(headers.find("spin-matched-route"), "/...");
  EXPECT_EQ(headers.find("spin-path-info"), "/a/b");
  EXPECT_EQ(headers.find("spin-full-url"), "http://other.spin.internal/a/b?c");
}

}  // namespace
}  // namespace app
