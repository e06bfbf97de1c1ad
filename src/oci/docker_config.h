// Docker's config.json, as far as it says how to log in to a registry
// (docker/cli, "docker login", credential stores). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "oci/authorizer.h"

namespace oci {

// Where the config says that a registry's credentials are.
struct NoCredentials {};
struct CredentialHelper {
  std::string name;    // the program docker-credential-<name>
  std::string server;  // what to ask it for
};
struct IdentityToken {};  // a token of OAuth 2, which torpor does not use
using DockerLogin = std::variant<NoCredentials, Credentials, CredentialHelper, IdentityToken>;

// Kind::invalid when the text is no such config.
base::Result<DockerLogin> find_docker_login(std::string_view config, const std::string& host);

// What a helper printed: {"Username": ..., "Secret": ...}.
base::Result<DockerLogin> parse_helper_answer(std::string_view output);

}  // namespace oci
