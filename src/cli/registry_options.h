// The flags of `torpor registry login|logout|push|pull`, as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci/registry_client.h"

namespace CLI {
class App;
}

namespace cli {

struct RegistryLoginOptions {
  std::string server;
  std::optional<std::string> user;
  bool password_from_stdin = false;
  bool plain = false;  // -k
};

struct RegistryLogoutOptions {
  std::string server;
};

struct RegistryPushOptions {
  std::string from = "spin.toml";
  std::string profile;
  std::string reference;
  std::vector<std::string> annotations;  // "key=value"
  std::optional<std::string> cache_dir;
  bool plain = false;
  bool build = false;   // first
  bool compose = true;  // components with those that they depend on
};

struct RegistryPullOptions {
  std::string reference;
  std::optional<std::string> cache_dir;
  bool plain = false;
};

struct RegistryOptions {
  RegistryLoginOptions login;
  RegistryLogoutOptions logout;
  RegistryPushOptions push;
  RegistryPullOptions pull;
};

inline oci::Encryption encryption_of(bool plain) {
  return plain ? oci::Encryption::none : oci::Encryption::usual;
}

// Adds the commands to `registry`. What is given is written to `options` when it is parsed.
void declare_registry_options(CLI::App& registry, RegistryOptions& options);

}  // namespace cli
