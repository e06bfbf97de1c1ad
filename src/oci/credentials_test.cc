#include "oci/credentials.h"

#include <gtest/gtest.h>

#include <map>

#include "data/base64.h"
#include "oci/spin_auth_file.h"
#include "testing/fake_clock.h"
#include "testing/folder_test.h"
#include "testing/noted_log.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

struct FakeProcesses final : world::Processes {
  Result<world::ProgramResult> result = world::ProgramResult{};
  std::vector<world::Program> ran;
  Task<Result<world::ProgramResult>> run(world::Program program) override {
    ran.push_back(std::move(program));
    co_return result;
  }
};

class CredentialsTest : public testing::FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    variables_["HOME"] = folder_;
  }

  Result<CredentialPlaces> places() {
    return find_credential_places([this](const std::string& name) -> std::optional<std::string> {
      const auto at = variables_.find(name);
      return at == variables_.end() ? std::nullopt : std::optional(at->second);
    });
  }
  Result<std::optional<Credentials>> find(const std::string& host) {
    TRY(const auto places, this->places());
    async::Started<Result<std::optional<Credentials>>> task(
        find_credentials({*files_, processes_, clock_, log_}, &places, host));
    clock_.settle();
    return task.take();
  }
  void write_docker(const std::string& text) {
    ASSERT_TRUE(files_->make_directories(folder_ + "/.docker"));
    ASSERT_TRUE(files_->write_atomic(folder_ + "/.docker/config.json", text));
  }
  void log_in(const std::string& host, const Credentials& credentials) {
    auto file = SpinAuthFile::read(*files_, places()->spin_file).value();
    file.insert(host, credentials);
    ASSERT_TRUE(file.write(*files_, places()->spin_file));
  }

  async::Loop loop_;
  testing::FakeClock clock_{loop_};
  testing::NotedLog log_;
  FakeProcesses processes_;
  std::map<std::string, std::string> variables_;
};

const Credentials me{"me", "pass:word"};
const auto encoded = data::encode_base64("me:pass:word");

TEST_F(CredentialsTest, ThereAreNoneAtFirst) {
  EXPECT_EQ(find("ghcr.io").value(), std::nullopt);
}

TEST_F(CredentialsTest, ALogInIsFoundAgainAndIsTheOwnersAlone) {
  log_in("ghcr.io", me);
  EXPECT_EQ(find("ghcr.io").value(), me);
  EXPECT_EQ(find("other.io").value(), std::nullopt);
  const auto path = folder_ + "/.config/fermyon/registry-auth.json";
  EXPECT_EQ(files_->info(path)->mode, 0600u);
  EXPECT_EQ(files_->read(path).value(),
            "{\n  \"auths\": {\n    \"ghcr.io\": \"" + encoded + "\"\n  }\n}\n");
}

TEST_F(CredentialsTest, ALogInLeavesOthersAlone) {
  log_in("ghcr.io", me);
  log_in("other.io", {"you", "x"});
  EXPECT_EQ(find("ghcr.io").value(), me);
  auto file = SpinAuthFile::read(*files_, places()->spin_file).value();
  EXPECT_TRUE(file.erase("ghcr.io"));
  EXPECT_FALSE(file.erase("ghcr.io"));
  EXPECT_TRUE(file.find("other.io"));
}

TEST_F(CredentialsTest, ADamagedFileOfLogInsIsNamed) {
  log_in("ghcr.io", me);
  const auto path = places()->spin_file;
  ASSERT_TRUE(files_->write_atomic(path, "{"));
  const auto found = find("ghcr.io");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), Kind::invalid);
  EXPECT_NE(found.error().message().find(path), std::string::npos);
}

TEST_F(CredentialsTest, XdgConfigHomeAndDockerConfigAreRespected) {
  variables_["XDG_CONFIG_HOME"] = "/xdg";
  variables_["DOCKER_CONFIG"] = "/docker";
  EXPECT_EQ(places()->spin_file, "/xdg/fermyon/registry-auth.json");
  EXPECT_EQ(places()->docker_config, "/docker/config.json");
}

TEST_F(CredentialsTest, TheEnvironmentCountsForItsHostAlone) {
  log_in("ghcr.io", {"you", "x"});
  variables_["TORPOR_REGISTRY"] = "ghcr.io";
  variables_["TORPOR_REGISTRY_USER"] = "me";
  variables_["TORPOR_REGISTRY_PASSWORD"] = "pass:word";
  EXPECT_EQ(find("ghcr.io").value(), me);
  EXPECT_EQ(find("other.io").value(), std::nullopt);
}

TEST_F(CredentialsTest, HalfAnEnvironmentIsAnError) {
  variables_["TORPOR_REGISTRY_PASSWORD"] = "geheim";
  const auto found = find("ghcr.io");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), Kind::invalid);
  EXPECT_EQ(found.error().message().find("geheim"), std::string::npos);
}

TEST_F(CredentialsTest, DockersEntriesAreFoundByHost) {
  write_docker(R"({"auths":{"https://ghcr.io/v2/":{"auth":")" + encoded +
               R"("},"https://index.docker.io/v1/":{"username":"u","password":"p"}}})");
  EXPECT_EQ(find("ghcr.io").value(), me);
  EXPECT_EQ(find("index.docker.io").value(), (Credentials{"u", "p"}));
  EXPECT_EQ(find("io").value(), std::nullopt);
}

TEST_F(CredentialsTest, SpinsFileBeatsDockers) {
  log_in("ghcr.io", {"spin", "x"});
  write_docker(R"({"auths":{"ghcr.io":{"auth":")" + encoded + R"("}}})");
  EXPECT_EQ(find("ghcr.io").value()->user, "spin");
}

TEST_F(CredentialsTest, AHelperIsAskedOnItsInput) {
  write_docker(R"({"credHelpers":{"ghcr.io":"one"},"credsStore":"two","auths":{"x.io":{}}})");
  processes_.result->output = R"({"ServerURL":"ghcr.io","Username":"me","Secret":"pass:word"})";
  EXPECT_EQ(find("ghcr.io").value(), me);
  ASSERT_EQ(processes_.ran.size(), 1u);
  EXPECT_EQ(processes_.ran[0].name, "docker-credential-one");
  EXPECT_EQ(processes_.ran[0].arguments, std::vector<std::string>{"get"});
  EXPECT_EQ(processes_.ran[0].input, "ghcr.io");
  EXPECT_EQ(find("index.docker.io").value(), me);
  EXPECT_EQ(processes_.ran[1].name, "docker-credential-two");
  EXPECT_EQ(processes_.ran[1].input, "https://index.docker.io/v1/");
}

TEST_F(CredentialsTest, AHelperThatHasNoneIsNoError) {
  write_docker(R"({"credsStore":"two"})");
  processes_.result->exit_code = 1;
  processes_.result->output = "credentials not found in native keychain";
  EXPECT_EQ(find("ghcr.io").value(), std::nullopt);
  EXPECT_TRUE(log_.lines.empty());
}

TEST_F(CredentialsTest, AHelperThatFailsIsAWarningWithoutItsOutput) {
  write_docker(R"({"credsStore":"two"})");
  processes_.result->exit_code = 2;
  processes_.result->output = "geheim";
  EXPECT_EQ(find("ghcr.io").value(), std::nullopt);
  ASSERT_EQ(log_.lines.size(), 1u);
  EXPECT_NE(log_.lines[0].find("docker-credential-two"), std::string::npos);
  EXPECT_EQ(log_.lines[0].find("geheim"), std::string::npos);
}

TEST_F(CredentialsTest, AnIdentityTokenIsAWarningThatSaysWhatToDo) {
  write_docker(R"({"auths":{"ghcr.io":{"auth":")" + encoded + R"(","identitytoken":"t"}}})");
  EXPECT_EQ(find("ghcr.io").value(), std::nullopt);
  ASSERT_EQ(log_.lines.size(), 1u);
  EXPECT_NE(log_.lines[0].find("torpor registry login ghcr.io"), std::string::npos);

  write_docker(R"({"credsStore":"two"})");
  processes_.result->output = R"({"Username":"<token>","Secret":"t"})";
  EXPECT_EQ(find("ghcr.io").value(), std::nullopt);
  EXPECT_EQ(log_.lines.size(), 2u);
}

TEST_F(CredentialsTest, AHelpersNameIsNoPath) {
  write_docker(R"({"credsStore":"../../tmp/evil"})");
  const auto found = find("ghcr.io");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), Kind::invalid);
  EXPECT_TRUE(processes_.ran.empty());
}

}  // namespace
}  // namespace oci
