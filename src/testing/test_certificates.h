// Certificates for tests, made on the spot: a small authority of one's own.
//
//   TestAuthority authority;
//   auto server = TlsServer::create({authority.issue({.hosts = {"localhost", "127.0.0.1"}})});
//   auto client = TlsClient::create({.extra_roots = {authority.root()}});
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "world/tls.h"

namespace testing {

struct CertificateSpec {
  std::vector<std::string> hosts;  // DNS names and IP addresses that it is for
  std::chrono::seconds valid_from = std::chrono::hours(-1);  // from now
  std::chrono::seconds valid_until = std::chrono::hours(1);
};

class TestAuthority {
 public:
  explicit TestAuthority(std::string name = "torpor test authority");
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;

  world::Pem root() const;  // the authority's own certificate
  world::TlsIdentity issue(const CertificateSpec& spec) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

world::TlsIdentity make_self_signed(const CertificateSpec& spec);

}  // namespace testing
