#include "app/preparation.h"

#include <atomic>
#include <thread>

#include "app/executor.h"
#include "base/text.h"
#include "world/cores.h"

namespace app {
namespace {

using base::Kind;
using base::Result;

Result<std::string> wasm_path_of(const manifest::Component& component, const std::string& root) {
  const auto* local = std::get_if<manifest::LocalSource>(&component.source);
  if (!local) {
    return base::fail(Kind::unsupported,
                      "component `{}`: a source from a registry is not supported; download it and "
                      "give its path",
                      component.id);
  }
  return local->under(root);
}

Result<> check_runnable(const manifest::Component& component, const engine::ComponentInfo& info) {
  if (!info.unknown_imports.empty()) {
    return base::fail(Kind::unsupported, "component `{}` imports {}, which torpor does not provide",
                      component.id, base::join(info.unknown_imports, ", "));
  }
  return {};
}

// The precompiled code of one component.
Result<engine::CodeCache::Entry> compile(const manifest::Component& component,
                                         const std::string& root, const PreparationTools& tools) {
  const auto context = base::format("component `{}`", component.id);
  TRY(const auto path, wasm_path_of(component, root));
  const auto there = tools.cache.find(path);
  if (there) return there;
  if (there.error().kind() != Kind::not_found) return base::pass(there.error(), context);
  const auto info = tools.files.info(path);
  if (!info) {
    return base::fail(info.error().kind(), "{}: its source {}; build it first: torpor build",
                      context, info.error().message());
  }
  tools.progress.started(component.id, info->size);
  auto made = tools.cache.ensure(path);
  tools.progress.finished(component.id);
  if (!made) return base::pass(std::move(made).error(), context);
  return made;
}

}  // namespace

Result<Delivery> prepare(const manifest::Component& component,
                         const std::optional<std::string>& wagi_argv, const StagingPlace& place,
                         const PreparationTools& tools) {
  TRY(const auto entry, compile(component, place.root, tools));
  TRY_VOID(check_runnable(component, entry.info));
  auto checked = check_handler(entry.info, wagi_argv);
  if (!checked) {
    return base::pass(std::move(checked).error(), base::format("component `{}`", component.id));
  }
  Delivery out;
  out.handler = entry.info.handler;
  TRY(out.directories, stage_files(tools.files, component, place));
  out.code = {entry.size, [&cache = tools.cache, entry] { return cache.map(entry); }};
  return out;
}

Result<std::vector<Delivery>> prepare_all(const manifest::App& app, const Blueprint& blueprint,
                                          const StagingPlace& place,
                                          const PreparationTools& tools) {
  const auto& components = blueprint.components;
  std::vector<std::optional<Result<Delivery>>> results(components.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < components.size(); i = next++) {
      const auto& made = components[i];
      results[i] = prepare(*app.find_component(made.id), made.wagi_argv, place, tools);
    }
  };
  {
    std::vector<std::jthread> threads;
    const size_t count = std::min<size_t>(world::usable_cores(), components.size());
    for (size_t i = 1; i < count; ++i) threads.emplace_back(work);
    work();
  }
  std::vector<Delivery> out;
  for (auto& result : results) {
    TRY(auto delivery, std::move(*result));
    out.push_back(std::move(delivery));
  }
  return out;
}

}  // namespace app
