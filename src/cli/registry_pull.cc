#include "cli/registry_pull.h"

#include "cli/registry_session.h"
#include "cli/transfer_display.h"
#include "oci/pull.h"
#include "oci/pulled_app.h"

namespace cli {
namespace {

using async::Task;
using base::Result;

Task<Result<oci::Pulled>> pull(RegistrySession* session, oci::Reference reference,
                               oci::Encryption encryption, oci::TransferProgress* progress) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::pull, encryption));
  auto& store = session->store();
  oci::PullTools tools{*client,  store, session->clock(), session->loop(), session->threads(),
                       *progress};
  tools.on_outline = [&store, reference](const oci::Pulled& pulled) -> Result<> {
    TRY_VOID(oci::PulledApp::open(store, pulled, reference));  // the rest is worth the while
    return {};
  };
  co_return co_await oci::pull(std::move(tools), reference);
}

// So that `up` finds all as it needs it. The app's name.
Result<std::string> unpack(oci::Store& store, const oci::Pulled& pulled,
                           const oci::Reference& reference) {
  const auto app = oci::PulledApp::open(store, pulled, reference);
  const auto done = app ? app->unpack_all() : std::unexpected(app.error());
  if (!done) return base::pass(done.error(), reference.text());
  return app->app().name;
}

}  // namespace

Result<> run_registry_pull(const RegistryPullOptions& options, const Console& console,
                           base::Log& log) {
  TRY(const auto reference, oci::Reference::parse(options.reference));
  const auto files = world::real_files();
  RegistrySession session(*files, log, options.cache_dir);
  TransferDisplay display(console, "Pulled");
  TRY(const auto pulled,
      session.run(pull(&session, reference, encryption_of(options.plain), &display)));
  TRY(const auto name, unpack(session.store(), pulled, reference));
  console.err(base::format("{}: {}\n", reference.text(), display.finish()));
  console.out(base::format("Pulled {} with digest {}\n", name, pulled.digest.text()));
  return {};
}

}  // namespace cli
