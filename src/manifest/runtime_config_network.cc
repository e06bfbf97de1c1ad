#include "manifest/names.h"
#include "manifest/runtime_config_reader.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

Result<> read_block_network(const Node& node, OutboundNetworkingConfig& out) {
  TRY(const auto text, node.string());
  if (text == "private") {
    out.block_private = true;
    return {};
  }
  const auto block = base::Cidr::parse(text);
  if (!block) {
    return node.fail("`{}` is no network; write \"private\" or a block such as \"10.0.0.0/8\"",
                     text);
  }
  out.block_networks.push_back(*block);
  return {};
}

// A list of texts that must not be empty.
Result<std::vector<std::string>> read_names(const Table& table, std::string_view key) {
  TRY(const auto node, table.require(key));
  TRY(auto names, node.strings());
  if (names.empty()) return node.fail("`{}` must not be empty", node.path());
  return names;
}

Result<> check_hosts(const Node& node) {
  TRY(const auto items, node.items());
  for (const auto& item : items) {
    TRY(const auto host, item.string());
    const bool in_brackets = host.starts_with('[') && host.ends_with(']');
    const bool has_port = host.find(':') != std::string::npos && !base::IpAddress::parse(host);
    if (host.empty() || host.find_first_of("/ @") != std::string::npos ||
        (has_port && !in_brackets)) {
      return item.fail("`{}` is no host; write its name or address alone, without a port", host);
    }
  }
  return {};
}

Result<> read_roots(const Table& table, ClientTlsConfig& out) {
  TRY(out.ca_roots_file, table.optional_string("ca_roots_file"));
  TRY(const auto platform, table.optional_boolean("ca_use_platform_roots"));
  TRY(const auto webpki, table.optional_boolean("ca_use_webpki_roots"));
  if (webpki.value_or(false)) {
    const auto node = *table.find("ca_use_webpki_roots");
    const auto message = base::format(
        "`{}` is not supported: torpor brings no certificates; use ca_use_platform_roots",
        node.path());
    return std::unexpected(error_at(Kind::unsupported, node.place(), message));
  }
  // Whoever says something about roots wants no others.
  out.platform_roots = platform.value_or(!webpki && !out.ca_roots_file);
  if (out.platform_roots || out.ca_roots_file) return {};
  return table.node().fail(
      "`{}` would trust nobody; give ca_roots_file, or set ca_use_platform_roots = true",
      table.node().path());
}

Result<> read_identity(const Table& table, ClientTlsConfig& out) {
  TRY(auto certificate, table.optional_string("client_cert_file"));
  TRY(auto key, table.optional_string("client_private_key_file"));
  if (certificate.has_value() != key.has_value()) {
    return table.node().fail("`{}` needs both client_cert_file and client_private_key_file",
                             table.node().path());
  }
  if (certificate) out.identity = {*std::move(certificate), *std::move(key)};
  return {};
}

Result<ClientTlsConfig> read_client(const Node& node) {
  constexpr std::string_view keys[] = {"component_ids",          "hosts",
                                       "ca_use_platform_roots",  "ca_use_webpki_roots",
                                       "ca_roots_file",          "client_cert_file",
                                       "client_private_key_file"};
  TRY(const auto table, Table::open(node, keys));
  ClientTlsConfig out;
  TRY(out.component_ids, read_names(table, "component_ids"));
  TRY(out.hosts, read_names(table, "hosts"));
  TRY_VOID(check_hosts(*table.find("hosts")));
  TRY_VOID(read_roots(table, out));
  TRY_VOID(read_identity(table, out));
  return out;
}

}  // namespace

Result<> read_outbound_networking(const Node& node, RuntimeConfig& out) {
  constexpr std::string_view keys[] = {"block_networks", "max_socket_connections",
                                       "max_total_connections"};
  TRY(const auto table, Table::open(node, keys));
  auto& config = out.outbound_networking;
  if (const auto networks = table.find("block_networks")) {
    TRY(const auto items, networks->items());
    for (const auto& item : items) TRY_VOID(read_block_network(item, config));
  }
  TRY(config.max_socket_connections, read_count(table, "max_socket_connections"));
  TRY(config.max_total_connections, read_count(table, "max_total_connections"));
  return {};
}

Result<> read_outbound_http(const Node& node, RuntimeConfig& out) {
  constexpr std::string_view keys[] = {"connection_pooling", "max_connections",
                                       "max_concurrent_requests"};
  TRY(const auto table, Table::open(node, keys));
  auto& config = out.outbound_http;
  TRY(const auto pooling, table.optional_boolean("connection_pooling"));
  config.connection_pooling = pooling.value_or(true);
  TRY(config.max_connections, read_count(table, "max_connections"));
  TRY(const auto requests, read_count(table, "max_concurrent_requests"));
  if (!requests) return {};
  const auto old = *table.find("max_concurrent_requests");
  if (config.max_connections) {
    return old.fail_at_key("`{}` is the old name of max_connections; use one", old.path());
  }
  // It let one more in than it said.
  config.max_connections = *requests + 1;
  out.warnings.push_back(base::format("{}: `{}` is deprecated; write max_connections = {}",
                                      old.key_place().at, old.path(), *requests + 1));
  return {};
}

Result<> read_client_tls(const Node& node, RuntimeConfig& out) {
  TRY(const auto items, node.items());
  for (const auto& item : items) {
    TRY(auto client, read_client(item));
    out.client_tls.push_back(std::move(client));
  }
  return {};
}

}  // namespace manifest
