#include "cli/registry_push.h"

#include "app/composition.h"
#include "app/staging.h"
#include "cli/app_source.h"
#include "cli/build.h"
#include "cli/folders.h"
#include "cli/pairs.h"
#include "cli/registry_session.h"
#include "cli/temporary_folder.h"
#include "cli/transfer_display.h"
#include "cli/url_sources.h"
#include "engine/engine.h"
#include "oci/pack.h"
#include "oci/push.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;

Result<std::string> local_path(const manifest::Source& source, const std::string& root) {
  const auto* local = std::get_if<manifest::LocalSource>(&source);
  if (!local) {
    return base::fail(Kind::unsupported, "a source from a registry cannot be pushed: give a path");
  }
  return local->under(root);
}

// Finds what of each component is on disk, as `torpor up` would.
class Collecting {
 public:
  Collecting(world::Files& files, const AppSource& source, std::string temporary)
      : files_(files), source_(source), place_{source.root, std::move(temporary)} {}

  Result<std::vector<oci::PackComponent>> run() {
    std::vector<oci::PackComponent> out;
    for (const auto& component : source_.app.components) {
      auto collected = collect(component);
      if (!collected) {
        return base::pass(std::move(collected).error(),
                          base::format("component `{}`", component.id));
      }
      out.push_back(std::move(*collected));
    }
    return out;
  }

 private:
  Result<oci::PackComponent> collect(const manifest::Component& component) {
    oci::PackComponent out{component.id, {}, {}, {}};
    TRY(out.wasm_path, local_path(component.source, source_.root));
    if (!files_.exists(out.wasm_path)) {
      return base::fail(Kind::not_found, "there is no `{}`; build it first: torpor build",
                        out.wasm_path);
    }
    TRY(const auto folders, app::stage_files(files_, component, place_));
    for (const auto& folder : folders) {
      TRY(auto list, oci::list_files(files_, folder.host_path, folder.guest_path));
      out.files.insert(out.files.end(), list.begin(), list.end());
    }
    return out;
  }

  world::Files& files_;
  const AppSource& source_;
  const app::StagingPlace place_;
};

// The app as it travels: each component in one file, as whoever pulls it runs it.
Result<AppSource> read_whole_app(const RegistryPushOptions& options, world::Files& files,
                                 const Console& console, base::Log& log) {
  TRY(auto source, read_app(files, options.from, options.profile));
  TRY_VOID(fetch_url_sources(source.app, downloads_folder(options.cache_dir), files, console));
  if (!app::needs_composition(source.app)) return source;
  if (!options.compose) {
    return base::fail(Kind::unsupported,
                      "its components depend on others, and torpor pushes those composed only: "
                      "leave --compose=false away");
  }
  TRY(const auto engine, engine::make_engine({}, log));
  TRY_VOID(app::compose_dependencies(source.app, source.root,
                                     {*engine, files, compositions_folder(options.cache_dir)}));
  return source;
}

Result<> build(const RegistryPushOptions& options, const Console& console) {
  BuildOptions out;
  out.from = options.from;
  out.profile = options.profile;
  return build_app(out, console);
}

Result<oci::PackOptions> pack_options(const RegistryPushOptions& options, std::string temporary) {
  oci::PackOptions out;
  TRY(const auto annotations, parse_pairs("--annotation", "KEY=VALUE", options.annotations));
  for (const auto& [key, value] : annotations) out.annotations[key] = value;
  if (find_variable("SPIN_OCI_ARCHIVE_LAYERS")) out.file_layers = oci::FileLayers::archived;
  out.temporary = std::move(temporary);
  return out;
}

Task<Result<>> push(RegistrySession* session, const oci::Artifact* artifact,
                    oci::Reference reference, oci::Encryption encryption,
                    TransferDisplay* display) {
  CO_TRY(const auto client, co_await session->connect(reference, oci::Access::push, encryption));
  auto known = oci::find_known_places(session->store(), reference);
  co_return co_await oci::push({*client, session->files(), *display}, artifact, reference,
                               std::move(known));
}

}  // namespace

Result<> run_registry_push(const RegistryPushOptions& options, const Console& console,
                           base::Log& log) {
  TRY(const auto reference, oci::Reference::parse(options.reference));
  const auto files = world::real_files();
  if (options.build) TRY_VOID(build(options, console));
  TRY(const auto source, read_whole_app(options, *files, console, log));
  TRY(const auto temporary, TemporaryFolder::make(*files, std::nullopt));
  TRY(const auto components, Collecting(*files, source, temporary.path()).run());
  TRY(const auto packing, pack_options(options, temporary.path()));
  TRY(const auto artifact, oci::pack(*files, source.app, components, packing));
  RegistrySession session(*files, log, options.cache_dir);
  TransferDisplay display(console, "Pushed");
  TRY_VOID(
      session.run(push(&session, &artifact, reference, encryption_of(options.plain), &display)));
  console.err(base::format("{}: {}\n", reference.text(), display.finish()));
  console.out(base::format("Pushed with digest {}\n", artifact.digest.text()));
  return {};
}

}  // namespace cli
