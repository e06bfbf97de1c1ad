#include "cli/registry_app.h"

#include "cli/folders.h"
#include "cli/registry_session.h"
#include "oci/pull.h"

namespace cli {

using async::Task;
using base::Kind;
using base::Result;

namespace {

// What was pulled earlier runs rather than waits for longer than this.
constexpr auto patience = std::chrono::seconds(3);

// The digest that the tag stands for now; nothing when the registry does not say.
Task<Result<std::optional<oci::Digest>>> look_up(RegistrySession* session, oci::Reference reference,
                                                 oci::Encryption encryption) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::pull, encryption));
  co_return co_await client->find_manifest(reference.target());
}

Task<> wait_for(async::Signal* signal) {
  co_await signal->wait();
}

}  // namespace

RegistryApp::RegistryApp(const RegistryPullOptions& options, world::Files& files,
                         const Console& console, base::Log& log)
    : options_(options),
      files_(files),
      log_(log),
      store_(files, registry_folder(options.cache_dir)),
      display_(console, "Pulled") {}

RegistryApp::~RegistryApp() {
  std::ignore = finish();  // whoever wants to know has asked
}

Result<AppSource> RegistryApp::open() {
  TRY(reference_, oci::Reference::parse(options_.reference));
  auto known = known_.get_future();
  thread_ = std::jthread([this] { run(); });
  return known.get();
}

void RegistryApp::listen(Listener& listener) {
  const std::lock_guard lock(mutex_);
  listener_ = &listener;
  for (size_t i = 0; i < components_.size(); ++i) tell(i);
  if (!result_) listener_->failed();
}

Result<> RegistryApp::finish() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (stop_) stop_->set();
  }
  if (thread_.joinable()) thread_.join();
  return result_;
}

// The thread that pulls. Nothing of the session is kept when it is through.
void RegistryApp::run() {
  RegistrySession session(files_, log_, options_.cache_dir);
  async::Signal stop(session.loop());
  {
    const std::lock_guard lock(mutex_);
    stop_ = stop.setter();
    if (stopping_) stop_->set();
  }
  auto result = session.run(run_until_told(&session, &stop));
  const std::lock_guard lock(mutex_);
  stop_.reset();
  end_with(std::move(result));
}

void RegistryApp::end_with(Result<> result) {
  if (result || stopping_) return;
  display_.aside([](const Console&) {});
  if (!is_known_) return known_.set_value(std::unexpected(result.error()));
  result_ = std::move(result);
  if (listener_) listener_->failed();
}

Task<Result<>> RegistryApp::run_until_told(RegistrySession* session, async::Signal* stop) {
  async::Started<Result<>> work(find_or_pull(session));
  if (!work.ready()) {
    async::Started<> told(wait_for(stop));
    co_await async::either(work, told);
  }
  if (work.ready()) co_return work.take();
  co_return base::fail(Kind::closed, "{}: the pull was broken off", reference_->text());
}

Task<Result<>> RegistryApp::find_or_pull(RegistrySession* session) {
  const auto here = oci::find_pulled(store_, *reference_);
  if (here && (reference_->digest || co_await is_current(session, here->digest))) {
    CO_TRY_VOID(note_use(*session, here->digest));
    whole_ = true;
    auto known = know(*here);
    if (!known) co_return base::pass(std::move(known).error(), reference_->text());
    co_return Result<>();
  }
  CO_TRY(const auto client,
         co_await session->connect(*reference_, oci::Access::pull, encryption_of(options_.plain)));
  oci::PullTools tools{*client,         session->store(),   session->clock(),
                       session->loop(), session->threads(), *this};
  tools.on_outline = [this](const oci::Pulled& pulled) { return know(pulled); };
  CO_TRY_VOID(co_await oci::pull(std::move(tools), *reference_));
  co_return Result<>();
}

// Whether what is here may run: the registry says so, or says nothing.
Task<bool> RegistryApp::is_current(RegistrySession* session, oci::Digest here) {
  auto& clock = session->clock();
  const auto now =
      co_await world::with_deadline(&clock, clock.now() + patience, reference_->registry,
                                    look_up(session, *reference_, encryption_of(options_.plain)));
  if (now) co_return *now == here;
  base::log(log_, base::Level::warn, "oci", "{}; running {} as it was pulled before",
            now.error().message(), reference_->text());
  co_return true;
}

// For pruning by age; a day is exact enough, and spares the disk.
Result<> RegistryApp::note_use(RegistrySession& session, const oci::Digest& digest) const {
  const auto stored = session.store().find(*reference_);
  const auto now = session.clock().wall();
  const auto age = now - world::WallTime(std::chrono::seconds(stored ? stored->used : 0));
  if (age < std::chrono::days(1)) return {};
  return session.store().tag(*reference_, digest, now);
}

Result<> RegistryApp::know(const oci::Pulled& pulled) {
  AppSource out;
  TRY(out.held, store_.use(pulled.digest, world::LockMode::shared));
  TRY(auto app, oci::PulledApp::open(store_, pulled, *reference_));
  pulled_.emplace(std::move(app));
  out.app = pulled_->app();
  out.root = pulled_->root();
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < out.app.components.size(); ++i) {
    Component component{.missing = pulled_->needs(i)};
    component.source_path = std::get<manifest::LocalSource>(out.app.components[i].source).path;
    for (const auto& digest : component.missing) {
      if (store_.blob_path(digest) == component.source_path) component.source = digest;
    }
    for (const auto& digest : here_) component.missing.erase(digest);
    components_.push_back(std::move(component));
  }
  is_known_ = true;
  known_.set_value(std::move(out));
  return {};
}

void RegistryApp::there_already(const oci::Descriptor& blob) {
  display_.there_already(blob);
  came(blob.digest);
}

void RegistryApp::finished(const oci::Descriptor& blob) {
  display_.finished(blob);
  came(blob.digest);
}

void RegistryApp::came(const oci::Digest& digest) {
  const std::lock_guard lock(mutex_);
  here_.insert(digest);
  for (size_t i = 0; i < components_.size(); ++i) {
    if (components_[i].missing.erase(digest) > 0) tell(i);
  }
}

void RegistryApp::tell(size_t i) {
  auto& component = components_[i];
  if (!listener_) return;
  if (component.missing.empty()) {
    if (!std::exchange(component.told, true)) listener_->arrived(i);
  } else if (component.source && !component.missing.contains(*component.source)) {
    if (!std::exchange(component.code_told, true)) listener_->code_arrived(component.source_path);
  }
}

}  // namespace cli
