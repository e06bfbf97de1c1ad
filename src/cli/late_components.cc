#include "cli/late_components.h"

#include "app/composition.h"
#include "cli/size_text.h"
#include "world/cores.h"

namespace cli {

using base::Result;

LateComponents::LateComponents(RegistryApp& registry, const manifest::App& app,
                               const app::Blueprint& blueprint, const Workbench& bench,
                               app::Host& host)
    : registry_(registry), app_(app), blueprint_(blueprint), bench_(bench), host_(host) {
  workers_.emplace(world::usable_cores());
  registry_.listen(*this);
}

LateComponents::~LateComponents() {
  std::ignore = finish();  // whoever wants to know has asked
}

Result<> LateComponents::finish() {
  auto pulled = registry_.finish();  // nothing is told afterwards
  workers_.reset();
  return result_ ? std::move(pulled) : std::move(result_);
}

void LateComponents::arrived(size_t component) {
  const auto index = blueprint_.find_component(app_.components[component].id);
  if (!index) return;  // not served
  workers_->run([this, component, index = *index] {
    auto delivered = deliver(component, index);
    if (delivered) return;
    const std::lock_guard lock(mutex_);
    if (result_) result_ = std::move(delivered);
    host_.end();
  });
}

// The code is found when the component is prepared; whether it can be had is told then.
void LateComponents::code_arrived(const std::string& wasm_path) {
  workers_->run([this, wasm_path] { std::ignore = bench_.cache.ensure(wasm_path); });
}

// A line rather than a bar: what arrives has bars of its own.
void LateComponents::started(const std::string& component, uint64_t wasm_bytes) {
  const auto line = base::format("Compiling {} ({}), once\n", component, size_text(wasm_bytes));
  registry_.aside([&line](const Console& console) { console.err(line); });
}

Result<> LateComponents::deliver(size_t component, size_t index) {
  TRY_VOID(registry_.unpack(component));
  auto described = app_.components[component];
  TRY_VOID(app::compose_dependencies(app_, described, bench_.place.root,
                                     {bench_.engine, bench_.files, bench_.compositions}));
  TRY(auto delivery, app::prepare(described, blueprint_.components[index].wagi_argv, bench_.place,
                                  {bench_.cache, bench_.files, *this}));
  host_.deliver(blueprint_, index, std::move(delivery));
  return {};
}

}  // namespace cli
