#include "app/client_tls.h"

#include <filesystem>

#include "base/text.h"
#include "world/lazy_tls_client.h"

namespace app {

using base::Result;
using Stream = std::unique_ptr<world::Stream>;
using Client = std::shared_ptr<const world::TlsClient>;

namespace {

constexpr uint64_t most_pem_bytes = 16 << 20;

class PemReader {
 public:
  PemReader(const std::string& folder, const world::Files& files)
      : folder_(folder), files_(files) {}

  Result<world::Pem> read(const std::string& path) const {
    const auto full = (std::filesystem::path(folder_) / path).string();
    TRY(auto text, files_.read(full, most_pem_bytes));
    return world::Pem{full, std::move(text)};
  }

 private:
  const std::string& folder_;
  const world::Files& files_;
};

Result<Client> make_client(const manifest::ClientTlsConfig& config, const PemReader& reader) {
  world::TlsClientConfig out{.roots = world::TlsClientConfig::Roots::none};
  if (config.ca_roots_file) {
    TRY(auto roots, reader.read(*config.ca_roots_file));
    out.extra_roots.push_back(std::move(roots));
  }
  if (config.identity) {
    TRY(auto chain, reader.read(config.identity->cert_file));
    TRY(auto key, reader.read(config.identity->key_file));
    out.identity = {std::move(chain), std::move(key)};
  }
  // Without the platform's roots this takes no time, and says at once what is wrong.
  TRY(auto client, world::TlsClient::create(out));
  if (!config.platform_roots) return Client(std::move(client));
  out.roots = world::TlsClientConfig::Roots::platform;
  return Client(world::lazy_tls_client(std::move(out)));
}

// As the client of a request knows it.
std::string host_of(std::string_view written) {
  if (written.starts_with('[') && written.ends_with(']')) {
    written = written.substr(1, written.size() - 2);
  }
  return base::lower(written);
}

}  // namespace

class ClientTls::ByHost final : public world::TlsClient {
 public:
  explicit ByHost(Client usual) : usual_(std::move(usual)) {}

  // The first that names a host counts.
  void add(const std::string& host, const Client& client) { hosts_.emplace(host, client); }

  async::Task<Result<Stream>> connect(Stream plain, std::string host,
                                      std::vector<std::string> alpn) const override {
    const auto at = hosts_.find(host);
    const auto& client = at == hosts_.end() ? usual_ : at->second;
    return client->connect(std::move(plain), std::move(host), std::move(alpn));
  }

 private:
  Client usual_;
  std::map<std::string, Client> hosts_;  // shared by the hosts and components of a [[client_tls]]
};

ClientTls::ClientTls() : usual_(world::lazy_tls_client({})) {}
ClientTls::ClientTls(ClientTls&&) noexcept = default;
ClientTls::~ClientTls() = default;

Result<ClientTls> ClientTls::create(const std::vector<manifest::ClientTlsConfig>& configs,
                                    const std::string& folder, const world::Files& files) {
  ClientTls out;
  const PemReader reader(folder, files);
  for (size_t i = 0; i < configs.size(); ++i) {
    const auto& config = configs[i];
    auto client = make_client(config, reader);
    if (!client) {
      return base::pass(std::move(client).error(), base::format("client_tls[{}]", i));
    }
    for (const auto& id : config.component_ids) {
      auto& component = out.components_[id];
      if (!component) component = std::make_unique<ByHost>(out.usual_);
      for (const auto& host : config.hosts) component->add(host_of(host), *client);
    }
  }
  return out;
}

const world::TlsClient& ClientTls::of(std::string_view component) const {
  const auto at = components_.find(component);
  if (at == components_.end()) return *usual_;
  return *at->second;
}

}  // namespace app
