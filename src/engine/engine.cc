#include "engine/engine.h"

#include "base/text.h"
#include "engine/border.h"
#include "engine/code.h"
#include "world/digest.h"

namespace engine {
namespace {

ComponentInfo::Handler handler_of(bridge_handler handler) {
  using enum ComponentInfo::Handler;
  switch (handler) {
    case BRIDGE_HANDLER_WASI_HTTP_0_2:
      return wasi_http_0_2;
    case BRIDGE_HANDLER_WASI_HTTP_0_3:
      return wasi_http_0_3;
    case BRIDGE_HANDLER_WASI_HTTP_RC:
      return wasi_http_rc;
    case BRIDGE_HANDLER_SPIN_INBOUND:
      return spin_inbound;
    case BRIDGE_HANDLER_WAGI:
      return wagi;
    case BRIDGE_HANDLER_NONE:
      return none;
    case BRIDGE_HANDLER_SEVERAL:
      return several;
  }
  return none;
}

bridge_handler bridge_handler_of(ComponentInfo::Handler handler) {
  using enum ComponentInfo::Handler;
  switch (handler) {
    case wasi_http_0_2:
      return BRIDGE_HANDLER_WASI_HTTP_0_2;
    case wasi_http_0_3:
      return BRIDGE_HANDLER_WASI_HTTP_0_3;
    case wasi_http_rc:
      return BRIDGE_HANDLER_WASI_HTTP_RC;
    case spin_inbound:
      return BRIDGE_HANDLER_SPIN_INBOUND;
    case wagi:
      return BRIDGE_HANDLER_WAGI;
    case none:
      return BRIDGE_HANDLER_NONE;
    case several:
      return BRIDGE_HANDLER_SEVERAL;
  }
  return BRIDGE_HANDLER_NONE;
}

std::vector<std::string> lines_of(bridge_buffer buffer) {
  const auto text = take(buffer);
  std::vector<std::string> lines;
  if (text.empty()) return lines;
  for (const auto line : base::split(text, '\n')) lines.emplace_back(line);
  return lines;
}

std::unexpected<base::Error> fail(bridge_error& error) {
  return std::unexpected(take(error).error);
}

class BridgeEngine final : public Engine {
 public:
  explicit BridgeEngine(bridge_engine* engine)
      : engine_(engine),
        compatibility_(world::sha256_hex(take(bridge_engine_compatibility(engine)))) {}

  base::Result<base::Bytes> compile(base::View wasm, ComponentInfo::Handler handler) override {
    bridge_buffer code;
    bridge_error error;
    const auto kind = bridge_handler_of(handler);
    if (!bridge_compile(engine_.get(), slice_of(wasm), kind, &code, &error)) return fail(error);
    return take(code);
  }

  base::Result<ComponentInfo> inspect(base::View wasm) override {
    bridge_inspection inspection;
    bridge_error error;
    if (!bridge_inspect(slice_of(wasm), &inspection, &error)) return fail(error);
    return ComponentInfo{.handler = handler_of(inspection.handler),
                         .exports = lines_of(inspection.exports),
                         .unknown_imports = lines_of(inspection.unknown_imports)};
  }

  base::Result<std::vector<std::string>> list_imports(base::View wasm) override {
    bridge_buffer names;
    bridge_error error;
    if (!bridge_list_imports(slice_of(wasm), &names, &error)) return fail(error);
    return lines_of(names);
  }

  base::Result<base::Bytes> compose(base::View root, std::span<const Plug> plugs) override {
    std::vector<bridge_plug> given;
    for (const auto& plug : plugs) {
      given.push_back(
          {slice_of(plug.import_name), slice_of(plug.wasm), slice_of(plug.export_name)});
    }
    bridge_buffer wasm;
    bridge_error error;
    if (!bridge_compose(slice_of(root), given.data(), given.size(), &wasm, &error)) {
      return fail(error);
    }
    return take(wasm);
  }

  base::Result<base::Bytes> deny(base::View component,
                                 std::span<const std::string> imports) override {
    std::vector<bridge_slice> names;
    for (const auto& name : imports) names.push_back(slice_of(name));
    bridge_buffer wasm;
    bridge_error error;
    if (!bridge_deny(slice_of(component), names.data(), names.size(), &wasm, &error)) {
      return fail(error);
    }
    return take(wasm);
  }

  const std::string& compatibility() const override { return compatibility_; }

  base::Result<std::shared_ptr<const Code>> map(const std::string& path,
                                                ComponentInfo::Handler handler) override {
    bridge_error error;
    auto* code = bridge_code_map(engine_.get(), slice_of(path), bridge_handler_of(handler), &error);
    if (!code) return fail(error);
    return std::make_shared<const Code>(code);
  }

 private:
  struct Free {
    void operator()(bridge_engine* engine) const { bridge_engine_free(engine); }
  };
  std::unique_ptr<bridge_engine, Free> engine_;
  std::string compatibility_;
};

}  // namespace

base::Result<std::unique_ptr<Engine>> make_engine(const EngineOptions& options, base::Log& log) {
  const bridge_options wanted = {.instances = options.instances_per_component,
                                 .memory = options.most_memory_per_instance,
                                 .stack = options.stack_bytes};
  bridge_error error;
  auto* engine = bridge_engine_new(&wanted, &error);
  if (!engine) return fail(error);
  auto made = std::make_unique<BridgeEngine>(engine);
  base::log(log, base::Level::debug, "engine", "ready, compatibility {:.12}",
            made->compatibility());
  return made;
}

}  // namespace engine
