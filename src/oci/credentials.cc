#include "oci/credentials.h"

#include "oci/reference.h"
#include "oci/spin_auth_file.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Level;
using base::Result;

constexpr uint64_t most_config_bytes = 4 << 20;
constexpr auto helper_time = std::chrono::seconds(30);

std::string or_home(const Variables& variables, const std::string& name, std::string_view below) {
  if (auto value = variables(name); value && !value->empty()) return *value;
  return base::format("{}/{}", variables("HOME").value_or("/root"), below);
}

// "credentials not found" is how helpers say that they have none.
bool says_not_found(const world::ProgramResult& result) {
  const auto all = result.output + result.errors;
  return all.find("not found") != std::string::npos;
}

Task<Result<DockerLogin>> ask_helper(CredentialTools tools, CredentialHelper helper) {
  const auto name = "docker-credential-" + helper.name;
  world::Program program{.name = name, .arguments = {"get"}, .input = helper.server};
  CO_TRY(const auto result,
         co_await world::with_deadline(&tools.clock, tools.clock.now() + helper_time, name,
                                       tools.processes.run(std::move(program))));
  if (result.exit_code == 0) {
    auto answer = parse_helper_answer(result.output);
    if (!answer) co_return base::pass(std::move(answer).error(), name);
    co_return answer;
  }
  if (says_not_found(result)) co_return NoCredentials{};
  co_return base::fail(Kind::unavailable, "{} ended with exit code {}", name, result.exit_code);
}

Task<Result<DockerLogin>> find_in_docker(CredentialTools tools, std::string path,
                                         std::string host) {
  const auto config = tools.files.read(path, most_config_bytes);
  if (!config && config.error().kind() == Kind::not_found) co_return NoCredentials{};
  if (!config) co_return std::unexpected(config.error());
  auto login = find_docker_login(*config, host);
  if (!login) co_return base::pass(std::move(login).error(), base::format("`{}`", path));
  const auto* helper = std::get_if<CredentialHelper>(&*login);
  if (!helper) co_return login;
  auto answer = co_await ask_helper(tools, *helper);
  if (answer) co_return answer;
  base::log(tools.log, Level::warn, "oci", "credentials for {}: {}", host,
            answer.error().message());
  co_return NoCredentials{};
}

}  // namespace

Result<CredentialPlaces> find_credential_places(const Variables& variables) {
  CredentialPlaces out;
  const auto host = variables("TORPOR_REGISTRY").value_or("");
  const auto user = variables("TORPOR_REGISTRY_USER").value_or("");
  const auto password = variables("TORPOR_REGISTRY_PASSWORD").value_or("");
  const int given = !host.empty() + !user.empty() + !password.empty();
  if (given != 0 && given != 3) {
    return base::fail(Kind::invalid,
                      "TORPOR_REGISTRY (a host), TORPOR_REGISTRY_USER and TORPOR_REGISTRY_PASSWORD "
                      "go together: set all three or none");
  }
  out.environment_host = registry_host(host);
  out.environment = {user, password};
  out.spin_file = or_home(variables, "XDG_CONFIG_HOME", ".config") + "/fermyon/registry-auth.json";
  out.docker_config = or_home(variables, "DOCKER_CONFIG", ".docker") + "/config.json";
  return out;
}

Task<Result<std::optional<Credentials>>> find_credentials(CredentialTools tools,
                                                          const CredentialPlaces* places,
                                                          std::string host) {
  if (!host.empty() && places->environment_host == host) co_return places->environment;
  CO_TRY(const auto spin, SpinAuthFile::read(tools.files, places->spin_file));
  if (auto found = spin.find(host)) co_return found;
  CO_TRY(const auto docker, co_await find_in_docker(tools, places->docker_config, host));
  if (const auto* found = std::get_if<Credentials>(&docker)) co_return *found;
  if (std::holds_alternative<IdentityToken>(docker)) {
    base::log(tools.log, Level::warn, "oci",
              "Docker has an identity token for {}, which torpor cannot use; log in with: torpor "
              "registry login {}",
              host, host);
  }
  co_return std::nullopt;
}

}  // namespace oci
