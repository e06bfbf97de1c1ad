#include "cli/registry_pull.h"

#include "cli/registry_session.h"
#include "cli/transfer_display.h"
#include "oci/media_type.h"
#include "oci/pull.h"
#include "oci/unpack.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;

// What was pulled earlier runs rather than waits for longer than this.
constexpr auto patience = std::chrono::seconds(3);

Task<Result<oci::Pulled>> pull(RegistrySession* session, oci::Reference reference,
                               oci::Encryption encryption, oci::TransferProgress* progress) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::pull, encryption));
  co_return co_await oci::pull(
      {*client, session->store(), session->clock(), session->loop(), session->threads(), *progress},
      reference);
}

// The digest that the tag stands for now; nothing when the registry does not say.
Task<Result<std::optional<oci::Digest>>> look_up(RegistrySession* session, oci::Reference reference,
                                                 oci::Encryption encryption) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::pull, encryption));
  co_return co_await client->find_manifest(reference.target());
}

// Shows how a pull goes, and tells of the components that have arrived.
class Arrivals final : public oci::TransferProgress {
 public:
  Arrivals(TransferDisplay& display, const oci::Store& store, const OnArrival& on_arrival)
      : display_(display), store_(store), on_arrival_(on_arrival) {}

  void started(const oci::Descriptor& blob) override { display_.started(blob); }
  void there_already(const oci::Descriptor& blob) override { display_.there_already(blob); }
  void moved(const oci::Descriptor& blob, uint64_t bytes) override { display_.moved(blob, bytes); }
  void finished(const oci::Descriptor& blob) override {
    display_.finished(blob);
    if (blob.media_type != oci::media::wasm && blob.media_type != oci::media::bare_wasm) return;
    on_arrival_(store_.blob_path(blob.digest));
  }

 private:
  TransferDisplay& display_;
  const oci::Store& store_;
  const OnArrival& on_arrival_;
};

class Reading {
 public:
  Reading(RegistrySession& session, const RegistryPullOptions& options, const Console& console,
          base::Log& log, const OnArrival& on_arrival)
      : session_(session),
        options_(options),
        log_(log),
        display_(console, session.clock(), "Pulled"),
        arrivals_(display_, session.store(), on_arrival) {}

  Task<Result<oci::Pulled>> find_or_pull(oci::Reference reference) {
    auto here = oci::find_pulled(session_.store(), reference);
    if (here && (reference.digest || co_await is_current(reference, here->digest))) {
      CO_TRY_VOID(note_use(reference, here->digest));
      co_return std::move(*here);
    }
    co_return co_await pull(&session_, reference, encryption(), &arrivals_);
  }

 private:
  oci::Encryption encryption() const { return encryption_of(options_.plain); }

  // Whether what is here may run: the registry says so, or says nothing.
  Task<bool> is_current(oci::Reference reference, oci::Digest here) {
    const auto now = co_await world::with_deadline(
        &session_.clock(), session_.clock().now() + patience, reference.registry,
        look_up(&session_, reference, encryption()));
    if (now) co_return *now == here;
    base::log(log_, base::Level::warn, "oci", "{}; running {} as it was pulled before",
              now.error().message(), reference.text());
    co_return true;
  }

  // For pruning by age; a day is exact enough, and spares the disk.
  Result<> note_use(const oci::Reference& reference, const oci::Digest& digest) {
    const auto stored = session_.store().find(reference);
    const auto now = session_.clock().wall();
    const auto age = now - world::WallTime(std::chrono::seconds(stored ? stored->used : 0));
    if (age < std::chrono::days(1)) return {};
    return session_.store().tag(reference, digest, now);
  }

  RegistrySession& session_;
  const RegistryPullOptions& options_;
  base::Log& log_;
  TransferDisplay display_;
  Arrivals arrivals_;
};

}  // namespace

Result<> run_registry_pull(const RegistryPullOptions& options, const Console& console,
                           base::Log& log) {
  TRY(const auto reference, oci::Reference::parse(options.reference));
  const auto files = world::real_files();
  RegistrySession session(*files, log, options.cache_dir);
  TransferDisplay display(console, session.clock(), "Pulled");
  TRY(const auto pulled,
      session.run(pull(&session, reference, encryption_of(options.plain), &display)));
  TRY(const auto app, oci::unpack(session.store(), pulled, reference));
  console.err(base::format("{}: {}\n", reference.text(), display.finish()));
  console.out(base::format("Pulled {} with digest {}\n", app.app.name, pulled.digest.text()));
  return {};
}

Result<AppSource> read_registry_app(const RegistryPullOptions& options, world::Files& files,
                                    const Console& console, base::Log& log,
                                    const OnArrival& on_arrival) {
  TRY(const auto reference, oci::Reference::parse(options.reference));
  RegistrySession session(files, log, options.cache_dir);
  Reading reading(session, options, console, log, on_arrival);
  TRY(const auto pulled, session.run(reading.find_or_pull(reference)));
  AppSource out;
  TRY(out.held, session.store().use(pulled.digest, world::LockMode::shared));
  TRY(auto unpacked, oci::unpack(session.store(), pulled, reference));
  out.app = std::move(unpacked.app);
  out.root = std::move(unpacked.root);
  return out;
}

}  // namespace cli
