#include "cli/registry_pull.h"

#include <optional>

#include "cli/registry_session.h"
#include "cli/transfer_display.h"
#include "oci/pull.h"
#include "oci/pulled_app.h"

namespace cli {
namespace {

using async::Task;
using base::Result;

// `app`: what was pulled, opened as soon as it can be: what is no app is not worth the rest.
Task<Result<oci::Pulled>> pull(RegistrySession* session, oci::Reference reference,
                               oci::Encryption encryption, oci::TransferProgress* progress,
                               std::optional<oci::PulledApp>* app) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::pull, encryption));
  auto& store = session->store();
  oci::PullTools tools{*client,  store, session->clock(), session->loop(), session->threads(),
                       *progress};
  tools.on_outline = [&store, reference, app](const oci::Pulled& pulled) -> Result<> {
    TRY(auto opened, oci::PulledApp::open(store, pulled, reference));
    app->emplace(std::move(opened));
    return {};
  };
  co_return co_await oci::pull(std::move(tools), reference);
}

}  // namespace

Result<> run_registry_pull(const RegistryPullOptions& options, const Console& console,
                           base::Log& log) {
  TRY(const auto reference, oci::Reference::parse(options.reference));
  const auto files = world::real_files();
  RegistrySession session(*files, log, options.cache_dir);
  TransferDisplay display(console, "Pulled");
  std::optional<oci::PulledApp> app;
  TRY(const auto pulled,
      session.run(pull(&session, reference, encryption_of(options.plain), &display, &app)));
  // So that `up` finds all as it needs it.
  if (const auto done = app->unpack_all(); !done) {
    return base::pass(done.error(), reference.text());
  }
  console.err(base::format("{}: {}\n", reference.text(), display.finish()));
  console.out(base::format("Pulled {} with digest {}\n", app->app().name, pulled.digest.text()));
  return {};
}

}  // namespace cli
