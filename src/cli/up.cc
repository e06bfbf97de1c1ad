#include "cli/up.h"

#include "app/assembly.h"
#include "app/composition.h"
#include "app/guest_log.h"
#include "app/host.h"
#include "app/preparation.h"
#include "app/residency_log.h"
#include "cli/announce.h"
#include "cli/app_source.h"
#include "cli/build.h"
#include "cli/compile_progress.h"
#include "cli/folders.h"
#include "cli/late_components.h"
#include "cli/pairs.h"
#include "cli/provisions.h"
#include "cli/registry_app.h"
#include "cli/temporary_folder.h"
#include "cli/up_listen.h"
#include "cli/url_sources.h"
#include "engine/code_cache.h"
#include "engine/engine.h"
#include "manifest/support.h"
#include "world/cores.h"
#include "world/files.h"
#include "world/ready_signal.h"
#include "world/tls.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;

Result<std::unique_ptr<world::TlsServer>> make_tls(const UpOptions& options,
                                                   const world::Files& files) {
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return base::fail(Kind::invalid, "--tls-cert and --tls-key go together: one is missing");
  }
  if (options.tls_cert.empty()) return std::unique_ptr<world::TlsServer>();
  TRY(const auto cert, files.read(options.tls_cert));
  TRY(const auto key, files.read(options.tls_key));
  world::TlsServerConfig config;
  config.identity.chain = {options.tls_cert, cert};
  config.identity.key = {options.tls_key, key};
  return world::TlsServer::create(config);
}

// One run of `up`, in the order in which things are needed.
class Up {
 public:
  Up(const UpOptions& options, const Console& console, base::Log& log)
      : options_(options), console_(console), log_(log), residency_log_(log) {}

  Result<> run() {
    if (options_.ready_fd >= 0) world::end_with_parent();
    TRY(const auto listen, parse_listen(options_.listen));
    TRY(settings_, read_runtime_settings(options_, *files_, log_));
    TRY(const auto egress, app::Egress::create(settings_.config, settings_.folder, *files_));
    std::optional<AppSource> source;
    if (!is_remote()) {
      if (options_.build) TRY_VOID(build_app(build_options(), console_));
      TRY(source, read_app(*files_, options_.from, options_.profile));
      TRY_VOID(prepare(source->app));
      TRY_VOID(
          fetch_url_sources(source->app, downloads_folder(options_.cache_dir), *files_, console_));
    }
    TRY(const auto tls, make_tls(options_, *files_));
    if (tls) warn_about(*tls);
    TRY(const auto temporary, TemporaryFolder::make(*files_, options_.temp_dir));
    TRY(const auto engine, engine::make_engine(engine_options(), log_));
    engine::CodeCache cache(*engine, *files_, code_folder(options_.cache_dir));
    async::Threads background(1);  // syncs the disk
    std::unique_ptr<store::Catalog> stores;
    app::Host host(host_options(), log_, residency_log_);
    TRY(const auto where, open(host, listen));
    // Whoever connects while we look, pull and compile waits for that, and for no more of the app
    // than is needed.
    const auto pull = pull_options();
    RegistryApp registry(pull, *files_, console_, log_);
    if (!source) {
      TRY(source, registry.open());
      TRY_VOID(prepare(source->app));
    }
    const StorePlan plan{settings_, state_folder(options_, settings_, source->state), background};
    TRY(stores, open_stores(source->app, options_, plan, *files_));
    TRY(const auto blueprint, assemble(*source, host.keeper()));
    const Workbench bench{*engine, cache, *files_, staging_place(*source, temporary.path()),
                          compositions_folder(options_.cache_dir)};
    std::optional<LateComponents> late;
    if (is_remote() && !registry.is_whole()) {
      late.emplace(registry, source->app, blueprint, bench, host);
    } else {
      TRY_VOID(deliver_all(*source, registry, blueprint, bench, host));
    }
    host.run(blueprint, {tls.get(), *egress, *stores, *files_}, [&] {
      const auto url = base::format("{}://{}", tls ? "https" : "http", where.text());
      registry.aside([&](const Console&) { announce(blueprint, url); });
      if (options_.ready_fd >= 0) world::say_ready(options_.ready_fd);
    });
    return late ? late->finish() : Result<>();
  }

 private:
  // What is here as a whole is prepared before anything is announced.
  Result<> deliver_all(AppSource& source, const RegistryApp& registry,
                       const app::Blueprint& blueprint, const Workbench& bench, app::Host& host) {
    if (is_remote()) {
      for (size_t i = 0; i < source.app.components.size(); ++i) TRY_VOID(registry.unpack(i));
    }
    TRY_VOID(app::compose_dependencies(source.app, source.root,
                                       {bench.engine, bench.files, bench.compositions}));
    CompileProgress progress(console_);
    TRY(auto deliveries,
        app::prepare_all(source.app, blueprint, bench.place, {bench.cache, bench.files, progress}));
    for (size_t i = 0; i < deliveries.size(); ++i) {
      host.deliver(blueprint, i, std::move(deliveries[i]));
    }
    return {};
  }

  // What can be said of an app before anything is started for it.
  Result<> prepare(const manifest::App& app) {
    TRY_VOID(manifest::check_supported(app));
    if (const auto there = manifest::check_components(app, options_.follow); !there) {
      return base::pass(there.error(), "--follow");
    }
    TRY(values_, read_values(app, options_, settings_, *files_, log_));
    return {};
  }

  uint64_t most_memory() const {
    constexpr uint64_t usual = uint64_t{1} << 30;
    return options_.max_instance_memory.value_or(
        settings_.config.max_instance_memory.value_or(usual));
  }

  bool is_remote() const { return names_registry_app(*files_, options_.from); }

  BuildOptions build_options() const {
    BuildOptions out;
    out.from = options_.from;
    out.profile = options_.profile;
    out.component_ids = options_.component_ids;
    return out;
  }

  RegistryPullOptions pull_options() const {
    return {options_.from, options_.cache_dir, options_.plain_registry};
  }

  void warn_about(const world::TlsServer& tls) {
    for (const auto& warning : tls.warnings()) log_.write(base::Level::warn, "tls", warning);
  }

  engine::EngineOptions engine_options() const {
    engine::EngineOptions out;
    out.most_memory_per_instance = most_memory();
    return out;
  }

  app::HostOptions host_options() const {
    app::HostOptions out;
    out.loops = options_.threads ? options_.threads : world::usable_cores();
    out.residency = {options_.cooldown, options_.memory_budget};
    out.server.head_bytes = options_.max_head_bytes;
    return out;
  }

  app::StagingPlace staging_place(const AppSource& source, const std::string& temporary) const {
    return {source.root, temporary,
            options_.allow_transient_write ? app::Writes::transient : app::Writes::denied};
  }

  Result<app::Blueprint> assemble(const AppSource& source, app::Keeper& keeper) {
    const auto state = state_folder(options_, settings_, source.state);
    TRY(auto guest_logs,
        app::GuestLogs::open(*files_, log_, guest_log_options(state),
                             [&console = console_](int stream, std::string_view bytes) {
                               stream == 1 ? console.out(bytes) : console.err(bytes);
                             }));
    app::AssemblyOptions out;
    TRY(out.environment, parse_pairs("--env", "NAME=VALUE", options_.environment));
    out.only_components = options_.component_ids;
    out.limits = {most_memory(), options_.request_timeout};
    out.variables = values_;
    out.reuse = {options_.requests_per_instance, options_.requests_at_once, options_.instance_idle};
    out.output = [&](const std::string& id) { return guest_logs.for_component(id); };
    return app::assemble(source.app, out, log_, keeper);
  }

  app::GuestLogOptions guest_log_options(const std::string& state) const {
    const auto usual =
        settings_.config.log_dir.value_or(state.empty() ? std::string() : state + "/logs");
    return {options_.log_dir.value_or(usual), options_.truncate_logs, options_.quiet,
            options_.follow};
  }

  Result<base::Endpoint> open(app::Host& host, base::Endpoint listen) const {
    if (options_.listen_fd >= 0) return host.adopt(options_.listen_fd);
    return open_first_free(listen, options_.find_free_port ? most_port_tries : 1,
                           [&host](base::Endpoint where) { return host.open(where); });
  }

  void announce(const app::Blueprint& blueprint, const std::string& base_url) {
    if (options_.format == "json") {
      console_.out(json_announcement(blueprint, base_url));
    } else {
      console_.out(plain_announcement(blueprint, base_url));
    }
  }

  const UpOptions& options_;
  const Console& console_;
  base::Log& log_;
  app::ResidencyLog residency_log_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  RuntimeSettings settings_;
  manifest::VariableValues values_;
};

}  // namespace

Result<> run_up(const UpOptions& options, const Console& console, base::Log& log) {
  return Up(options, console, log).run();
}

}  // namespace cli
