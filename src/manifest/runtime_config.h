// The runtime configuration of an app: what its operator, not its author, decides
// (spinframework/spin, crates/runtime-config; docs/runtime-config.md).
//
// Paths stand as written. Those of key-value stores and client_tls are relative to the folder of
// the file, all others to the working directory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip.h"
#include "base/result.h"
#include "manifest/secret.h"

namespace manifest {

// [[variables_provider]], one of:
struct StaticProvider {
  std::map<std::string, Secret, std::less<>> values;
};
struct EnvironmentProvider {
  std::string prefix = "SPIN_VARIABLE";    // "api_key" is <prefix>_API_KEY
  std::optional<std::string> dotenv_path;  // a file of such names, for those not in the environment
};
using VariablesProvider = std::variant<StaticProvider, EnvironmentProvider>;

// [key_value_store.<label>], type "spin"
struct KeyValueStoreConfig {
  std::optional<std::string> path;  // nothing: in memory
};

// [sqlite_database.<label>], type "spin"
struct SqliteDatabaseConfig {
  std::optional<std::string> path;  // nothing: in memory
  bool allow_attach_file = false;
};

// [outbound_networking]
struct OutboundNetworkingConfig {
  bool block_private = false;  // "private" in block_networks
  std::vector<base::Cidr> block_networks;
  std::optional<uint64_t> max_socket_connections;  // TCP and UDP sockets of all components
  std::optional<uint64_t> max_total_connections;   // of any kind, of all components
};

// [outbound_http]
struct OutboundHttpConfig {
  bool connection_pooling = true;
  std::optional<uint64_t> max_connections;  // at once; 0: none
};

// [[client_tls]]: how these components speak TLS with these hosts.
struct ClientTlsConfig {
  struct Identity {
    std::string cert_file, key_file;
  };
  std::vector<std::string> component_ids;
  std::vector<std::string> hosts;
  bool platform_roots = true;
  std::optional<std::string> ca_roots_file;
  std::optional<Identity> identity;
};

struct RuntimeConfig {
  std::optional<std::string> state_dir, log_dir;  // "": none; nothing: the default
  std::optional<uint64_t> max_instance_memory;    // bytes
  std::vector<VariablesProvider> variables_providers;
  std::map<std::string, KeyValueStoreConfig> key_value_stores;
  std::map<std::string, SqliteDatabaseConfig> sqlite_databases;
  OutboundNetworkingConfig outbound_networking;
  OutboundHttpConfig outbound_http;
  std::vector<ClientTlsConfig> client_tls;

  std::vector<std::string> warnings;  // "runtime-config.toml:3:1: ... is deprecated; ..."
};

// Pure. `file` is the name for messages. Kind::invalid with "file:line:column: what; what would be
// right"; Kind::unsupported for what is right but torpor cannot do. Messages show no line of the
// text: it may hold a secret.
base::Result<RuntimeConfig> parse_runtime_config(std::string_view text, const std::string& file);

}  // namespace manifest
