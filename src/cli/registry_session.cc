#include "cli/registry_session.h"

#include "cli/folders.h"
#include "world/lazy_tls_client.h"

namespace cli {

using async::Task;
using base::Result;

RegistrySession::RegistrySession(world::Files& files, base::Log& log,
                                 const std::optional<std::string>& cache_dir)
    : files_(files),
      log_(log),
      store_(files, registry_folder(cache_dir)),
      clock_(world::real_clock(loop_)),
      net_(world::real_net(loop_, resolvers_)),
      tls_(world::lazy_tls_client({})),
      processes_(world::real_processes(loop_)),
      http_(http::client::ClientWorld{loop_, *clock_, *net_, *tls_}) {}

Task<Result<std::unique_ptr<oci::RegistryClient>>> RegistrySession::connect(
    oci::Reference reference, oci::Access access, oci::Encryption encryption) {
  CO_TRY(const auto places, oci::find_credential_places(find_variable));
  oci::RegistryOptions options;
  options.encryption = encryption;
  CO_TRY(options.credentials,
         co_await oci::find_credentials({files_, *processes_, *clock_, log_}, &places,
                                        oci::registry_host(reference.registry)));
  co_return co_await open(std::move(reference), access, std::move(options));
}

Task<Result<std::unique_ptr<oci::RegistryClient>>> RegistrySession::connect_as(
    oci::Credentials credentials, oci::Reference reference, oci::Encryption encryption) {
  oci::RegistryOptions options;
  options.credentials = std::move(credentials);
  options.encryption = encryption;
  co_return co_await open(std::move(reference), oci::Access::pull, std::move(options));
}

Task<Result<std::unique_ptr<oci::RegistryClient>>> RegistrySession::open(
    oci::Reference reference, oci::Access access, oci::RegistryOptions options) {
  auto client = std::make_unique<oci::RegistryClient>(oci::TransportTools{http_, *clock_, log_},
                                                      reference, access, std::move(options));
  CO_TRY_VOID(co_await client->open());
  co_return client;
}

}  // namespace cli
