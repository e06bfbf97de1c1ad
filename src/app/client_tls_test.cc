#include "app/client_tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/test_certificates.h"

namespace app {
namespace {

using ::testing::HasSubstr;

class ClientTlsTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_TRUE(files_->remove_all(folder_)); }

  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(files_->write_atomic(folder_ + "/" + name, text));
  }
  static manifest::ClientTlsConfig config(std::vector<std::string> components) {
    manifest::ClientTlsConfig out;
    out.component_ids = std::move(components);
    out.hosts = {"db.example"};
    out.platform_roots = false;
    out.ca_roots_file = "roots.pem";
    return out;
  }
  std::string error(const manifest::ClientTlsConfig& config) {
    return ClientTls::create({config}, folder_, *files_).error().message();
  }

  ::testing::TestAuthority authority_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  const std::string folder_ = files_->make_temporary_directory("/tmp/torpor-client-tls-").value();
};

TEST_F(ClientTlsTest, ComponentsThatAreNotNamedHaveTheUsualClient) {
  put("roots.pem", authority_.root().text);
  const auto tls = ClientTls::create({config({"a", "b"})}, folder_, *files_).value();
  EXPECT_NE(&tls.of("a"), &tls.of("c"));
  EXPECT_NE(&tls.of("a"), &tls.of("b"));
  EXPECT_EQ(&tls.of("c"), &tls.of("d"));
}

TEST_F(ClientTlsTest, SaysWhichFileIsWrong) {
  EXPECT_THAT(error(config({"a"})), HasSubstr("client_tls[0]: "));
  EXPECT_THAT(error(config({"a"})), HasSubstr("/roots.pem"));
  put("roots.pem", "no PEM");
  EXPECT_THAT(error(config({"a"})), HasSubstr("/roots.pem"));

  put("roots.pem", authority_.root().text);
  const auto mine = authority_.issue({.hosts = {"me"}});
  put("cert.pem", mine.chain.text);
  put("key.pem", authority_.issue({.hosts = {"me"}}).key.text);
  auto with_identity = config({"a"});
  with_identity.identity = {"cert.pem", "key.pem"};
  EXPECT_THAT(error(with_identity), HasSubstr("/key.pem"));
}

}  // namespace
}  // namespace app
