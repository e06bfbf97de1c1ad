#include "oci/docker_config.h"

#include <algorithm>

#include "data/json.h"
#include "oci/reference.h"
#include "oci/spin_auth_file.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

// Docker's own registry goes by a URL from its first days.
std::string server_key(const std::string& host) {
  return host == "index.docker.io" ? "https://index.docker.io/v1/" : host;
}

Result<DockerLogin> helper(const std::string& name, const std::string& host) {
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (name.empty() || !std::ranges::all_of(name, is_fine)) {
    return base::fail(Kind::invalid, "`{}` is no name of a credential helper", name);
  }
  return CredentialHelper{name, server_key(host)};
}

DockerLogin read_entry(const data::Json& entry) {
  const auto* token = entry.find_string("identitytoken");
  if (token && !token->empty()) return IdentityToken{};
  if (const auto* encoded = entry.find_string("auth"); encoded && !encoded->empty()) {
    if (auto found = decode_user_password(*encoded)) return *found;
  }
  const auto* user = entry.find_string("username");
  const auto* password = entry.find_string("password");
  if (user && password && !user->empty()) return Credentials{*user, *password};
  return NoCredentials{};
}

}  // namespace

Result<DockerLogin> find_docker_login(std::string_view config, const std::string& host) {
  const auto json = data::parse_json(config);
  if (!json || !json->object()) return base::fail(Kind::invalid, "it is not a JSON object");
  if (const auto* helpers = json->find("credHelpers")) {
    for (const auto& key : {host, server_key(host)}) {
      if (const auto* name = helpers->find_string(key)) return helper(*name, host);
    }
  }
  if (const auto* name = json->find_string("credsStore"); name && !name->empty()) {
    return helper(*name, host);
  }
  const auto* auths = json->find_object("auths");
  if (!auths) return NoCredentials{};
  for (const auto& [key, entry] : *auths) {
    if (registry_host(key) != host) continue;
    auto login = read_entry(entry);
    if (!std::holds_alternative<NoCredentials>(login)) return login;
  }
  return NoCredentials{};
}

Result<DockerLogin> parse_helper_answer(std::string_view output) {
  const auto json = data::parse_json(output);
  const auto* user = json ? json->find_string("Username") : nullptr;
  const auto* secret = json ? json->find_string("Secret") : nullptr;
  if (!user || !secret) {
    return base::fail(Kind::protocol, "it answered without Username and Secret");
  }
  if (*user == "<token>") return IdentityToken{};
  if (user->empty()) return NoCredentials{};
  return Credentials{*user, *secret};
}

}  // namespace oci
